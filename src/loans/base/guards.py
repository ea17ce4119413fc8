"""Guards of loans: a device matches its item; no personal data is added after anonymisation.

Anonymisation and writes for the same person are serialised by the person's row. Anonymisation locks
it (`FOR UPDATE`), and the guard of each model that starts something for a person (a loan, a
request, a slip) reads it under the lock that its foreign key takes anyway (`FOR KEY SHARE`):
PostgreSQL waits there and sees an anonymisation that was committed meanwhile. So either the
anonymisation or the write is refused with an error message, without an extra lock.

No personal data may be added to a loan of an anonymised person: no paper, no complaint, no text of
an incident, a call or a return, no signature; and no message to their request. No later
anonymisation would erase it; a person who comes back is entered again. Incidents of the device are
still recorded, by fixed choices alone.
"""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.at_commit import AtCommit
from core.workflow.guards import FORGOTTEN, Guard, sql_list
from inventory.devices.lifecycle.devices import OUT as DEVICES_OUT
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.aftercare import AmendmentKind, AmendmentStatus
from loans.base.lifecycle.agreements import SignerRole
from loans.base.lifecycle.loans import (
    ITEM_LIVE,
    AgreementStatus,
    ItemStatus,
    LoanKind,
    LoanStatus,
    RequestStatus,
)

OUT, LIVE = sql_list(*DEVICES_OUT), sql_list(*ITEM_LIVE)
DEVICE_OUT = f"""
    EXISTS (SELECT 1 FROM inventory_device d WHERE d.id = NEW.device_id AND d.status IN {OUT})
"""
NO_LIVE_ITEM = f"""
    NEW.status IN {OUT} AND NOT EXISTS (
        SELECT 1 FROM loans_loanitem i
        WHERE i.device_id = NEW.id AND i.status IN {LIVE}
    )
"""


def of_another(name, table):
    """SQL condition: the column `name` refers to a row of another organisation."""
    return f"""NEW.{name}_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {table} o
        WHERE o.id = NEW.{name}_id AND o.organisation_id = NEW.organisation_id
    )"""


