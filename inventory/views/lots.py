"""The page of a lot: announced, counted, entered; and entering devices by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms import attempt
from core.models import Event
from core.tables import render_table
from donations import operations as lot_operations
from donations.models import Donation
from inventory import operations
from inventory.forms.lots import AlikeForm, CountForm
from inventory.lots import account_of
from inventory.models import Device, ImportBatch
from inventory.tables import DeviceTable


def donation_or_404(request, pk):
    donations = Donation.objects.visible_to(request.user).select_related("donor", "site")
    return get_object_or_404(donations, pk=pk)


@permission_required("donations.view_donation", raise_exception=True)
def donation_detail(request, pk):
    return show_donation(request, donation_or_404(request, pk))


def show_donation(request, donation, count_form=None):
    """The lot, its account and its devices; `count_form` is one sent with a mistake."""
    devices = Device.objects.visible_to(request.user).for_list().filter(donation=donation)
    imports = ImportBatch.objects.visible_to(request.user).filter(donation=donation)
    return render_table(
        request,
        "inventory/donation_detail.html",
        DeviceTable(devices, exclude=["site"]),
        donation=donation,
        count_form=count_form or CountForm(account=account_of(donation)),
        imports=imports.select_related("document"),
        events=Event.objects.about(donation).select_related("by")[:100],
    )


@permission_required(lot_operations.count.permission, raise_exception=True)
def donation_count(request, pk):
    donation = donation_or_404(request, pk)
    form = CountForm(request.POST or None, account=account_of(donation))
    if attempt(form, lot_operations.count, donation, by=request.user):
        messages.success(request, _("The count is saved."))
        return redirect(donation)
    return show_donation(request, donation, form)


@permission_required(operations.receive_alike.permission, raise_exception=True)
def donation_enter(request, pk):
    """So many of one model, without a donor's list."""
    donation = donation_or_404(request, pk)
    form = AlikeForm(request.POST or None, donation=donation)
    if attempt(form, operations.receive_alike, donation, by=request.user):
        number = form.cleaned_data["quantity"]
        done = ngettext("%(count)s device entered.", "%(count)s devices entered.", number)
        messages.success(request, done % {"count": number})
        return redirect(donation)
    return render(request, "inventory/donation_enter.html", {"donation": donation, "form": form})
