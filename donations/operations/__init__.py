"""The verbs of donors and lots."""

from donations.operations.agenda import close_agenda, open_agenda
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
    "cancel",
    "change",
    "close",
    "close_agenda",
    "count",
    "open_agenda",
    "promise",
    "receive",
    "reopen",
    "restore",
    "save_donor",
    "schedule",
]
