"""Slip that travels with a transfer."""

from django.utils import timezone

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf


def render_slip(transfer):
    """PDF (bytes) of a transfer's slip, in the active language, with its current devices.

    Tags of devices are printed as text, not as QR codes.
    """
    kind, identity = "outing" if transfer.refurbisher_id else "transfer", Identity.cached()
    rows = list(transfer.freight.aboard().for_list().order_by("device__asset_tag"))
    facts = {
        "transfer": transfer,
        "identity": identity,
        "logo": identity.logo_uri,
        "rows": rows,
        "unerased": sum(row.device.needs_erasure for row in rows),
        "day": full_date(transfer.sent_at or timezone.now()),
    }
    return render_pdf(f"papers/inventory/transfers/{kind}_slip.html", facts)
