"""Pages of donors and lots. The page of a lot is in inventory, since it lists devices."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, flash_done, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.lists.tables import list_view, render_table
from core.models import Event
from core.photos.photos import MAX_AT_ONCE
from core.text_input import number_of
from donations.filters import DonationFilter, DonorFilter
from donations.forms import ArrivalForm, DonationForm, DonorForm, ScheduleForm
from donations.lifecycle import EXPECTED
from donations.models import Donation, Donor
from donations.operations import lots as operations
from donations.operations.arrivals import receive_unannounced
from donations.shortcuts import donation_or_404
from donations.tables import DonationTable, DonorTable

MAX_ANNOUNCED_SHOWN = 12

donation_list = list_view(DonationTable, DonationFilter, permission="donations.view_donation")


@allowed(operations.promise.permission)
def donation_add(request):
    donors = Donor.objects.visible_to(request.user).filter(pk=number_of(request.GET.get("donor")))
    form = DonationForm(request.POST or None, user=request.user, initial={"donor": donors.first()})
    if attempt(form, operations.promise, by=request.user):
        messages.success(request, _("The donation has been added: %(lot)s.") % {"lot": form.result})
        if "here" in request.POST and run_action(request, operations.receive, form.result):
            announced = [line.category_id for line in form.result.lines.all()]
            just = {"category": announced[0]} if len(announced) == 1 else {}
            return redirect(reverse("donation_enter", args=[form.result.pk], query=just))
        return redirect(form.result)
    return render(request, "donations/donation_add.html", {"form": form})


@allowed(operations.change.permission)
def donation_edit(request, pk):
    donation = donation_or_404(request, pk)
    form = DonationForm(request.POST or None, user=request.user, instance=donation)
    if attempt(form, operations.change, by=request.user):
        return redirect_saying(request, _("The details have been corrected."), donation)
    return render(request, "donations/donation_edit.html", {"donation": donation, "form": form})


@allowed(operations.schedule.permission)
def donation_schedule(request, pk):
    donation = donation_or_404(request, pk)
    form = ScheduleForm(request.POST or None, instance=donation)
    if attempt(form, operations.schedule, donation, by=request.user):
        return redirect_saying(request, _("The collection is planned."), donation)
    return render(request, "donations/donation_schedule.html", {"donation": donation, "form": form})


@allowed(receive_unannounced.permission)
@takes_files(count=MAX_AT_ONCE)
def donation_arrive(request):
    """Receive a donation at the door: choose an announced lot, or enter a new lot."""
    files = request.FILES if request.method == "POST" else None
    form = ArrivalForm(request.POST or None, files, user=request.user)
    if attempt(form, receive_unannounced, by=request.user):
        done = _("The donation has been received: %(lot)s. A coordinator will complete it.")
        if request.user.has_perm("donations.change_donation"):
            done = _("The donation has been received: %(lot)s. You can complete it on its page.")
        flash_done(request, done % {"lot": form.result}, form.result)
        return redirect("donation_enter", form.result.pk)
    announced = Donation.objects.visible_to(request.user).filter(status__in=EXPECTED)
    announced = announced.for_list().order_by(F("collect_on").asc(nulls_last=True), "pk")
    context = {"form": form, "announced": announced[:MAX_ANNOUNCED_SHOWN]}
    return render(request, "donations/donation_arrive.html", context)


@allowed(operations.receive.permission).by_post
def donation_receive(request, pk):
    """Receive an announced lot, and redirect to the entry of its devices."""
    donation = donation_or_404(request, pk)
    done = _("The donation has been received.")
    if run_action(request, operations.receive, donation, done=done):
        return redirect("donation_enter", donation.pk)
    return redirect(donation)


donation_close = action_view(
    operations.close, donation_or_404, gettext_lazy("The donation has been closed.")
)
donation_reopen = action_view(
    operations.reopen, donation_or_404, gettext_lazy("The donation is open again.")
)
donation_cancel = action_view(
    operations.cancel, donation_or_404, gettext_lazy("The donation has been cancelled.")
)
donation_restore = action_view(
    operations.restore, donation_or_404, gettext_lazy("The donation is promised again.")
)


donor_or_404 = finder(Donor.objects.visible_to)


donor_list = list_view(DonorTable, DonorFilter, permission="donations.view_donor")


@allowed("donations.view_donor")
def donor_detail(request, pk):
    """Page of a donor, with contact details and lots."""
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
        return redirect_saying(request, _("The donor has been added."), form.result)
    return render(request, "donations/donor_add.html", {"form": form})


@allowed(operations.save_donor.permission)
def donor_edit(request, pk):
    donor = donor_or_404(request, pk)
    form = DonorForm(request.POST or None, instance=donor)
    if attempt(form, operations.save_donor, by=request.user):
        return redirect_saying(request, _("The details have been corrected."), donor)
    return render(request, "donations/donor_edit.html", {"donor": donor, "form": form})
