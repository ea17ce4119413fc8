"""Lots from promise to closed. The page of a lot is in inventory, since it lists its devices."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import action_view
from core.forms import attempt
from core.lists.tables import render_table
from core.text_input import number_of
from donations.filters import DonationFilter
from donations.forms import DonationForm, ScheduleForm
from donations.models import Donation, Donor
from donations.operations import lots as operations
from donations.shortcuts import donation_or_404
from donations.tables import DonationTable


@permission_required("donations.view_donation", raise_exception=True)
def donation_list(request):
    donations = Donation.objects.visible_to(request.user).for_list()
    filters = DonationFilter(request.GET, queryset=donations, request=request)
    table = DonationTable(filters.qs, user=request.user)
    return render_table(request, "donations/donation_list.html", table, filters=filters)


@permission_required(operations.promise.permission, raise_exception=True)
def donation_add(request):
    donors = Donor.objects.visible_to(request.user).filter(pk=number_of(request.GET.get("donor")))
    form = DonationForm(request.POST or None, user=request.user, initial={"donor": donors.first()})
    if attempt(form, operations.promise, by=request.user):
        messages.success(request, _("The donation is entered: %(lot)s.") % {"lot": form.result})
        is_here = "here" in request.POST
        return redirect("donation_enter", form.result.pk) if is_here else redirect(form.result)
    return render(request, "donations/donation_add.html", {"form": form})


@permission_required(operations.change.permission, raise_exception=True)
def donation_edit(request, pk):
    donation = donation_or_404(request, pk)
    form = DonationForm(request.POST or None, user=request.user, instance=donation)
    if attempt(form, operations.change, by=request.user):
        messages.success(request, _("The details are corrected."))
        return redirect(donation)
    return render(request, "donations/donation_edit.html", {"donation": donation, "form": form})


@permission_required(operations.schedule.permission, raise_exception=True)
def donation_schedule(request, pk):
    donation = donation_or_404(request, pk)
    form = ScheduleForm(request.POST or None, instance=donation)
    if attempt(form, operations.schedule, donation, by=request.user):
        messages.success(request, _("The collection is planned."))
        return redirect(donation)
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
