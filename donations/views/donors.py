from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms import attempt
from core.lists.tables import render_table
from core.models import Event
from donations.filters import DonorFilter
from donations.forms import DonorForm
from donations.models import Donation, Donor
from donations.operations import lots as operations
from donations.tables import DonationTable, DonorTable


def donor_or_404(request, pk):
    return get_object_or_404(Donor.objects.visible_to(request.user), pk=pk)


@permission_required("donations.view_donor", raise_exception=True)
def donor_list(request):
    donors = Donor.objects.visible_to(request.user).for_list()
    filters = DonorFilter(request.GET, queryset=donors, request=request)
    return render_table(
        request, "donations/donor_list.html", DonorTable(filters.qs), filters=filters
    )


@permission_required("donations.view_donor", raise_exception=True)
def donor_detail(request, pk):
    """The page of a donor, with its contact and its lots."""
    donor = donor_or_404(request, pk)
    lots = Donation.objects.visible_to(request.user).filter(donor=donor).for_list()
    table = DonationTable(lots, user=request.user, exclude=["donor"])
    context = {
        "donor": donor,
        "names_somebody": Donor.objects.filter(pk=pk).naming_somebody().exists(),
        "events": Event.objects.about(donor, *donor.merged.all())[:50],
    }
    return render_table(request, "donations/donor_detail.html", table, **context)


@permission_required(operations.save_donor.permission, raise_exception=True)
def donor_add(request):
    form = DonorForm(request.POST or None)
    if attempt(form, operations.save_donor, by=request.user):
        messages.success(request, _("The donor is in the register."))
        return redirect(form.result)
    return render(request, "donations/donor_add.html", {"form": form})


@permission_required(operations.save_donor.permission, raise_exception=True)
def donor_edit(request, pk):
    donor = donor_or_404(request, pk)
    form = DonorForm(request.POST or None, instance=donor)
    if attempt(form, operations.save_donor, by=request.user):
        messages.success(request, _("The details are corrected."))
        return redirect(donor)
    return render(request, "donations/donor_edit.html", {"donor": donor, "form": form})
