"""Open work that keeps a module of the stock from being switched off."""

from django.utils.translation import ngettext

from core.modules import ModuleKey, StillOpen
from inventory.devices.lifecycle.transfers import TransferStatus
from inventory.models import Transfer, Voucher
from inventory.vouchers.lifecycle import VoucherStatus

LEFT = [VoucherStatus.IN_STOCK, VoucherStatus.RESERVED, VoucherStatus.CONSIGNED]


def lots_away():
    under_way = [TransferStatus.PREPARED, TransferStatus.SENT]
    count = Transfer.objects.outside().filter(status__in=under_way).count()
    return count and ngettext(
        "%(count)s lot of an outside workshop is under way: have it back, or cancel it, first.",
        "%(count)s lots of outside workshops are under way: have them back, or cancel them, first.",
        count,
    ) % {"count": count}


def vouchers_left():
    count = Voucher.objects.filter(status__in=LEFT).count()
    return count and ngettext(
        "%(count)s voucher is in stock or left with an organisation: nobody is told when it ends.",
        "%(count)s vouchers are in stock or left with organisations: nobody is told when they end.",
        count,
    ) % {"count": count}


STILL_OPEN = (
    StillOpen(ModuleKey.OUTSIDE, lots_away, keeps_on=True),
    StillOpen(ModuleKey.VOUCHERS, vouchers_left),
)
