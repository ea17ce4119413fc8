"""What one looks at before deciding: who waits, what is needed in all, what there is."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone

from core.tables import page_of
from loans.allocation.availability import by_category, by_model
from loans.allocation.demand import demands_of
from loans.allocation.stock import ready_at
from loans.allocation.waiting import served_in_turn, turns
from loans.forms.answers import LookForm
from loans.models import RequestLine

AHEAD = timedelta(days=14)
may_hand_over = permission_required("loans.hand_over", raise_exception=True)
# Numbers, and no name of anybody: for all those of the house.
may_see_stock = permission_required("inventory.view_device", raise_exception=True)


@may_hand_over
def waiting_list(request):
    """The accepted lines that lack something, each with its place among those of its kind."""
    look = LookForm(request.GET, user=request.user, names=["site", "category"])
    category = look.chosen("category")
    which = {"category": category} if category else {}
    queue = turns(request__site__in=look.sites_chosen, **which)
    served = served_in_turn(queue, ready_at(look.sites_chosen))
    page = page_of(request, sorted(queue, key=lambda turn: (_order(turn.kind), turn.place)))
    lines = RequestLine.objects.for_list().select_related(
        "request__organisation", "request__recipient", "request__site"
    )
    lines = lines.in_bulk([turn.line for turn in page])
    rows = [
        (turn, lines[turn.line], lines[turn.line].request.seen_by(request.user), served[turn.line])
        for turn in page
    ]
    context = {"look": look, "page": page, "rows": rows}
    return render(request, "loans/waiting_list.html", context)


def _order(kind):
    """By site, devices before vouchers and these before accessories."""
    return kind.site, not kind.category, *(number or 0 for number in kind[1:])


@may_hand_over
def total_need(request):
    """What all open requests of a site want, beside what stands ready."""
    look = LookForm(request.GET, user=request.user, names=["site"])
    first = look.sites.filter(pk=request.user.site_id or 0).first() or look.sites.first()
    site = look.chosen("site", first)
    demands = demands_of(site) if site else []
    context = {"look": look, "site": site, "demands": demands}
    return render(request, "loans/total_need.html", context)


@may_see_stock
def availability(request):
    """What is ready now, and what may be by a day; clear about what is certain."""
    names = ["site", "category", "grade", "q", "day"]
    today = timezone.localdate()
    look = LookForm(request.GET, user=request.user, names=names, day=(today + AHEAD).isoformat())
    until = look.chosen("day", today + AHEAD)
    category = look.chosen("category")
    context = {
        "look": look,
        "until": until,
        "category": category,
        "rows": by_category(look.sites_chosen, until, today),
    }
    if category:
        text, grade = look.chosen("q", ""), look.chosen("grade", "")
        context["models"] = by_model(category, look.sites_chosen, until, today, text, grade)
    return render(request, "loans/availability.html", context)
