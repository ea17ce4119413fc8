"""The public page of key figures: off by default; no group of fewer than five people.

Published numbers change once a month: two totals before and after one hand-over would reveal the
size of a family. So links, papers for donors and the page of key figures show the end of the last
whole month, with its date; the coordinator's own page shows today. Corrections of the past (a
family's size, a hand-over undone) are visible at once: published numbers are not stored.
"""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from core.local_cache import local_cache
from desk.figures.disclosure_control import guard
from desk.figures.registry import FIGURES
from desk.figures.scope import EARLIEST, Scope
from desk.models import FigureRules
from desk.outcomes.outcome_totals import last_whole_month
from people.models import User

CACHE_SECONDS = 60 * 60  # seconds: public numbers are computed once an hour
DEVICE_FIGURES = ["devices_received", "devices_handed_over", "devices_in_use", "kg_reused"]
IMPACT = "co2e_avoided"


@login_not_required
def key_figures(request):
    """The key figures since the beginning, also within the pages of the sites that we named."""
    rules = FigureRules.cached()
    if not rules.is_public:
        raise Http404
    show = csp_replace({"frame-ancestors": rules.origins or ["'none'"]})(_page)
    response = show(request)
    response.xframe_options_exempt = bool(rules.origins)
    return response


def _page(request):
    last = last_whole_month(timezone.localdate())
    key = f"desk.public:{get_language()}:{last}"
    numbers = local_cache.get_or_set(key, lambda: compute_numbers(last), CACHE_SECONDS)
    return render(request, "desk/key_figures.html", {"numbers": numbers, "last": last})


def compute_numbers(last):
    """(text, label) of each key figure, from the beginning until the end of this day."""
    scope = Scope(user=User.objects.system(), first=EARLIEST, last=last)
    devices = [(FIGURES[key].text(scope), str(FIGURES[key].label)) for key in DEVICE_FIGURES]
    impact = FIGURES[IMPACT]
    return [*devices, (impact.text(scope), str(impact.label)), *_people(scope)]


def _people(scope):
    """The people equipped, and of them the pupils and the staff, as the small-number rule lets."""
    count = {key: FIGURES[f"{key}_equipped"].number(scope) or 0 for key in GROUPS}
    others = max(count["people"] - count["pupils"] - count["staff"], 0)
    guarded = guard({"pupils": count["pupils"], "staff": count["staff"], "others": others})
    yield guarded.total_text, str(FIGURES["people_equipped"].label)
    for key in ("pupils", "staff"):
        if count[key]:
            yield guarded.text(key), str(FIGURES[f"{key}_equipped"].label)


GROUPS = ["people", "pupils", "staff"]
