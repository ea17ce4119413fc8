"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.modules.panels import Panel
from desk.help.topics import Topic
from desk.navigation import Tab
from donations.binding import Binding
from modules.declaration import RemovableModule
from modules.receipts import demo
from modules.receipts.models import TaxReceipt
from modules.receipts.panels import receipts_of_lot
from people.base.roles import Role

ISSUE = "receipts.issue_receipt"

MODULE = RemovableModule(
    key="receipts",
    rank=130,
    label=_("Tax receipts"),
    search_words={"receipt_list": _("fiscal certificate donors")},
    description=_(
        "Donors receive the official receipt that lowers their taxes. Use this only if your "
        "association is of general interest within the meaning of articles 200 and 238 bis of the "
        "French tax code (CGI): issuing a receipt without being entitled to leads to a fine "
        "(article 1740 A). If in doubt, ask the tax office first (rescrit)."
    ),
    urls=(
        "receipt_issue",
        "receipt_list",
        "receipt_detail",
        "receipt_send",
        "receipt_cancel",
        "tax_receipt_file",
    ),
    fields=(
        "IdentityForm.tax_quality",
        "IdentityForm.signature_picture",
        "IdentityForm.remove_signature",
    ),
    settings=("id_tax_quality",),
    permissions={Role.COORDINATOR: {ISSUE}},
    menu=[("people", Tab("receipt_list", _("Tax receipts"), "stamp", ISSUE), "donor_list")],
    topics=[
        Topic(
            "receipts",
            Role.COORDINATOR,
            "receipt_issue receipt_list receipt_detail receipt_cancel",
            after="values",
        )
    ],
    panels=[Panel("donation_papers", "receipts/_donation.html", receipts_of_lot)],
    frozen_papers=[(TaxReceipt, lambda donors: TaxReceipt.objects.filter(donor__in=donors))],
    bindings=[
        Binding(
            valid_papers=lambda lots: TaxReceipt.objects.standing().filter(donation__in=lots),
            why_not_donor=gettext_noop(
                "Tax receipt %(paper)s is made out to the donor of this lot: cancel it first."
            ),
            why_not_values=gettext_noop(
                "Tax receipt %(paper)s shows these values: cancel it first."
            ),
        )
    ],
    numbered=[TaxReceipt],
    processing={
        "donors": {
            "name": _("tax receipts"),
            "purpose": _("Issue tax receipts."),
            "recipients": _("The tax office."),
        }
    },
    demo=demo.issue_receipts,
)
