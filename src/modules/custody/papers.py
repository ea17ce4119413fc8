"""The paper of a collection, signed on the screen by both parties, in the donor's language."""

from django.utils import timezone, translation

from core.models import Identity
from core.pdf.render import render_pdf
from loans.base.papers import data_uri, full_time
from modules.custody.custody import items_of
from modules.custody.models import number_of


def render_collection(donation, *, by, giver, place, signature, ours):
    """The PDF of the record, and the time of the signatures; drawings are clean PNGs."""
    identity, signed_at, items = Identity.cached(), timezone.now(), list(items_of(donation))
    with translation.override(donation.donor.language):
        facts = {
            "donation": donation,
            "donor": donation.donor,
            "identity": identity,
            "logo": identity.logo_uri,
            "number": number_of(donation),
            "counted": [item for item in items if not item.code],
            "scanned": [item for item in items if item.code],
            "total": sum(item.count for item in items),
            "giver": giver,
            "place": place,
            "by": by,
            "signature": data_uri(signature),
            "ours": data_uri(ours),
            "signed_on": full_time(signed_at),
        }
        return render_pdf("custody/paper.html", facts), signed_at
