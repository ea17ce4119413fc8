"""One page for each role, to print and to hang beside the screen: `help/<language>/guides`."""

from core.models import Identity
from core.pdf.render import render_pdf
from desk.help.pages import read_page


def guide_of(role):
    """The page of this role as a PDF (bytes), in the active language."""
    house = Identity.cached()
    context = {
        "guide": read_page(f"guides/{role}"),
        "role": role.label,
        "house": house,
        "logo": house.logo_uri,
    }
    return render_pdf("papers/guide.html", context)
