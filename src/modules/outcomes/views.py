"""The outcome of a donor's devices: for staff, and for visitors with a valid link."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from core.caches.shared_cache import HOUR, get_or_set, key_of
from core.forms.actions import run_action
from core.forms.base import attempt
from core.http.ratelimit import is_within, visitor_of
from core.models import Identity
from core.pdf.render import pdf_response, render_pdf
from desk.figures.disclosure_control import guard
from desk.figures.registry import FIGURES
from desk.figures.scope import EARLIEST, Scope
from desk.models import FigureRules
from donations.models import Donation, Donor
from modules.outcomes import operations
from modules.outcomes.forms import LinkForm
from modules.outcomes.models import OutcomeLink
from modules.outcomes.outcome_totals import (
    devices_of_public_body,
    last_whole_month,
    outcome_of,
    published_outcome_of,
)
from people.models import User

MAX_LINKS_SHOWN = 20
# Openings per IP address: rendering a paper is expensive.
MAX_PAGES, MAX_PAPERS, WINDOW_SECONDS = 30, 6, 60
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
    """Show the outcome, its links, and a form for a new link, whose secret is shown only once."""
    form = LinkForm(request.POST or None, donation=lot)
    is_done = attempt(form, operations.open_outcome, donor, by=request.user)
    token = form.result if is_done else None
    links = OutcomeLink.objects.filter(donor=donor, donation=lot).select_related("by")[
        :MAX_LINKS_SHOWN
    ]
    today = timezone.localdate()
    context = {
        "outcome": outcome_of(donor, lot),
        "rules": FigureRules.cached(),
        "form": form,
        "links": [(link, link.is_open(today)) for link in links],
        "address": settings.SITE_URL + reverse("outcome", args=[token]) if token else "",
    }
    return render(request, "outcomes/outcome.html", context)


@may_see
def donor_outcome_pdf(request, pk):
    return _paper(published_outcome_of(_donor(request, pk)))


@may_see
def donation_outcome_pdf(request, pk):
    lot = _lot(request, pk)
    return _paper(published_outcome_of(lot.donor, lot))


def _paper(outcome):
    """Render the PDF in the language of the donor's papers.

    Its numbers are the published ones, since it is for the donor.
    """
    with override(outcome.donor.language):
        identity = Identity.cached()
        context = {"outcome": outcome, "rules": FigureRules.cached(), "identity": identity}
        if outcome.donor.is_public:
            context["devices"] = list(devices_of_public_body(outcome))
        paper = render_pdf("outcomes/paper.html", context | {"logo": identity.logo_uri})
        return pdf_response(paper, _("outcome"))


@may_share
@require_POST
def outcome_revoke(request, pk):
    link = get_object_or_404(OutcomeLink.objects.select_related("donor", "donation"), pk=pk)
    run_action(request, operations.revoke_outcome, link, done=_("The address has been closed."))
    if link.donation_id:
        return redirect("donation_outcome", link.donation_id)
    return redirect("donor_outcome", link.donor_id)


@login_not_required
@sensitive_variables("token")
def outcome(request, token):
    """The outcome for visitors with a valid link, in the language of their browser.

    Unknown, expired and revoked links get the same response.
    """
    if not is_within(f"outcome:{visitor_of(request)}", limit=MAX_PAGES, seconds=WINDOW_SECONDS):
        return _public(request, {"is_waiting": True}, 429)
    link = OutcomeLink.objects.opening(token, timezone.localdate())
    if link is None:
        return _public(request, {}, 404)
    published = published_outcome_of(link.donor, link.donation)
    return _public(request, {"outcome": published, "link": link, "token": token}, 200)


@login_not_required
@sensitive_variables("token")
def outcome_pdf(request, token):
    """The outcome for visitors with a valid link, as a PDF."""
    if not is_within(
        f"outcome-pdf:{visitor_of(request)}", limit=MAX_PAPERS, seconds=WINDOW_SECONDS
    ):
        return _public(request, {"is_waiting": True}, 429)
    link = OutcomeLink.objects.opening(token, timezone.localdate())
    if link is None:
        return _public(request, {}, 404)
    return _unlisted(_paper(published_outcome_of(link.donor, link.donation)))


def _public(request, context, status):
    """Response headers of public pages: no index, no referrer, no store."""
    blank = {"outcome": None, "link": None, "token": "", "is_waiting": False}
    context = blank | context | {"rules": FigureRules.cached()}
    return _unlisted(render(request, "outcomes/outcome_public.html", context, status=status))


def _unlisted(response):
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


DEVICE_FIGURES = ["devices_received", "devices_handed_over", "devices_in_use", "kg_reused"]
IMPACT = "co2e_avoided"
GROUPS = ["people", "pupils", "staff"]


@login_not_required
def key_figures(request):
    """Show the key figures since the beginning; sites listed in the settings may embed them."""
    rules = FigureRules.cached()
    if not rules.is_public:
        raise Http404
    show = csp_replace({"frame-ancestors": rules.origins or ["'none'"]})(_key_figures)
    response = show(request)
    response.xframe_options_exempt = bool(rules.origins)
    return response


def _key_figures(request):
    last = last_whole_month(timezone.localdate())
    key = key_of("outcomes.key_figures", get_language(), last)
    numbers = get_or_set(key, lambda: compute_numbers(last), HOUR)
    return render(request, "outcomes/key_figures.html", {"numbers": numbers, "last": last})


def compute_numbers(last):
    """(text, label) of each key figure, from the beginning to the end of this day."""
    scope = Scope(user=User.objects.system(), first=EARLIEST, last=last)
    devices = [(FIGURES[key].text(scope), str(FIGURES[key].label)) for key in DEVICE_FIGURES]
    impact = FIGURES[IMPACT]
    return [*devices, (impact.text(scope), str(impact.label)), *_people(scope)]


def _people(scope):
    """The people equipped, with pupils and staff among them, under disclosure control."""
    count = {key: FIGURES[f"{key}_equipped"].number(scope) or 0 for key in GROUPS}
    others = max(count["people"] - count["pupils"] - count["staff"], 0)
    guarded = guard({"pupils": count["pupils"], "staff": count["staff"], "others": others})
    yield guarded.total_text, str(FIGURES["people_equipped"].label)
    for key in ("pupils", "staff"):
        if count[key]:
            yield guarded.text(key), str(FIGURES[f"{key}_equipped"].label)
