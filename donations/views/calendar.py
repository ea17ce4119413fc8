"""The calendar of collections, and the secret address where one's own agenda reads it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from core.actions import run_action
from donations.calendar import feed_of, month_named, month_of
from donations.models import AgendaKey, Donation
from donations.operations import agenda as operations

may_view = permission_required("donations.view_donation", raise_exception=True)
may_read = permission_required(operations.open_agenda.permission, raise_exception=True)


@may_view
def collection_calendar(request):
    today = timezone.localdate()
    first = month_named(request.GET.get("month", ""), today)
    lots = Donation.objects.visible_to(request.user)
    context = {"month": month_of(lots, first, today), "this_month": today.strftime("%Y-%m")}
    return render(request, "donations/collection_calendar.html", context)


@may_read
def agenda(request):
    """Whether one has a secret address; it is shown only when it is made."""
    return _render_agenda(request)


def _render_agenda(request, address=""):
    key = request.user.agenda_keys.filter(ended_at=None).first()
    return render(request, "donations/agenda.html", {"key": key, "address": address})


@may_read
@require_POST
@sensitive_variables("token")
def agenda_open(request):
    try:
        token = operations.open_agenda(request.user, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("agenda")
    return _render_agenda(request, settings.SITE_URL + reverse("agenda_feed", args=[token]))


@may_read
@require_POST
def agenda_close(request):
    done = _("The address is revoked: it shows nothing more.")
    run_action(request, operations.close_agenda, request.user, done=done)
    return redirect("agenda")


@login_not_required
def agenda_feed(request, token):
    """The calendar feed of a secret URL, with what its owner may see.

    Unknown, revoked, or of a closed account: the answer is the same.
    """
    key = AgendaKey.objects.opening(token)
    if key is None or not key.user.has_perm(operations.open_agenda.permission):
        return HttpResponse(status=404, content_type="text/plain")
    return HttpResponse(
        feed_of(key.user),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="calendar.ics"'},
    )
