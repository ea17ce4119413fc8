"""Slip of a consignment."""

from core.formatting import full_date
from core.models import Identity
from core.pdf.render import render_pdf


def render_consignment(consignment):
    """The PDF (bytes) of a consignment: numbers only, with room for the report."""
    identity = Identity.cached()
    lines = list(consignment.lines.for_list())
    facts = {
        "consignment": consignment,
        "lines": lines,
        "identity": identity,
        "logo": identity.logo_uri,
        "day": full_date(consignment.created_at),
    }
    return render_pdf("consignments/slip.html", facts)
