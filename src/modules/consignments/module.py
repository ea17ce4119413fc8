"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from inventory.vouchers.tables import VoucherListTable
from modules.consignments import demo
from modules.consignments.models import ConsignmentLine
from modules.consignments.operations import was_handed_out_sealed
from modules.consignments.panels import actions_of_shelf, actions_of_voucher
from modules.consignments.tables import GIVE_BACK
from modules.declaration import RemovableModule
from people.base.roles import Role


def vouchers_with_organisations():
    count = ConsignmentLine.objects.unknown().count()
    return count and ngettext(
        "%(count)s voucher is with an organisation: record what happened to it first.",
        "%(count)s vouchers are with organisations: record what happened to them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="consignments",
    rank=None,
    part_of="vouchers",
    label=_("Vouchers for organisations"),
    description=_(
        "An organisation receives sealed vouchers, and reports which ones it handed over."
    ),
    urls=("consignment_*",),
    open=(StillOpen(vouchers_with_organisations),),
    topics=[
        Topic(
            "consignments",
            Role.COUNTER,
            "consignment_list consignment_add consignment_detail voucher_consign",
            after="vouchers",
        )
    ],
    list_actions={VoucherListTable: [GIVE_BACK]},
    panels=[
        Panel("voucher_actions", "consignments/_voucher.html", actions_of_voucher),
        Panel("voucher_shelf", "consignments/_shelf.html", actions_of_shelf),
        Panel("voucherbatch_actions", "consignments/_batch.html"),
        Panel("voucher_tabs", "consignments/_tab.html"),
    ],
    sealed=[was_handed_out_sealed],
    demo=demo.consign_vouchers,
)
