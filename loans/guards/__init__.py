"""What holds a device and its loan item together, and a person and their organisation."""

from django.utils.translation import gettext_lazy as _

from core.guards import Guard

OUT = "('reserved', 'on_loan', 'given')"
DEVICE_OUT = f"""
    EXISTS (SELECT 1 FROM inventory_device d WHERE d.id = NEW.device_id AND d.status IN {OUT})
"""
NO_LIVE_ITEM = """
    NEW.status IN ('reserved', 'on_loan', 'given') AND NOT EXISTS (
        SELECT 1 FROM loans_loanitem i
        WHERE i.device_id = NEW.id AND i.status IN ('reserved', 'open')
    )
"""
RECIPIENT_OF_ANOTHER = """
    NEW.recipient_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM people_recipient r
        WHERE r.id = NEW.recipient_id AND r.organisation_id = NEW.organisation_id
    )
"""
REQUEST_OF_ANOTHER = """
    NEW.request_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_request q
        WHERE q.id = NEW.request_id AND q.organisation_id = NEW.organisation_id
    )
"""
GROUP_OF_ANOTHER = """
    NEW.group_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_requestgroup g
        WHERE g.id = NEW.group_id AND g.organisation_id = NEW.organisation_id
    )
"""
REFERRAL_OF_ANOTHER = """
    NEW.referral_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_referral f
        WHERE f.id = NEW.referral_id AND f.organisation_id = NEW.organisation_id
    )
"""
USED_BY_ANOTHER = """
    NEW.loan_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_loan l
        WHERE l.id = NEW.loan_id AND l.organisation_id = NEW.organisation_id
    )
"""
WRITER_OF_ANOTHER = """
    NOT EXISTS (
        SELECT 1 FROM people_user u, loans_request q
        WHERE u.id = NEW.by_id AND q.id = NEW.request_id
        AND (u.organisation_id IS NULL AND NEW.of_house
            OR NOT NEW.of_house AND u.organisation_id = q.organisation_id)
    )
"""
APPOINTMENT_OF_ANOTHER = """
    NEW.request_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_request q
        WHERE q.id = NEW.request_id AND q.organisation_id = NEW.organisation_id
    )
    OR NEW.loan_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM loans_loan l
        WHERE l.id = NEW.loan_id AND l.organisation_id = NEW.organisation_id
    )
"""
HOURS_MEET = """
    EXISTS (
        SELECT 1 FROM loans_openinghours h
        WHERE h.site_id = NEW.site_id AND h.weekday = NEW.weekday
        AND h.opens_at < NEW.closes_at AND h.closes_at > NEW.opens_at
    )
"""
SEAT_TAKEN = """
    NEW.seat IS NOT NULL AND EXISTS (
        SELECT 1 FROM loans_appointment a
        WHERE a.site_id = NEW.site_id AND a.seat = NEW.seat AND a.starts_at <> NEW.starts_at
        AND a.starts_at < NEW.ends_at AND a.ends_at > NEW.starts_at{other}
    )
"""
CAMPAIGN_LEFT = """
    EXISTS (
        SELECT 1 FROM loans_campaign c WHERE c.id = {row}.campaign_id AND c.status <> 'prepared'
    )
"""

