"""The lock of a site's stock, and the check that stock shown on a form is still free."""

from django.utils.translation import gettext as _

from core.lives import Refused
from loans.allocation.stock import Stock
from loans.models import Request, RequestLine
from people.models import Site


def lock_site(site: Site) -> None:
    """Lock the site row: serialises reservations at this site until the transaction ends."""
    list(Site.objects.filter(pk=site.pk).select_for_update(of=("self",), no_key=True))


def check_as_shown(
    request: Request, lines: list[RequestLine], shown: dict[RequestLine, int]
) -> None:
    """Raise `Refused` if the stock for these lines was promised to others meanwhile.

    `shown` says how many of each line were free when it was decided.
    """
    counted = [line for line in lines if line.accepted and line in shown]
    stock = Stock([request.site_id]) if counted else None
    gone = []
    for line in counted:
        line.request = request
        offer = stock.offer(line)
        if offer and offer.left < min(line.accepted, shown[line]):
            params = {"what": str(line.what).capitalize(), "left": offer.left}
            gone.append(_("%(what)s: only %(left)s left.") % params)
    if gone:
        again = _("Some of it was promised to others meanwhile: look again, then accept.")
        raise Refused([again, *gone])
