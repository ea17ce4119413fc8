"""Declaration of the module “outside”: lots refurbished by outside workshops."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.modules.registry import Module, StillOpen, register
from inventory.devices.lifecycle.transfers import TransferStatus
from inventory.models import Transfer


def lots_away():
    under_way = [TransferStatus.PREPARED, TransferStatus.SENT]
    count = Transfer.objects.outside().filter(status__in=under_way).count()
    return count and ngettext(
        "%(count)s lot is at an outside workshop: record its return or cancel it first.",
        "%(count)s lots are at outside workshops: record their return or cancel them first.",
        count,
    ) % {"count": count}


register(
    Module(
        key="outside",
        rank=120,
        label=pgettext_lazy("module", "Outside workshops"),
        description=_(
            "Devices go to another workshop for refurbishment, and come back with a list."
        ),
        urls=(
            "outing_*",
            "refurbisher_*",
        ),
        columns=("RepairTable.refurbisher",),
        fields=("DonationForm.outside_eraser",),
        open=(StillOpen(lots_away, keeps_on=True),),
    )
)
