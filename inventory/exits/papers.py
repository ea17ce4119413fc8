"""The slip that goes with an exit batch: to a take-back scheme, or back to a donor."""

from django.utils import timezone

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf
from inventory.exits.manifest import account_of, total_of
from inventory.exits.operations import owned_by_donor, unproven_media

# A longer list has a page of its own, after the signatures.
ONE_PAGE = 12


def render_exit_slip(batch):
    """The PDF (bytes) of the slip of a batch, in the reader's language: its list as it is now.

    Codes of devices are printed to be read, never as a device's own QR.
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
        "is_long": len(rows) > ONE_PAGE,
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
