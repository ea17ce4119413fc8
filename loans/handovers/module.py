"""Declaration of the modules “training” and “sales”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="training",
        rank=80,
        label=_("Training question"),
        description=_("Each person is asked whether they want a training, before they sign."),
        figures=("trainings_*",),
        fields=(
            "BriefingForm.training",
            "BriefingForm.where",
            "BriefingForm.outcome",
            "CallForm.went",
        ),
    )
)

register(
    Module(
        key="sales",
        rank=90,
        label=_("Solidarity sales"),
        description=_(
            "The counter may sell a device to a family at a low price, and prints a receipt."
        ),
        urls=("sale_receipt_*",),
        nouns=("price",),
        fields=(
            "TermsForm.sale_price",
            "RulesForm.price_ceiling",
            "RulesForm.vat_mention",
        ),
        settings=(
            "id_price_ceiling",
            "id_vat_mention",
        ),
    )
)
