"""Declaration of the module “vouchers”."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.registry import Module, StillOpen, register
from inventory.models import Voucher
from inventory.vouchers.lifecycle import WITH_US


def vouchers_left():
    count = Voucher.objects.filter(status__in=WITH_US).count()
    return count and ngettext(
        "%(count)s voucher is in stock or left with an organisation: nobody will be "
        "told when it expires.",
        "%(count)s vouchers are in stock or left with organisations: nobody will be "
        "told when they expire.",
        count,
    ) % {"count": count}


register(
    Module(
        key="vouchers",
        rank=20,
        label=_("Connectivity vouchers"),
        description=_(
            "Batches of vouchers and SIM cards, their codes, and what each person received."
        ),
        urls=(
            "voucher*",
            "sim_out",
            "device_sim",
            "recipient_vouchers",
            "recipient_slip",
            "ceiling_lift",
            "loan_slip",
            "loan_voucher",
        ),
        letters=("vouchers.*",),
        nouns=("voucherproduct",),
        jobs=("vouchers",),
        figures=("vouchers_*",),
        fields=(
            "RulesForm.voucher_ceiling",
            "RecipientForm.home_*",
            "CallForm.home",
            "RequestForm.home",
        ),
        settings=("id_voucher_ceiling",),
        open=(StillOpen(vouchers_left),),
    )
)
