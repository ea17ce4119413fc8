"""Context shared by the pages for choosing a time."""

from datetime import timedelta

from django.utils import timezone

from core.text_input import day_named
from loans.appointments.forms import SlotForm
from loans.appointments.slots import MAX_BOOKING_AHEAD, bookable, days_of

DAYS_SHOWN = 5


def times_to_choose(request, form, site, moved=None):
    """The next days with a free place, a few per page, and the chosen time to confirm.

    `moved` is the appointment being moved.
    """
    now, today = timezone.now(), timezone.localdate()
    first = max(today, day_named(request.GET.get("from"), today))
    last = today + MAX_BOOKING_AHEAD - timedelta(days=1)
    days = bookable(days_of(site, min(first, last), last, but=moved), now) if site.is_active else []
    wanted = SlotForm({"starts_at": request.GET.get("at")})
    moment = wanted.cleaned_data["starts_at"] if wanted.is_valid() else None
    chosen = next((s for day in days for s in day.slots if s.starts_at == moment), None)
    return {
        "form": form,
        "site": site,
        "moved": moved,
        "chosen": None if form.is_bound else chosen,
        "is_gone": "at" in request.GET and chosen is None and not form.is_bound,
        "days": days[:DAYS_SHOWN],
        "later": days[DAYS_SHOWN].date if days[DAYS_SHOWN:] else None,
        "is_first": first == today,
    }
