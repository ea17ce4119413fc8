"""A device, the item of its loan and the loan say the same, and a signed loan stays as signed."""

from django.utils.translation import gettext_lazy as _

from core.at_commit import AtCommit
from core.guards import Guard

ITEM = (
    "SELECT 1 FROM loans_loanitem i JOIN loans_loan l ON l.id = i.loan_id WHERE i.device_id = d.id"
)
# One that is passed on stays out while the next agreement waits for its signature.
PASSED_ON = "d.status = 'on_loan' AND i.status = 'reserved' AND i.follows_id IS NOT NULL"
DISAGREES = f"""
    d.status = 'reserved'
    AND NOT EXISTS ({ITEM} AND i.status = 'reserved' AND l.status = 'prepared')
    OR d.status IN ('on_loan', 'given') AND NOT EXISTS (
        {ITEM} AND (
            i.status = 'open' AND l.status = 'active'
            AND l.kind = CASE d.status WHEN 'given' THEN 'gift' ELSE 'loan' END
            OR {PASSED_ON} AND l.status = 'prepared'
        )
    )
    OR d.status NOT IN ('reserved', 'on_loan', 'given')
    AND EXISTS ({ITEM} AND i.status IN ('reserved', 'open'))
"""
ITS_DEVICES = """
    SELECT i.device_id FROM loans_loanitem i
    WHERE i.loan_id = NEW.id AND i.status IN ('reserved', 'open')
"""
ITS_LOAN = "loans_loan l WHERE l.id = NEW.loan_id"
SIGNED = """
    EXISTS (SELECT 1 FROM loans_agreement s WHERE s.loan_id = {loan} AND s.status = 'signed')
"""
ADDED = f"""
    {SIGNED.format(loan="NEW.loan_id")} AND NOT EXISTS (
        SELECT 1 FROM loans_loanitem f WHERE f.id = NEW.follows_id AND f.loan_id = NEW.loan_id
    )
"""
# On its own loan, an item stands for one that has gone, and nothing else does.
NOT_IN_PLACE = """
    EXISTS (
        SELECT 1 FROM loans_loanitem f WHERE f.id = d.follows_id AND f.loan_id = d.loan_id AND (
            f.accessory_id IS NULL AND f.status NOT IN ('swapped', 'lost', 'stolen')
            OR CASE WHEN f.accessory_id IS NULL THEN 1 ELSE f.quantity_back END < (
                SELECT SUM(s.quantity) FROM loans_loanitem s
                WHERE s.follows_id = f.id AND s.loan_id = f.loan_id
            )
        )
    )
"""
# The last amendment about its terms says what they become.
NOT_AMENDED = f"""
    (NEW.kind <> OLD.kind OR NEW.due_on IS DISTINCT FROM OLD.due_on)
    AND {SIGNED.format(loan="NEW.id")}
    AND NOT EXISTS (
        SELECT 1 FROM loans_amendment a WHERE a.loan_id = NEW.id AND (
            a.kind = 'keep' AND NEW.kind = 'gift'
            OR a.kind = 'renewal' AND NEW.kind = OLD.kind AND UNTIL(a) = CAST(NEW.due_on AS TEXT)
        ) AND NOT EXISTS (
            SELECT 1 FROM loans_amendment n WHERE n.loan_id = NEW.id AND n.rank > a.rank
            AND n.kind IN ('keep', 'renewal')
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
        violation_error_message=_("A device, the item of its loan and the loan say the same."),
    ),
    AtCommit(
        name="loans_item_passed_on",
        table="loans_loanitem",
        wrong="""
            d.status = 'transferred'
            AND NOT EXISTS (SELECT 1 FROM loans_loanitem f WHERE f.follows_id = d.id)
        """,
        watch={
            ("loans_loanitem", "INSERT"): "NEW.follows_id",
            ("loans_loanitem", "UPDATE OF status"): "NEW.id",
        },
        violation_error_message=_("What is passed on goes on under another loan."),
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
        violation_error_message=_("One thing is swapped for one, and the first has gone."),
    ),
    Guard(
        name="loans_item_added_when_signed",
        table="loans_loanitem",
        on={"INSERT": ADDED},
        hold=(ITS_LOAN, "loans_agreement s WHERE s.loan_id = NEW.loan_id"),
        violation_error_message=_("Nothing is added to what was signed: swap, or lend it anew."),
    ),
    Guard(
        name="loans_loan_amended",
        table="loans_loan",
        on={"UPDATE OF kind, due_on": NOT_AMENDED},
        hold="loans_agreement s WHERE s.loan_id = NEW.id",
        violation_error_message=_("What was agreed changes by an amendment alone."),
    ),
    Guard(
        name="loans_agreement_signed_by_somebody",
        table="loans_agreement",
        on={
            # Only what waits for a signature gets one: what begins as signed has a scan.
            "INSERT": "NEW.status = 'signed' AND NEW.scan_id IS NULL",
            "UPDATE OF status": """
                NEW.status = 'signed' AND OLD.status <> 'signed' AND NEW.scan_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM loans_signature s
                WHERE s.agreement_id = NEW.id AND s.role <> 'house')
            """,
        },
        violation_error_message=_("A signed agreement has a signature, or the scan of one."),
    ),
    Guard(
        name="loans_signature_when_issued",
        table="loans_signature",
        on={
            "INSERT": """
                NOT EXISTS (SELECT 1 FROM loans_agreement a
                WHERE a.id = NEW.agreement_id AND a.status = 'issued')
            """
        },
        hold="loans_agreement a WHERE a.id = NEW.agreement_id",
        violation_error_message=_("Only an agreement that waits for a signature is signed."),
    ),
]
