"""Guards: no row is added for an anonymised person, even by a concurrent transaction."""

from django.utils.translation import gettext_lazy as _

from core.guards import FORGOTTEN, Guard

WHO = "people_recipient r WHERE r.id = NEW.recipient_id"
ANONYMISED = f"EXISTS (SELECT 1 FROM {WHO} AND r.anonymised_at IS NOT NULL)"
# Who writes the same person again holds nobody: the people of an act are held before its rows.
HOLD_WHO = f"{WHO} AND NEW.recipient_id IS DISTINCT FROM OLD.recipient_id"
BEGUN = {
    "INSERT": ANONYMISED,
    "UPDATE OF recipient_id": (
        f"NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND {ANONYMISED}"
    ),
}

# What a loan is beside of: its person, by the row itself or by the item that it is about.
OF_LOAN = """loans_loan l, people_recipient r
    WHERE l.id = NEW.loan_id AND r.id = l.recipient_id"""
OF_ITEM = """loans_loanitem i, loans_loan l, people_recipient r
    WHERE i.id = NEW.item_id AND l.id = i.loan_id AND r.id = l.recipient_id"""
LOAN_ANONYMISED = f"EXISTS (SELECT 1 FROM {OF_LOAN} AND r.anonymised_at IS NOT NULL)"
OF_REQUEST = """loans_request q, people_recipient r
    WHERE q.id = NEW.request_id AND r.id = q.recipient_id"""
ITEM_ANONYMISED = f"EXISTS (SELECT 1 FROM {OF_ITEM} AND r.anonymised_at IS NOT NULL)"
IN_WORDS = "(NEW.note <> '' OR NEW.complaint_number <> '' OR NEW.complaint_id IS NOT NULL)"
TOO_LATE = _("The person concerned was anonymised: nothing that may name them is added any more.")


def written(column, anonymised):
    """SQL condition: a text of an anonymised person changes to a value that is not empty."""
    changed = f"NEW.{column} <> OLD.{column} AND {in_words(column)}"
    return {f"UPDATE OF {column}": f"{changed} AND {anonymised}"}


def in_words(column):
    return f"NEW.{column} NOT IN ('', '{FORGOTTEN}')"


FORGOTTEN_GUARDS = [
    Guard(
        name="loans_loan_not_anonymous",
        table="loans_loan",
        on=BEGUN,
        hold=HOLD_WHO,
        violation_error_message=_("This person was anonymised: no new loan can be made to them."),
    ),
    Guard(
        name="loans_voucher_not_anonymous",
        table="inventory_voucher",
        on=BEGUN,
        hold=HOLD_WHO,
        violation_error_message=_("This person was anonymised: no voucher is handed to them."),
    ),
    Guard(
        name="loans_request_not_anonymous",
        table="loans_request",
        on=BEGUN,
        hold=HOLD_WHO,
        violation_error_message=_("This person was anonymised: nothing can be asked for them."),
    ),
    Guard(
        name="loans_request_sent_for_somebody",
        table="loans_request",
        on={"UPDATE OF status": f"OLD.status = 'draft' AND NEW.status = 'sent' AND {ANONYMISED}"},
        hold=f"{WHO} AND OLD.status = 'draft' AND NEW.status = 'sent'",
        violation_error_message=_("This person was anonymised: nothing can be asked for them."),
    ),
    Guard(
        name="loans_referral_not_anonymous",
        table="loans_referral",
        on=BEGUN,
        hold=HOLD_WHO,
        violation_error_message=_("This person was anonymised: no slip can be given to them."),
    ),
    Guard(
        name="loans_attachment_not_anonymous",
        table="loans_attachment",
        on={"INSERT": LOAN_ANONYMISED},
        hold=OF_LOAN,
        violation_error_message=TOO_LATE,
    ),
    Guard(
        name="loans_amendment_signed_by_somebody",
        table="loans_amendment",
        on={
            "UPDATE OF status": f"""
                NEW.status = 'signed' AND OLD.status <> 'signed' AND {LOAN_ANONYMISED}
            """
        },
        hold=f"{OF_LOAN} AND NEW.status = 'signed'",
        violation_error_message=TOO_LATE,
    ),
    Guard(
        name="loans_incident_not_anonymous",
        table="loans_incident",
        on={
            "INSERT": f"{IN_WORDS} AND {ITEM_ANONYMISED}",
            "UPDATE OF complaint_id, complaint_number": f"""
                (NEW.complaint_id IS NOT NULL AND NEW.complaint_id IS DISTINCT FROM OLD.complaint_id
                OR NEW.complaint_number <> '' AND NEW.complaint_number <> OLD.complaint_number)
                AND {ITEM_ANONYMISED}
            """,
        },
        hold=f"{OF_ITEM} AND {IN_WORDS}",
        violation_error_message=TOO_LATE,
    ),
    Guard(
        name="loans_followup_not_anonymous",
        table="loans_followup",
        on=written("note", LOAN_ANONYMISED),
        hold=f"{OF_LOAN} AND {in_words('note')}",
        violation_error_message=TOO_LATE,
    ),
    Guard(
        name="loans_item_not_anonymous",
        table="loans_loanitem",
        on={
            "INSERT": f"NEW.return_note <> '' AND {LOAN_ANONYMISED}",
            **written("return_note", LOAN_ANONYMISED),
        },
        hold=f"{OF_LOAN} AND {in_words('return_note')}",
        violation_error_message=TOO_LATE,
    ),
    Guard(
        name="loans_returnline_not_anonymous",
        table="loans_returnline",
        on=written("note", ITEM_ANONYMISED),
        hold=f"{OF_ITEM} AND {in_words('note')}",
        violation_error_message=TOO_LATE,
    ),
    Guard(
        name="loans_requestmessage_not_anonymous",
        table="loans_requestmessage",
        on={"INSERT": f"EXISTS (SELECT 1 FROM {OF_REQUEST} AND r.anonymised_at IS NOT NULL)"},
        hold=OF_REQUEST,
        violation_error_message=TOO_LATE,
    ),
]
