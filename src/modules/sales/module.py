"""The declaration of the module."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from modules.declaration import RemovableModule
from modules.sales import demo
from modules.sales.models import SaleReceipt
from modules.sales.operations import (
    cancel_sale_receipt,
    check_terms,
    lacking_terms,
    number_sale_receipt,
    save_terms,
)
from modules.sales.panels import receipts_of
from modules.sales.papers import terms_on_papers
from modules.sales.prices import check_price, propose_price
from people.base.roles import Role


def accounting_papers(loan):
    receipts = SaleReceipt.objects.filter(loan=loan).exclude(document=None)
    return [(timezone.localdate(receipt.at), receipt.document_id) for receipt in receipts]


MODULE = RemovableModule(
    key="sales",
    rank=90,
    label=_("Solidarity sales"),
    description=_(
        "The counter can sell a device to a family at a low price, and print a "
        "receipt. First enter your consumer mediator, or the reason why you do not "
        "need one (“Terms of sale” in the settings): nothing can be sold without it "
        "(French Consumer Code, article L. 616-1)."
    ),
    features=("sale",),
    urls=("sale_receipt_*",),  # the terms of sales are entered before sales are switched on
    needs=(lacking_terms,),
    nouns=("price",),
    fields=("TermsForm.sale_price", "RulesForm.price_ceiling"),
    settings=("id_price_ceiling",),
    permissions={
        Role.COORDINATOR: {cancel_sale_receipt.permission},
        Role.ADMIN: {save_terms.permission},
    },
    topics=[Topic("sales", Role.ADMIN, "sale_terms_edit", after="settings")],
    panels=[
        Panel("loan_papers", "sales/_loan_papers.html", receipts_of),
        Panel("loan_price", "sales/_loan_price.html", receipts_of),
        Panel("loan_signed", "sales/_loan_signed.html", receipts_of),
    ],
    personal_data=[(SaleReceipt, ("loan__recipient",))],
    processing={
        "families": {
            "basis": _("Sale receipts: legal obligation (art. 6(1)(c))."),
            "term": _("Sale receipts: %(receipts)s years."),
        }
    },
    handed_over=[number_sale_receipt],
    sale_checks=[check_terms, check_price],
    sale_prices=[propose_price],
    text_values=[terms_on_papers],
    accounting_papers=[accounting_papers],
    demo=demo.sell,
)
