"""What belongs to the module “receipts”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="receipts",
        rank=130,
        label=_("Tax receipts"),
        description=_(
            "Donors are given the official receipt that lowers their taxes. Only if your"
            " association is of general interest in the sense of articles 200 and 238 bis of the"
            " tax code (CGI): a receipt issued without right costs a fine (article 1740 A). When in"
            " doubt, ask the tax office first (rescrit)."
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
    )
)