RECIPIENT_OF_ANOTHER = of_another("recipient", "people_recipient")
REQUEST_OF_ANOTHER = of_another("request", "loans_request")
GROUP_OF_ANOTHER = of_another("group", "loans_requestgroup")
LOAN_OF_ANOTHER = of_another("loan", "loans_loan")
WRITER_OF_ANOTHER = """
    NOT EXISTS (
        SELECT 1 FROM people_user u, loans_request q
        WHERE u.id = NEW.by_id AND q.id = NEW.request_id
        AND (u.organisation_id IS NULL AND NEW.is_ours
            OR NOT NEW.is_ours AND u.organisation_id = q.organisation_id)
    )
"""
GUARDS = [
    Guard(
        name="loans_device_out_has_item",
        table="inventory_device",
        on={
            "INSERT": f"NEW.status IN {OUT}",
            "UPDATE OF status": f"NEW.status <> OLD.status AND {NO_LIVE_ITEM}",
        },
        violation_error_message=_(
            "A device can be set aside, lent or given only as part of a loan."
        ),
    ),
    Guard(
        name="loans_item_outlives_device",
        table="loans_loanitem",
        on={
            "UPDATE OF status": (
                f"OLD.status IN {LIVE}"
                f" AND NEW.status NOT IN {sql_list(*ITEM_LIVE, ItemStatus.TRANSFERRED)}"
                f" AND {DEVICE_OUT}"
            )
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("An item cannot end while its device is out."),
    ),
    Guard(
        name="loans_item_left_ends_otherwise",
        table="loans_loanitem",
        on={
            "UPDATE OF status": (
                f"NEW.status = '{ItemStatus.CANCELLED}' AND (OLD.status = '{ItemStatus.RETURNED}'"
                f" OR OLD.status = '{ItemStatus.OPEN}' AND NOT {DEVICE_OUT})"
                " AND NOT EXISTS (SELECT 1 FROM loans_loan l"
                f" WHERE l.id = NEW.loan_id AND l.status = '{LoanStatus.CANCELLED}')"
            )
        },
        violation_error_message=_("A completed hand-over cannot be cancelled: record a return."),
    ),
    Guard(
        name="loans_loan_same_organisation",
        table="loans_loan",
        on={
            "INSERT": f"{RECIPIENT_OF_ANOTHER} OR {REQUEST_OF_ANOTHER}",
            "UPDATE OF organisation_id, recipient_id, request_id": (
                f"{RECIPIENT_OF_ANOTHER} OR {REQUEST_OF_ANOTHER}"
            ),
        },
        violation_error_message=_(
            "The person and the request must belong to the loan’s organisation."
        ),
    ),
    Guard(
        name="loans_request_same_organisation",
        table="loans_request",
        on={
            "INSERT": RECIPIENT_OF_ANOTHER,
            "UPDATE OF organisation_id, recipient_id": RECIPIENT_OF_ANOTHER,
        },
        violation_error_message=_("The person must belong to the request’s organisation."),
    ),
    Guard(
        name="loans_request_origin_same_organisation",
        table="loans_request",
        on={"INSERT": GROUP_OF_ANOTHER},
        violation_error_message=_("A request must belong to a group of its own organisation."),
    ),
    Guard(
        name="loans_requestmessage_writer",
        table="loans_requestmessage",
        on={"INSERT": WRITER_OF_ANOTHER},
        hold="people_user u WHERE u.id = NEW.by_id",
        violation_error_message=_("Only our team and the requesting organisation can write here."),
    ),
]


# --- Guards: no row is added for an anonymised person, even by a concurrent transaction. ---

WHO = "people_recipient r WHERE r.id = NEW.recipient_id"
ANONYMISED = f"EXISTS (SELECT 1 FROM {WHO} AND r.anonymised_at IS NOT NULL)"
# Updating a row with the same person takes no lock: operations lock people before other rows.
IS_SENT = f"OLD.status = '{RequestStatus.DRAFT}' AND NEW.status = '{RequestStatus.SENT}'"
HOLD_WHO = f"{WHO} AND NEW.recipient_id IS DISTINCT FROM OLD.recipient_id"
BEGUN = {
    "INSERT": ANONYMISED,
    "UPDATE OF recipient_id": (
        f"NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND {ANONYMISED}"
    ),
}

# The loan of a row and its person, directly or through the item.
OF_LOAN = """loans_loan l, people_recipient r
    WHERE l.id = NEW.loan_id AND r.id = l.recipient_id"""
OF_ITEM = """loans_loanitem i, loans_loan l, people_recipient r
    WHERE i.id = NEW.item_id AND l.id = i.loan_id AND r.id = l.recipient_id"""
LOAN_ANONYMISED = f"EXISTS (SELECT 1 FROM {OF_LOAN} AND r.anonymised_at IS NOT NULL)"
OF_REQUEST = """loans_request q, people_recipient r
    WHERE q.id = NEW.request_id AND r.id = q.recipient_id"""
ITEM_ANONYMISED = f"EXISTS (SELECT 1 FROM {OF_ITEM} AND r.anonymised_at IS NOT NULL)"
IN_WORDS = "(NEW.note <> '' OR NEW.complaint_number <> '' OR NEW.complaint_id IS NOT NULL)"
TOO_LATE = _("The person concerned has been anonymised: nothing that may name them can be added.")


def written(column, anonymised):
    """SQL condition: a text about an anonymised person changes to a value that is not empty."""
    changed = f"NEW.{column} <> OLD.{column} AND {in_words(column)}"
    return {f"UPDATE OF {column}": f"{changed} AND {anonymised}"}


def in_words(column):
    return f"NEW.{column} NOT IN ('', '{FORGOTTEN}')"


def not_anonymous(name, table, message):
    """Guard: no row of `table` is inserted for an anonymised person."""
    return Guard(name=name, table=table, on=BEGUN, hold=HOLD_WHO, violation_error_message=message)


FORGOTTEN_GUARDS = [
    not_anonymous(
        "loans_loan_not_anonymous",
        "loans_loan",
        _("This person has been anonymised: nothing can be lent to them."),
    ),
    not_anonymous(
        "loans_voucher_not_anonymous",
        "inventory_voucher",
        _("This person has been anonymised: no voucher can be handed over to them."),
    ),
    not_anonymous(
        "loans_request_not_anonymous",
        "loans_request",
        _("This person has been anonymised: nothing can be requested for them."),
    ),
    Guard(
        name="loans_request_sent_for_somebody",
        table="loans_request",
        on={"UPDATE OF status": f"{IS_SENT} AND {ANONYMISED}"},
        hold=f"{WHO} AND {IS_SENT}",
        violation_error_message=_(
            "This person has been anonymised: nothing can be requested for them."
        ),
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
                NEW.status = '{AmendmentStatus.SIGNED}'
                AND OLD.status <> '{AmendmentStatus.SIGNED}' AND {LOAN_ANONYMISED}
            """
        },
        hold=f"{OF_LOAN} AND NEW.status = '{AmendmentStatus.SIGNED}'",
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


# A device, its loan item and the loan agree, and a signed loan does not change.

ITEM = (
    "SELECT 1 FROM loans_loanitem i JOIN loans_loan l ON l.id = i.loan_id WHERE i.device_id = d.id"
)
# A transferred device stays out while the next agreement waits for its signature.
PASSED_ON = (
    f"d.status = '{DeviceStatus.ON_LOAN}' AND i.status = '{ItemStatus.RESERVED}'"
    " AND i.follows_id IS NOT NULL"
)
DISAGREES = f"""
    d.status = '{DeviceStatus.RESERVED}'
    AND NOT EXISTS (
        {ITEM} AND i.status = '{ItemStatus.RESERVED}' AND l.status = '{LoanStatus.PREPARED}'
    )
    OR d.status IN {sql_list(DeviceStatus.ON_LOAN, DeviceStatus.GIVEN)} AND NOT EXISTS (
        {ITEM} AND (
            i.status = '{ItemStatus.OPEN}' AND l.status = '{LoanStatus.ACTIVE}'
            AND l.kind = CASE d.status WHEN '{DeviceStatus.GIVEN}'
            THEN '{LoanKind.GIFT}' ELSE '{LoanKind.LOAN}' END
            OR {PASSED_ON} AND l.status = '{LoanStatus.PREPARED}'
        )
    )
    OR d.status NOT IN {OUT}
    AND EXISTS ({ITEM} AND i.status IN {LIVE})
"""
ITS_DEVICES = f"""
    SELECT i.device_id FROM loans_loanitem i
    WHERE i.loan_id = NEW.id AND i.status IN {LIVE}
"""
ITS_LOAN = "loans_loan l WHERE l.id = NEW.loan_id"
SIGNED = f"""
    EXISTS (SELECT 1 FROM loans_agreement s
    WHERE s.loan_id = {{loan}} AND s.status = '{AgreementStatus.SIGNED}')
"""
ADDED = f"""
    {SIGNED.format(loan="NEW.loan_id")} AND NOT EXISTS (
        SELECT 1 FROM loans_loanitem f WHERE f.id = NEW.follows_id AND f.loan_id = NEW.loan_id
    )
"""
# An item that replaces another is on the same loan, and the replaced item was returned.
NOT_IN_PLACE = f"""
    EXISTS (
        SELECT 1 FROM loans_loanitem f WHERE f.id = d.follows_id AND f.loan_id = d.loan_id AND (
            f.accessory_id IS NULL
            AND f.status NOT IN {sql_list(ItemStatus.SWAPPED, ItemStatus.LOST, ItemStatus.STOLEN)}
            OR CASE WHEN f.accessory_id IS NULL THEN 1 ELSE f.quantity_back END < (
                SELECT SUM(s.quantity) FROM loans_loanitem s
                WHERE s.follows_id = f.id AND s.loan_id = f.loan_id
            )
        )
    )
"""
# The latest amendment to the due date or kind of a loan agrees with the loan.
NOT_AMENDED = f"""
    (NEW.kind <> OLD.kind OR NEW.due_on IS DISTINCT FROM OLD.due_on)
    AND {SIGNED.format(loan="NEW.id")}
    AND NOT EXISTS (
        SELECT 1 FROM loans_amendment a WHERE a.loan_id = NEW.id AND (
            a.kind = '{AmendmentKind.KEEP}' AND NEW.kind = '{LoanKind.GIFT}'
            OR a.kind = '{AmendmentKind.RENEWAL}' AND NEW.kind = OLD.kind
            AND UNTIL(a) = CAST(NEW.due_on AS TEXT)
        ) AND NOT EXISTS (
            SELECT 1 FROM loans_amendment n WHERE n.loan_id = NEW.id AND n.rank > a.rank
            AND n.kind IN {sql_list(AmendmentKind.KEEP, AmendmentKind.RENEWAL)}
        )
    )
"""

ITEM_GUARDS = [
    AtCommit(
        name="loans_device_as_its_item",
        table="inventory_device",
        wrong=DISAGREES,
        watch={
            ("inventory_device", "UPDATE OF status"): "NEW.id",
            ("loans_loanitem", "INSERT"): "NEW.device_id",
            ("loans_loanitem", "UPDATE OF status"): "NEW.device_id",
            ("loans_loan", "UPDATE OF status, kind"): ITS_DEVICES,
        },
        violation_error_message=_("A device, its loan item and its loan must match."),
    ),
    AtCommit(
        name="loans_item_passed_on",
        table="loans_loanitem",
        wrong=f"""
            d.status = '{ItemStatus.TRANSFERRED}'
            AND NOT EXISTS (SELECT 1 FROM loans_loanitem f WHERE f.follows_id = d.id)
        """,
        watch={
            ("loans_loanitem", "INSERT"): "NEW.follows_id",
            ("loans_loanitem", "UPDATE OF status"): "NEW.id",
        },
        violation_error_message=_("Transferred equipment must continue under another loan."),
    ),
    AtCommit(
        name="loans_item_in_place",
        table="loans_loanitem",
        wrong=NOT_IN_PLACE,
        watch={
            ("loans_loanitem", "INSERT"): "NEW.id",
            ("loans_loanitem", "UPDATE OF status, quantity_back"): (
                "SELECT s.id FROM loans_loanitem s WHERE s.follows_id = NEW.id"
            ),
        },
        hold="""loans_loanitem f
            WHERE f.id IN (SELECT s.follows_id FROM loans_loanitem s WHERE s.id IN ({ids}))""",
        violation_error_message=_(
            "An item can be exchanged for one other item only, and only once the first has left."
        ),
    ),
    Guard(
        name="loans_item_added_when_signed",
        table="loans_loanitem",
        on={"INSERT": ADDED},
        hold=(ITS_LOAN, "loans_agreement s WHERE s.loan_id = NEW.loan_id"),
        violation_error_message=_(
            "Nothing can be added to a signed agreement: exchange an item, or make a new loan."
        ),
    ),
    Guard(
        name="loans_loan_amended",
        table="loans_loan",
        on={"UPDATE OF kind, due_on": NOT_AMENDED},
        hold="loans_agreement s WHERE s.loan_id = NEW.id",
        violation_error_message=_("Agreed terms can only be changed by an amendment."),
    ),
    Guard(
        name="loans_agreement_signed_by_somebody",
        table="loans_agreement",
        on={
            # Only a waiting agreement gets a signature: an agreement inserted as signed has a scan.
            "INSERT": f"NEW.status = '{AgreementStatus.SIGNED}' AND NEW.scan_id IS NULL",
            "UPDATE OF status": f"""
                NEW.status = '{AgreementStatus.SIGNED}'
                AND OLD.status <> '{AgreementStatus.SIGNED}' AND NEW.scan_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM loans_signature s
                WHERE s.agreement_id = NEW.id
                AND s.role NOT IN ('{SignerRole.OURS}', '{SignerRole.WITNESS}'))
            """,
        },
        violation_error_message=_(
            "A signed agreement must have a signature, or a scan of the signed original."
        ),
    ),
    Guard(
        name="loans_signature_when_issued",
        table="loans_signature",
        on={
            "INSERT": f"""
                NOT EXISTS (SELECT 1 FROM loans_agreement a
                WHERE a.id = NEW.agreement_id AND a.status = '{AgreementStatus.ISSUED}')
            """
        },
        hold="loans_agreement a WHERE a.id = NEW.agreement_id",
        violation_error_message=_(
            "Only an agreement that is waiting for a signature can be signed."
        ),
    ),
]

guards.register(*GUARDS, *FORGOTTEN_GUARDS, *ITEM_GUARDS)
