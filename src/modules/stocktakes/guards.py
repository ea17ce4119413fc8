"""Guards of stock counts: scan while open, decide once closed, finalise as another person.

The database does not let a user finalise a count that they closed or scanned in. A resolution for a
device that changed since is refused too; resolutions are applied all or nothing.
"""

from django.utils.translation import gettext_lazy as _

from core.workflow import guards
from core.workflow.guards import Guard, sql_list
from modules.stocktakes.lifecycle import CountStatus, ScanKind

IS_OPEN = (
    "EXISTS (SELECT 1 FROM stocktakes_stockcount c"
    f" WHERE c.id = NEW.count_id AND c.status = '{CountStatus.OPEN}')"
)
# Concurrent scans share a lock on the count; closing waits for them.
ITS_COUNT = "stocktakes_stockcount c WHERE c.id = NEW.count_id FOR SHARE"
# Users with a scan that was not undone.
COUNTED_IN_IT = f"""
    NEW.finalised_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM stocktakes_countscan s
        WHERE s.count_id = NEW.id AND s.by_id = NEW.finalised_by_id AND s.kind = '{ScanKind.SEEN}'
        AND NOT EXISTS (SELECT 1 FROM stocktakes_countscan u WHERE u.undoes_id = s.id)
    )
"""

GUARDS = [
    Guard(
        name="stocktakes_countscan_while_open",
        table="stocktakes_countscan",
        on={"INSERT": f"NOT {IS_OPEN}"},
        hold=ITS_COUNT,
        violation_error_message=_("You cannot scan into a closed count."),
    ),
    Guard(
        name="stocktakes_countline_while_open",
        table="stocktakes_countline",
        on={
            "INSERT": f"NOT {IS_OPEN}",
            "UPDATE": (
                "EXISTS (SELECT 1 FROM stocktakes_stockcount c WHERE c.id = OLD.count_id"
                f" AND c.status IN {sql_list(CountStatus.FINALISED, CountStatus.CANCELLED)})"
            ),
        },
        hold=ITS_COUNT,
        violation_error_message=_("A count that has ended cannot be changed."),
    ),
    Guard(
        name="stocktakes_stockcount_others_finalise",
        table="stocktakes_stockcount",
        on={"INSERT": COUNTED_IN_IT, "UPDATE OF finalised_by_id": COUNTED_IN_IT},
        violation_error_message=_("A count cannot be finalised by someone who scanned for it."),
    ),
]

guards.register(*GUARDS)