GUARDS = [
    Guard(
        name="loans_appointment_same_organisation",
        table="loans_appointment",
        on={"INSERT": APPOINTMENT_OF_ANOTHER},
        violation_error_message=_("An appointment is of the organisation of what it is for."),
    ),
    Guard(
        name="loans_appointment_seat_free",
        table="loans_appointment",
        on={
            "INSERT": SEAT_TAKEN.format(other=""),
            "UPDATE OF starts_at, ends_at, seat": SEAT_TAKEN.format(other=" AND a.id <> NEW.id"),
        },
        hold="people_site s WHERE s.id = NEW.site_id",
        violation_error_message=_("Somebody holds this place during that time: choose another."),
    ),
    Guard(
        name="loans_openinghours_apart",
        table="loans_openinghours",
        on={"INSERT": HOURS_MEET},  # hours are written anew, never changed
        hold="people_site s WHERE s.id = NEW.site_id",
        violation_error_message=_("Two spans of the same day overlap."),
    ),
    Guard(
        name="loans_campaign_selection_frozen",
        table="loans_campaignloan",
        on={
            "INSERT": CAMPAIGN_LEFT.format(row="NEW"),
            "DELETE": CAMPAIGN_LEFT.format(row="OLD"),
        },
        hold="loans_campaign c WHERE c.id = COALESCE(NEW.campaign_id, OLD.campaign_id)",
        violation_error_message=_("The selection of a campaign that left does not change."),
    ),
    Guard(
        name="loans_device_out_has_item",
        table="inventory_device",
        on={
            "INSERT": f"NEW.status IN {OUT}",
            "UPDATE OF status": f"NEW.status <> OLD.status AND {NO_LIVE_ITEM}",
        },
        violation_error_message=_("A device leaves the shelf only for a loan."),
    ),
    Guard(
        name="loans_item_outlives_device",
        table="loans_loanitem",
        on={
            "UPDATE OF status": (
                "OLD.status IN ('reserved', 'open')"
                " AND NEW.status NOT IN ('reserved', 'open', 'transferred')"
                f" AND {DEVICE_OUT}"
            )
        },
        hold="inventory_device d WHERE d.id = NEW.device_id",
        violation_error_message=_("An item does not end while its device is out."),
    ),
    Guard(
        name="loans_item_left_ends_otherwise",
        table="loans_loanitem",
        on={
            "UPDATE OF status": (
                "OLD.status = 'open' AND NEW.status = 'cancelled'"
                f" AND NOT {DEVICE_OUT} AND NOT EXISTS (SELECT 1 FROM loans_loan l"
                " WHERE l.id = NEW.loan_id AND l.status = 'cancelled')"
            )
        },
        violation_error_message=_("What was handed over is taken back, not cancelled."),
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
        violation_error_message=_("The person and the request belong to the loan's organisation."),
    ),
    Guard(
        name="loans_request_same_organisation",
        table="loans_request",
        on={
            "INSERT": RECIPIENT_OF_ANOTHER,
            "UPDATE OF organisation_id, recipient_id": RECIPIENT_OF_ANOTHER,
        },
        violation_error_message=_("The person belongs to the request's organisation."),
    ),
    Guard(
        name="loans_contributionreceipt_no_gap",
        table="loans_contributionreceipt",
        on={
            "INSERT": (
                "NEW.number <> 1 + (SELECT COALESCE(MAX(r.number), 0)"
                " FROM loans_contributionreceipt r WHERE r.year = NEW.year)"
            )
        },
        violation_error_message=_("Receipts follow one another without a gap."),
    ),
    Guard(
        name="loans_contributionreceipt_as_agreed",
        table="loans_contributionreceipt",
        on={
            "INSERT": (
                "NEW.cancels_id IS NULL AND NOT EXISTS (SELECT 1 FROM loans_loan l"
                " WHERE l.id = NEW.loan_id AND l.contribution = NEW.amount"
                " AND l.paid_by = NEW.paid_by AND l.status = 'active')"
            )
        },
        hold="loans_loan l WHERE l.id = NEW.loan_id",
        violation_error_message=_("A receipt says what was agreed, once it is signed."),
    ),
    Guard(
        name="loans_contributionreceipt_one_stands",
        table="loans_contributionreceipt",
        on={
            "INSERT": (
                "NEW.cancels_id IS NULL AND EXISTS (SELECT 1 FROM loans_contributionreceipt r"
                " WHERE r.loan_id = NEW.loan_id AND r.cancels_id IS NULL AND NOT EXISTS"
                " (SELECT 1 FROM loans_contributionreceipt c WHERE c.cancels_id = r.id))"
            )
        },
        hold="loans_loan l WHERE l.id = NEW.loan_id",
        violation_error_message=_("This contribution has its receipt already."),
    ),
    Guard(
        name="loans_contributionreceipt_cancels_whole",
        table="loans_contributionreceipt",
        on={
            "INSERT": (
                "NEW.cancels_id IS NOT NULL AND NOT EXISTS (SELECT 1"
                " FROM loans_contributionreceipt r WHERE r.id = NEW.cancels_id"
                " AND r.cancels_id IS NULL AND r.amount = NEW.amount"
                " AND r.paid_by = NEW.paid_by AND r.loan_id = NEW.loan_id)"
            )
        },
        violation_error_message=_("A counter-document cancels the whole of one receipt."),
    ),
    Guard(
        name="loans_request_origin_same_organisation",
        table="loans_request",
        on={"INSERT": f"{GROUP_OF_ANOTHER} OR {REFERRAL_OF_ANOTHER}"},
        violation_error_message=_("A request comes from a group or a slip of its organisation."),
    ),
    Guard(
        name="loans_referral_same_organisation",
        table="loans_referral",
        on={
            "INSERT": f"{RECIPIENT_OF_ANOTHER} OR {USED_BY_ANOTHER}",
            "UPDATE OF recipient_id, loan_id": f"{RECIPIENT_OF_ANOTHER} OR {USED_BY_ANOTHER}",
        },
        violation_error_message=_("Who uses a slip is of its organisation."),
    ),
    Guard(
        name="loans_requestmessage_writer",
        table="loans_requestmessage",
        on={"INSERT": WRITER_OF_ANOTHER},
        hold="people_user u WHERE u.id = NEW.by_id",
        violation_error_message=_("Only the house and the organisation that asks write here."),
    ),
]
