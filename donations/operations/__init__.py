"""The verbs of donors and lots."""

from donations.operations.agenda import close_agenda, open_agenda
from donations.operations.forgetting import (
    announce_donors,
    forget_donor,
    forget_donors_due,
    forget_frozen,
    keep_donor,
)
from donations.operations.lots import (
    cancel,
    change,
    close,
    count,
    promise,
    receive,
    reopen,
    restore,
    save_donor,
    schedule,
)

__all__ = [
    "announce_donors",
    "cancel",
    "change",
    "close",
    "close_agenda",
    "count",
    "forget_donor",
    "forget_donors_due",
    "forget_frozen",
    "keep_donor",
    "open_agenda",
    "promise",
    "receive",
    "reopen",
    "restore",
    "save_donor",
    "schedule",
]
