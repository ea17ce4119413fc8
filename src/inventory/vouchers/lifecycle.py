"""Statuses of connectivity vouchers, reasons to reveal a code, and their events.

A voucher has two expiry dates: for activation and for use. In stock, the earlier date decides when
it expires; once activated, the later date does, which is computed from the first day of use if the
product has a duration. A voucher handed out does not expire automatically, since it may have been
used; nor does a voucher on consignment, until the organisation reports on it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class VoucherStatus(ToneChoices):
    IN_STOCK = "in_stock", "good", _("in stock")
    RESERVED = "reserved", "hold", _("set aside")
    CONSIGNED = "consigned", "hold", _("consigned")
    HANDED_OUT = "handed_out", "out", _("handed over")
    ACTIVATED = "activated", "info", _("activated")
    EXPIRED = "expired", "done", _("expired")
    LOST = "lost", "bad", _("lost")
    CANCELLED = "cancelled", "done", _("cancelled")


VoucherStatus.TRANSITIONS = {
    VoucherStatus.IN_STOCK: {
        VoucherStatus.RESERVED,
        VoucherStatus.CONSIGNED,
        VoucherStatus.EXPIRED,
        VoucherStatus.LOST,
        VoucherStatus.CANCELLED,
    },
    VoucherStatus.RESERVED: {VoucherStatus.IN_STOCK, VoucherStatus.HANDED_OUT},
    VoucherStatus.CONSIGNED: {
        VoucherStatus.HANDED_OUT,
        VoucherStatus.IN_STOCK,
        VoucherStatus.LOST,
        VoucherStatus.EXPIRED,
    },
    VoucherStatus.HANDED_OUT: {
        VoucherStatus.ACTIVATED,
        VoucherStatus.EXPIRED,
        VoucherStatus.LOST,
        VoucherStatus.CANCELLED,
    },
    VoucherStatus.ACTIVATED: {VoucherStatus.EXPIRED, VoucherStatus.LOST, VoucherStatus.CANCELLED},
    # A voucher that expired too early because of a wrong clock returns to its previous status.
    VoucherStatus.EXPIRED: {
        VoucherStatus.IN_STOCK,
        VoucherStatus.HANDED_OUT,
        VoucherStatus.ACTIVATED,
    },
    # A voucher handed out and lost, then replaced.
    VoucherStatus.LOST: {VoucherStatus.CANCELLED},
    VoucherStatus.CANCELLED: set(),
}
# The code may have been read, so the voucher never returns to stock.
VOUCHER_GIVEN_OUT = [VoucherStatus.HANDED_OUT, VoucherStatus.ACTIVATED]
# neither handed out nor ended
WITH_US = [VoucherStatus.IN_STOCK, VoucherStatus.RESERVED, VoucherStatus.CONSIGNED]


class CancelReason(models.TextChoices):
    """Reason for a cancellation; `REPLACED` is set by a replacement."""

    REPLACED = "replaced", _("replaced by another")
    REFUSED = "refused", _("refused by the operator")
    SEEN = "seen", _("its code may have been read by someone else")
    WITHDRAWN = "withdrawn", _("taken back by the operator or the donor")
    ERROR = "error", _("entered in error")


class PaidBy(models.TextChoices):
    """How a voucher was paid for."""

    CASH = "cash", _("in cash")
    CARD = "card", _("by card")
    CHEQUE = "cheque", _("by cheque")
    TRANSFER = "transfer", _("by bank transfer")


class RevealReason(models.TextChoices):
    """Reason for revealing a code; `HAND_OVER` is for the first time only."""

    HAND_OVER = "hand_over", _("hand-over in progress")
    PAPER_LOST = "paper_lost", _("the document was lost")
    UNREADABLE = "unreadable", _("the document is illegible")
    NOT_WORKING = "not_working", _("code refused: checking with the operator")
    HELP = "help", _("helping the person to activate it")
    AUDIT = "audit", _("check of the accounts")


EVENTS = {
    "voucherbatch.received": _("Vouchers received: %(count)s"),
    "voucherbatch.resealed": _("Re-encrypted with the new key: %(count)s"),
    "voucherminimum.set": _("Minimum set to %(count)s"),
    "voucher.received": _("Received"),
    "voucher.reserved": _("Set aside for %(loan)s"),
    "voucher.freed": _("No longer set aside"),
    "voucher.handed_out": _("Handed over under %(loan)s"),
    "voucher.given": _("Handed over without a device"),
    "voucher.paid": _("Paid: €%(amount)s, %(paid_by)s"),
    "voucher.revealed": _("Code shown"),
    "voucher.shown": _("Code shown on the screen: %(why)s"),
    "voucher.printed": _("Slip with the code printed: %(why)s"),
    "voucher.activated": _("Activated"),
    "voucher.expired": _("Expired"),
    "voucher.reinstated": _("Reinstated: it had expired too early"),
    "voucher.lost": _("Lost"),
    "voucher.cancelled": _("Cancelled: %(cancel_reason)s"),
    "voucher.reissued": _("Cancelled and replaced by %(voucher)s"),
    "voucher.replacing": _("Replaces %(voucher)s"),
    "voucher.assigned": _("Put in %(device)s"),
    "voucher.swapped": _("Moved from %(old)s to %(device)s"),
    "voucher.taken_out": _("Taken out of %(device)s"),
    "voucher.number_noted": _("Phone number noted"),
    "voucher.number_forgotten": _("Phone number deleted"),
    "device.sim_in": _("SIM card put in: %(voucher)s"),
    "device.sim_out": _("SIM card taken out: %(voucher)s"),
}

event_messages.register(EVENTS, why=RevealReason, paid_by=PaidBy, cancel_reason=CancelReason)
