"""Slip that travels with a transfer."""

from django.utils import timezone

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf


def render_slip(transfer):
    """PDF (bytes) of a transfer's slip, in the active language, with its current devices.

    Tags of devices are printed as text, not as QR codes.
    """
    template = "papers/inventory/transfers/transfer_slip.html"
    if transfer.refurbisher_id:
        template = "papers/inventory/transfers/outing_slip.html"
    identity = Identity.cached()
    rows = list(transfer.freight.aboard().for_list().order_by("device__asset_tag"))
    facts = {
        "transfer": transfer,
        "identity": identity,
        "logo": identity.logo_uri,
        "rows": rows,
        "unerased": sum(row.device.needs_erasure for row in rows),
        "day": full_date(transfer.sent_at or timezone.now()),
    }
    return render_pdf(template, facts)
