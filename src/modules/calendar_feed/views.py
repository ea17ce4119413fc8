"""Pages of the month of collections, of one's own secret URL, and the feed itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.forms.actions import run_action
from core.http.access import allowed
from donations.models import Donation
from modules.calendar_feed import operations
from modules.calendar_feed.feed import feed_of
from modules.calendar_feed.models import AgendaKey
from modules.calendar_feed.month import month_named, month_of
from people.accounts.reauthentication import confirmed

may_read = allowed(operations.open_agenda.permission)


@allowed("donations.view_donation")
def collection_calendar(request):
    today = timezone.localdate()
    first = month_named(request.GET.get("month", ""), today)
    lots = Donation.objects.visible_to(request.user)
    context = {"month": month_of(lots, first, today), "this_month": today.strftime("%Y-%m")}
    return render(request, "calendar_feed/collection_calendar.html", context)


@may_read
def agenda(request):
    """Show whether the user has a secret URL; the URL itself is shown once, on creation."""
    return _render_agenda(request)


def _render_agenda(request, address=""):
    key = request.user.agenda_keys.filter(ended_at=None).first()
    return render(request, "calendar_feed/agenda.html", {"key": key, "address": address})


@may_read.by_post
@confirmed
@sensitive_variables("token")
def agenda_open(request):
    try:
        token = operations.open_agenda(request.user, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("agenda")
    return _render_agenda(request, settings.SITE_URL + reverse("agenda_feed", args=[token]))


@may_read.by_post
def agenda_close(request):
    done = _("The address has been revoked and no longer works.")
    run_action(request, operations.close_agenda, request.user, done=done)
    return redirect("agenda")


@login_not_required
def agenda_feed(request, token):
    """Calendar feed behind a secret URL, with the entries that its owner may see.

    The response is the same for an unknown or revoked URL, and for a closed account.
    """
    key = AgendaKey.objects.opening(token)
    if key is None or not key.user.has_perm(operations.open_agenda.permission):
        return HttpResponse(status=404, content_type="text/plain")
    return HttpResponse(
        feed_of(key.user),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="calendar.ics"'},
    )
