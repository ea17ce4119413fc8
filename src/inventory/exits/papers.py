"""Slip of an exit batch: to a take-back scheme, or back to a donor."""

from django.utils import timezone

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from inventory.exits.manifest import account_of, total_of
from inventory.exits.operations import owned_by_donor, unproven_media

# a longer list is on a separate page, after the signatures
MAX_ROWS_ON_ONE_PAGE = 12


def render_exit_slip(batch):
    """PDF (bytes) of the slip of a batch, in the active language, with its current list.

    Tags of devices are printed as text, not as QR codes.
    """
    identity = Identity.cached()
    lines = batch.lines.in_batch().for_list().select_related("device__donation")
    rows = list(lines.order_by("device__asset_tag"))
    account = account_of(batch)
    facts = {
        "batch": batch,
        "identity": identity,
        "logo": identity.logo_uri,
        "rows": rows,
        "is_long": len(rows) > MAX_ROWS_ON_ONE_PAGE,
        "account": account,
        "total": total_of(account),
        "day": full_date(batch.sent_on or timezone.localdate()),
    }
    if batch.is_return:
        devices = [row.device for row in rows]
        with_data = {medium.device_id for medium in unproven_media(devices)}
        own = owned_by_donor(batch, devices)
        for row in rows:
            row.has_data = row.device_id in with_data & own
        facts["with_data"] = sum(row.has_data for row in rows)
    template = (
        "papers/inventory/exits/return_slip.html"
        if batch.is_return
        else "papers/inventory/exits/exit_slip.html"
    )
    return render_pdf(template, facts)
