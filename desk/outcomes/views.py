"""The outcome of a donor's devices: for staff, and for visitors with a valid link."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from core.actions import run_action
from core.forms import attempt
from core.models import Identity
from core.pdf.render import pdf_response, render_pdf
from core.ratelimit import is_within, visitor_of
from desk.models import FigureRules, OutcomeLink
from desk.outcomes import operations
from desk.outcomes.forms import LinkForm
from desk.outcomes.outcome_totals import (
    devices_of_public_body,
    outcome_of,
    published_outcome_of,
)
from donations.models import Donation, Donor

SHOWN = 20
# Openings from one address of the Internet: a paper takes the server work.
MAX_PAGES, MAX_PAPERS, WINDOW = 30, 6, 60
may_see = permission_required("donations.view_donor", raise_exception=True)
may_share = permission_required(operations.open_outcome.permission, raise_exception=True)


def _donor(request, pk):
    return get_object_or_404(Donor.objects.visible_to(request.user), pk=pk)


def _lot(request, pk):
    lots = Donation.objects.visible_to(request.user).select_related("donor")
    return get_object_or_404(lots, pk=pk)


@may_see
def donor_outcome(request, pk):
    return _page(request, _donor(request, pk))


@may_see
def donation_outcome(request, pk):
    lot = _lot(request, pk)
    return _page(request, lot.donor, lot)


@sensitive_variables("token")
def _page(request, donor, lot=None):
    """The outcome, its addresses, and a form for one more: its secret is shown this once."""
    form = LinkForm(request.POST or None, donation=lot)
    is_done = attempt(form, operations.open_outcome, donor, by=request.user)
    token = form.result if is_done else None
    links = OutcomeLink.objects.filter(donor=donor, donation=lot).select_related("by")[:SHOWN]
    today = timezone.localdate()
    context = {
        "outcome": outcome_of(donor, lot),
        "rules": FigureRules.cached(),
        "form": form,
        "links": [(link, link.is_open(today)) for link in links],
        "address": settings.SITE_URL + reverse("outcome", args=[token]) if token else "",
    }
    return render(request, "desk/outcome.html", context)


@may_see
def donor_outcome_pdf(request, pk):
    return _paper(published_outcome_of(_donor(request, pk)))


@may_see
def donation_outcome_pdf(request, pk):
    lot = _lot(request, pk)
    return _paper(published_outcome_of(lot.donor, lot))


def _paper(outcome):
    """The PDF, in the language of the donor's papers; handed out, it is published too."""
    with override(outcome.donor.language):
        house = Identity.cached()
        context = {"outcome": outcome, "rules": FigureRules.cached(), "house": house}
        if outcome.donor.is_public:
            context["devices"] = list(devices_of_public_body(outcome))
        paper = render_pdf("papers/outcome.html", context | {"logo": house.logo_uri})
        return pdf_response(paper, _("outcome"))


@may_share
@require_POST
def outcome_revoke(request, pk):
    link = get_object_or_404(OutcomeLink.objects.select_related("donor", "donation"), pk=pk)
    run_action(request, operations.revoke_outcome, link, done=_("The address is closed."))
    if link.donation_id:
        return redirect("donation_outcome", link.donation_id)
    return redirect("donor_outcome", link.donor_id)


@login_not_required
@sensitive_variables("token")
def outcome(request, token):
    """The outcome for visitors with a valid link, in the language of their browser.

    Unknown, past or closed, an address looks the same.
    """
    if not is_within(f"outcome:{visitor_of(request)}", limit=MAX_PAGES, seconds=WINDOW):
        return _public(request, {"is_waiting": True}, 429)
    link = OutcomeLink.objects.opening(token, timezone.localdate())
    if link is None:
        return _public(request, {}, 404)
    published = published_outcome_of(link.donor, link.donation)
    return _public(request, {"outcome": published, "link": link, "token": token}, 200)


@login_not_required
@sensitive_variables("token")
def outcome_pdf(request, token):
    """The same as a paper."""
    if not is_within(f"outcome-pdf:{visitor_of(request)}", limit=MAX_PAPERS, seconds=WINDOW):
        return _public(request, {"is_waiting": True}, 429)
    link = OutcomeLink.objects.opening(token, timezone.localdate())
    if link is None:
        return _public(request, {}, 404)
    return _unlisted(_paper(published_outcome_of(link.donor, link.donation)))


def _public(request, context, status):
    """Response headers of public pages: no index, no referrer, no store."""
    blank = {"outcome": None, "link": None, "token": "", "is_waiting": False}
    context = blank | context | {"rules": FigureRules.cached()}
    return _unlisted(render(request, "desk/outcome_public.html", context, status=status))


def _unlisted(response):
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
