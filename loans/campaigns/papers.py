"""The letters of a campaign for those who have no address to write to but that of the post.

Letters of a campaign that go by post are drawn when they are printed, from rows that hold ids: no
file full of addresses lies about.
"""

from django.utils import timezone

from core.models import Identity
from core.pdf.render import render_pdf
from loans.campaigns.letters import on_paper


def render_letters(rows):
    """One PDF (bytes): a letter a page for each of these rows, in the language of each person."""
    house = Identity.cached()
    letters = [on_paper(row) for row in rows]
    context = {"letters": letters, "house": house, "logo": house.logo_uri}
    return render_pdf("papers/campaign_letters.html", context | {"today": timezone.localdate()})
