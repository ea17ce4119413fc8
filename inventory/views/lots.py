"""The page of a lot: announced, counted, entered; and entering devices by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms import ActForm, attempt
from core.models import Event
from core.photos import Gallery
from core.tables import render_table
from donations import operations as lot_operations
from donations.public import caps_of
from donations.shortcuts import donation_or_404
from inventory import operations
from inventory.certificates import tally_of
from inventory.forms.lots import AlikeForm, CountForm
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, ImportBatch
from inventory.papers.lots import rows_of
from inventory.tables import DeviceTable


@permission_required("donations.view_donation", raise_exception=True)
def donation_detail(request, pk):
    return show_donation(request, donation_or_404(request, pk))


def show_donation(request, donation, count_form=None):
    """The lot, its account and its devices; `count_form` is one sent with a mistake."""
    devices = Device.objects.visible_to(request.user).for_list().filter(donation=donation)
    donor_side = donor_side_of(donation) if request.user.has_perm("donations.view_donor") else {}
    imports = ImportBatch.objects.visible_to(request.user).filter(donation=donation)
    return render_table(
        request,
        "inventory/donation_detail.html",
        DeviceTable(devices, exclude=["site"]),
        donation=donation,
        count_form=count_form or CountForm(donation=donation),
        gallery=Gallery(donation),
        imports=imports.select_related("document"),
        events=Event.objects.about(donation)[:100],
        **donor_side,
    )


def donor_side_of(donation):
    """What the page shows of the donor's side, to those who may see donors: papers and values."""
    papers = rows_of(donation)
    for row in papers:
        row.print_form, row.send_form = ActForm(auto_id=False), ActForm(auto_id=False)
    caps = caps_of(donation, timezone.localdate())
    devices = Device.objects.filter(donation=donation, declared_value__isnull=False)
    proven, holding = tally_of(donation)
    made = donation.certificates.with_state()
    return {
        "papers": papers,
        "proven": proven,
        "holding": holding,
        "certificates": made,
        "certificate_letter": donation.letters.filter(
            paper__in=made.order_by().values("number")
        ).first(),
        "certify_form": ActForm(auto_id=False),
        "certificate_form": ActForm(auto_id=False),
        "receipts": donation.receipts.with_state(),
        "has_receipt": donation.receipts.standing().exists(),
        "valued": donation.lines.filter(declared_value__isnull=False).select_related("category"),
        "devices_valued": devices.exclude(status=DeviceStatus.WITHDRAWN).count(),
        "caps": sorted(caps.values(), key=lambda cap: cap.category_id),
    }


@permission_required(lot_operations.count.permission, raise_exception=True)
def donation_count(request, pk):
    donation = donation_or_404(request, pk)
    form = CountForm(request.POST or None, donation=donation)
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
