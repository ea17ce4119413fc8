"""The pages of the total need, and of the stock available by a day."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone

from core.http.access import allowed
from loans.allocation.forms import LookForm
from modules.available_stock.availability import by_category, by_model
from modules.available_stock.demand import demands_of

DEFAULT_LOOK_AHEAD = timedelta(days=14)


@allowed("loans.hand_over")
def total_need(request):
    """The open demand of a site compared with its ready stock."""
    look = LookForm(request.GET, user=request.user, names=["site"])
    first = look.sites.filter(pk=request.user.site_id or 0).first() or look.sites.first()
    site = look.chosen("site", first)
    demands = demands_of(site) if site else []
    context = {"look": look, "site": site, "demands": demands}
    return render(request, "available_stock/total_need.html", context)


@allowed("inventory.view_device")  # numbers without personal data
def availability(request):
    """The stock ready now and expected by a day."""
    names = ["site", "category", "grade", "q", "day"]
    today = timezone.localdate()
    look = LookForm(
        request.GET, user=request.user, names=names, day=(today + DEFAULT_LOOK_AHEAD).isoformat()
    )
    until = look.chosen("day", today + DEFAULT_LOOK_AHEAD)
    category = look.chosen("category")
    context = {
        "look": look,
        "until": until,
        "category": category,
        "sites": look.sites_chosen,
        "rows": by_category(look.sites_chosen, until, today),
    }
    if category:
        text, grade = look.chosen("q", ""), look.chosen("grade", "")
        context["models"] = by_model(category, look.sites_chosen, until, today, text, grade)
    return render(request, "available_stock/availability.html", context)
