"""Declaration of the module “vouchers”."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.registry import Module, StillOpen, register
from inventory.models import Voucher
from inventory.vouchers.lifecycle import WITH_US


def vouchers_left():
    count = Voucher.objects.filter(status__in=WITH_US).count()
    return count and ngettext(
        "%(count)s voucher is in stock or left with an organisation: nobody is told when it ends.",
        "%(count)s vouchers are in stock or left with organisations: nobody is told when they end.",
        count,
    ) % {"count": count}


register(
    Module(
        key="vouchers",
        rank=20,
        label=_("Connectivity vouchers"),
        description=_(
            "Batches of vouchers and SIM cards, their codes, what each person was given."
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
