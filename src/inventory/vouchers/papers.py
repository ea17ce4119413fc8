"""Slip of a code for the recipient to take home."""

from django.utils import timezone, translation
from django.views.decorators.debug import sensitive_variables

from core.formatting import full_date
from core.models import Identity
from core.numbers import euros
from core.pdf.render import render_pdf
from core.qr import qr_picture


@sensitive_variables("opened", "secret", "rows")
def render_slip(opened):
    """Render the slip (PDF, bytes) of these (voucher, `Secret`) pairs, in the recipient's language.

    It is rendered for one response and not stored. eSIM codes are also printed as QR codes.
    """
    person = opened[0][0].recipient
    identity = Identity.cached()
    with translation.override(person.language if person else translation.get_language()):
        rows = [
            {
                "voucher": voucher,
                "product": voucher.batch.product,
                "secret": secret,
                "picture": qr_picture(secret.code) if "$" in secret.code else "",
                "paid": euros(voucher.price_paid) if voucher.price_paid else "",
            }
            for voucher, secret in opened
        ]
        facts = {
            "rows": rows,
            "person": person,
            "identity": identity,
            "logo": identity.logo_uri,
            "day": full_date(timezone.localdate()),
        }
        return render_pdf("papers/inventory/vouchers/voucher_slip.html", facts)
