"""Pages of donors, lots and their calendar. The page of a lot is in inventory, as it lists
devices.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from core.forms.actions import action_view, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import list_view, render_table
from core.models import Event
from core.text_input import number_of
from donations.calendar import feed_of, month_named, month_of
from donations.filters import DonationFilter, DonorFilter
from donations.forms import DonationForm, DonorForm, ScheduleForm
from donations.models import AgendaKey, Donation, Donor
from donations.operations import agenda as agenda_operations
from donations.operations import lots as operations
from donations.shortcuts import donation_or_404
from donations.tables import DonationTable, DonorTable
from people.accounts.reauthentication import confirmed

donation_list = list_view(DonationTable, DonationFilter, permission="donations.view_donation")


@allowed(operations.promise.permission)
def donation_add(request):
    donors = Donor.objects.visible_to(request.user).filter(pk=number_of(request.GET.get("donor")))
    form = DonationForm(request.POST or None, user=request.user, initial={"donor": donors.first()})
    if attempt(form, operations.promise, by=request.user):
        messages.success(request, _("The donation is entered: %(lot)s.") % {"lot": form.result})
        is_here = "here" in request.POST
        return redirect("donation_enter", form.result.pk) if is_here else redirect(form.result)
    return render(request, "donations/donation_add.html", {"form": form})


@allowed(operations.change.permission)
def donation_edit(request, pk):
    donation = donation_or_404(request, pk)
    form = DonationForm(request.POST or None, user=request.user, instance=donation)
    if attempt(form, operations.change, by=request.user):
        return redirect_saying(request, _("The details are corrected."), donation)
    return render(request, "donations/donation_edit.html", {"donation": donation, "form": form})


@allowed(operations.schedule.permission)
def donation_schedule(request, pk):
    donation = donation_or_404(request, pk)
    form = ScheduleForm(request.POST or None, instance=donation)
    if attempt(form, operations.schedule, donation, by=request.user):
        return redirect_saying(request, _("The collection is planned."), donation)
    return render(request, "donations/donation_schedule.html", {"donation": donation, "form": form})


donation_receive = action_view(
    operations.receive, donation_or_404, gettext_lazy("The donation is received.")
)
donation_close = action_view(
    operations.close, donation_or_404, gettext_lazy("The donation is closed.")
)
donation_reopen = action_view(
    operations.reopen, donation_or_404, gettext_lazy("The donation is open again.")
)
donation_cancel = action_view(
    operations.cancel, donation_or_404, gettext_lazy("The donation is cancelled.")
)
donation_restore = action_view(
    operations.restore, donation_or_404, gettext_lazy("The donation is promised again.")
)


may_view = allowed("donations.view_donation")
may_read = allowed(agenda_operations.open_agenda.permission)
donor_or_404 = finder(Donor.objects.visible_to)


@may_view
def collection_calendar(request):
    today = timezone.localdate()
    first = month_named(request.GET.get("month", ""), today)
    lots = Donation.objects.visible_to(request.user)
    context = {"month": month_of(lots, first, today), "this_month": today.strftime("%Y-%m")}
    return render(request, "donations/collection_calendar.html", context)


@may_read
def agenda(request):
    """Show whether the user has a secret URL; the URL itself is shown once, on creation."""
    return _render_agenda(request)


def _render_agenda(request, address=""):
    key = request.user.agenda_keys.filter(ended_at=None).first()
    return render(request, "donations/agenda.html", {"key": key, "address": address})


@may_read.by_post
@confirmed
@sensitive_variables("token")
def agenda_open(request):
    try:
        token = agenda_operations.open_agenda(request.user, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("agenda")
    return _render_agenda(request, settings.SITE_URL + reverse("agenda_feed", args=[token]))


@may_read.by_post
def agenda_close(request):
    done = _("The address is revoked: it shows nothing more.")
    run_action(request, agenda_operations.close_agenda, request.user, done=done)
    return redirect("agenda")


@login_not_required
def agenda_feed(request, token):
    """Calendar feed of a secret URL, with what its owner may see.

    The response is the same for an unknown or revoked URL, and for a closed account.
    """
    key = AgendaKey.objects.opening(token)
    if key is None or not key.user.has_perm(agenda_operations.open_agenda.permission):
        return HttpResponse(status=404, content_type="text/plain")
    return HttpResponse(
        feed_of(key.user),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="calendar.ics"'},
    )


donor_list = list_view(DonorTable, DonorFilter, permission="donations.view_donor")


@allowed("donations.view_donor")
def donor_detail(request, pk):
    """Page of a donor, with its contact and its lots."""
    donor = donor_or_404(request, pk)
    lots = Donation.objects.visible_to(request.user).filter(donor=donor).for_list()
    table = DonationTable(lots, user=request.user, exclude=["donor"])
    context = {
        "donor": donor,
        "names_somebody": Donor.objects.filter(pk=pk).naming_somebody().exists(),
        "events": Event.objects.about(donor, *donor.merged.all())[:50],
    }
    return render_table(request, "donations/donor_detail.html", table, **context)


@allowed(operations.save_donor.permission)
def donor_add(request):
    form = DonorForm(request.POST or None)
    if attempt(form, operations.save_donor, by=request.user):
        return redirect_saying(request, _("The donor is in the register."), form.result)
    return render(request, "donations/donor_add.html", {"form": form})


@allowed(operations.save_donor.permission)
def donor_edit(request, pk):
    donor = donor_or_404(request, pk)
    form = DonorForm(request.POST or None, instance=donor)
    if attempt(form, operations.save_donor, by=request.user):
        return redirect_saying(request, _("The details are corrected."), donor)
    return render(request, "donations/donor_edit.html", {"donor": donor, "form": form})
