from itertools import zip_longest
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.forms.actions import (
    action_view,
    flash_done,
    last_undoable,
    redirect_saying,
    run_action,
)
from core.forms.base import ActForm, attempt
from core.http.access import allowed
from core.http.way_back import way_back
from core.lists.exports import filters_of, record_export
from core.lists.spreadsheets import TYPES, cells_response, is_too_long, too_long
from core.lists.tables import PER_PAGE, list_view, render_table
from core.models import Event
from core.photos.photos import Gallery
from core.text_input import number_of
from donations.models import Donation
from donations.operations import lots as lot_operations
from donations.public import caps_of
from donations.shortcuts import donation_or_404
from inventory.accessories.fitting import came_with_of, charge_of
from inventory.device_pages.filters import DeviceFilter
from inventory.device_pages.forms import DeviceForm, MoveForm
from inventory.device_pages.related import counts_of
from inventory.device_pages.tables import DeviceTable
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import REPAIRABLE_WHEN
from inventory.devices.shortcuts import device_or_404
from inventory.erasure.certificate_content import tally_of
from inventory.exits import operations as exit_operations
from inventory.imports.device_export import export_cells
from inventory.intake.forms import AlikeForm, CountForm, MergeForm
from inventory.intake.operations import intake as intake_operations
from inventory.intake.papers import rows_of
from inventory.models import Device, DeviceCharger, ImportBatch
from inventory.repairs.operations.parts import parts_of
from inventory.vouchers.operations.vouchers import can_hold_sim, sims_of
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations import checklists as checklist_operations
from inventory.workshop.operations.checklists import attempts_of, latest_results
from inventory.workshop.workbench.page import story_of
from inventory.workshop.workbench.progress import media_of
from inventory.workshop.workbench.specs import sheet_of

# Relations that only some devices have; their rows are read only where the count is not zero.
RELATED = (
    "attempts",
    "came_with",
    "certificates",
    "import_rows",
    "machine_reports",
    "media",
    "parts_taken",
    "repairs",
    "sims",
    "tags",
)


# Devices entered in error that the page of a lot names.
MAX_IN_ERROR = 100
RECEIPTS = {"donation.received", "donation.arrived"}  # events of receiving a lot


@allowed("donations.view_donation")
def donation_detail(request, pk):
    return render_donation(request, donation_or_404(request, pk))


def render_donation(request, donation, count_form=None, merge_form=None):
    """Render the page of a lot with its devices; pass invalid forms to show their errors."""
    devices = Device.objects.visible_to(request.user).for_list().filter(donation=donation)
    in_error = devices.filter(status=DeviceStatus.WITHDRAWN).order_by("pk")
    donor_side = donor_side_of(donation) if request.user.has_perm("donations.view_donor") else {}
    imports = ImportBatch.objects.visible_to(request.user).filter(donation=donation)
    return render_table(
        request,
        "inventory/device_pages/donation_detail.html",
        DeviceTable(devices.exclude(status=DeviceStatus.WITHDRAWN), exclude=["site"]),
        donation=donation,
        in_error=in_error[:MAX_IN_ERROR],
        count_form=count_form or CountForm(donation=donation),
        merge_form=merge_form or MergeForm(donation=donation),
        gallery=Gallery(donation),
        imports=imports.select_related("document"),
        receipt=last_undoable(donation, RECEIPTS, by=request.user),
        events=Event.objects.about(donation)[:100],
        **donor_side,
    )


def donor_side_of(donation):
    """Context of the donor's papers and values, for users who may see donors."""
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
        "valued": donation.lines.filter(declared_value__isnull=False).select_related("category"),
        "devices_valued": devices.exclude(status=DeviceStatus.WITHDRAWN).count(),
        "caps": sorted(caps.values(), key=lambda cap: cap.category_id),
    }


@allowed(intake_operations.merge_into_announced.permission).by_post
def donation_merge(request, pk):
    """Merge a lot that came unannounced into the announced lot that it turns out to be."""
    donation = donation_or_404(request, pk)
    form = MergeForm(request.POST, donation=donation)
    if attempt(form, intake_operations.merge_into_announced, donation, by=request.user):
        done = _("The two donations are now one: %(lot)s.") % {"lot": form.result}
        return redirect_saying(request, done, form.result)
    return render_donation(request, donation, merge_form=form)


@allowed(lot_operations.count.permission)
def donation_count(request, pk):
    donation = donation_or_404(request, pk)
    form = CountForm(request.POST or None, donation=donation)
    if attempt(form, lot_operations.count, donation, by=request.user):
        return redirect_saying(request, _("The count is saved."), donation)
    return render_donation(request, donation, form)


@allowed(intake_operations.receive_alike.permission)
def donation_enter(request, pk):
    """Manual intake of several devices of the same model."""
    donation = donation_or_404(request, pk)
    just = {"category": number_of(request.GET.get("category"))}  # announced a moment ago
    form = AlikeForm(request.POST or None, donation=donation, initial=just)
    if attempt(form, intake_operations.receive_alike, donation, by=request.user):
        number = form.cleaned_data["quantity"]
        done = ngettext("%(count)s device entered.", "%(count)s devices entered.", number)
        flash_done(request, done % {"count": number}, donation)
        if "check" in request.POST and number == 1 and form.result:
            return _to_bench(request, form.result[0])
        if "labels" in request.POST and form.result:
            return redirect(_labels_of(form.result))
        return redirect(donation)
    return render(
        request, "inventory/device_pages/donation_enter.html", {"donation": donation, "form": form}
    )


def _labels_of(devices):
    """URL of the page that prints the labels of these devices."""
    query = urlencode([("device", device.pk) for device in devices])
    return f"{reverse('label_print')}?{query}"


# --- Export of the filtered device list, and its update from a file. ---


def _filtered(data, *, queryset, request):
    """Filter the device list, which shows devices entered in error only if they are sought."""
    is_sought = data.get("status") or data.get("q")
    rows = queryset if is_sought else queryset.exclude(status=DeviceStatus.WITHDRAWN)
    return DeviceFilter(data, queryset=rows, request=request)


@allowed("inventory.export_device")
def device_export(request):
    """Confirm the export of the filtered devices, then send the file and record the event."""
    devices = Device.objects.visible_to(request.user)
    filters = _filtered(request.GET, queryset=devices, request=request)
    form, count = request.POST.get("form"), filters.qs.count()
    if is_too_long(form, count):
        messages.error(request, too_long())
    elif request.method == "POST" and form in TYPES:
        criteria = filters_of(filters, request.GET)
        record_export("device_list", by=request.user, filters=criteria, count=count, form=form)
        name = _("devices to correct %(day)s") % {"day": timezone.localdate().isoformat()}
        return cells_response(name, form, export_cells(filters.qs))
    limit = too_long() if is_too_long("ods", count) else ""
    context = {"filters": filters, "count": count, "ods_limit": limit}
    return render(request, "inventory/device_pages/device_export.html", context)


# --- Device list, device page, and operations outside the workshop. ---
device_list = list_view(DeviceTable, _filtered, permission="inventory.view_device")


@allowed("inventory.view_device")
def device_detail(request, pk):
    """Page of a device with its next actions, without the borrower's name."""
    device = device_or_404(request, pk, "specification", "charger__kind")
    lots = Donation.objects.visible_to(request.user).select_related("donor")
    former = Device.objects.visible_to(request.user).filter(pk=device.former_id)
    counts = counts_of(device, *RELATED, photos=True)
    attempts = attempts_of(device) if counts["attempts"] else []
    asks_what_came = device.is_on_hand and request.user.has_perm("inventory.receive_device")

    def some(name, rows):
        """Return `rows()`, or [] without calling it if the count of `name` is 0."""
        return rows() if counts[name] else []

    context = {
        "device": device,
        "donation": lots.filter(pk=device.donation_id).first() if device.donation_id else None,
        "former": former.first() if device.former_id else None,
        "media": some("media", lambda: media_of(device)),
        "charge": charge_of(device, getattr(device, "charger", DeviceCharger())),
        "came_with": came_with_of(device, counts["came_with"]) if asks_what_came else [],
        "certificates": some("certificates", device.certificates.with_state),
        "certify_form": ActForm(auto_id=False),
        "results": latest_results(device, attempts),
        "attempts": attempts,
        "gallery": Gallery(device, is_empty=not counts["photos"]),
        "repairs": some("repairs", lambda: device.repairs.select_related("fault", "technician")),
        "taken_parts": some("parts_taken", lambda: parts_of(device)),
        "may_repair": device.status in REPAIRABLE_WHEN and not device.transfer_id,
        "sources": some("import_rows", lambda: _source_rows(device)),
        "machine_reports": some(
            "machine_reports", lambda: device.machine_reports.select_related("document", "by")
        ),
        **sheet_of(device, request.user),
        "sims": some("sims", lambda: sims_of(device)),
        "can_hold_sim": can_hold_sim(device),
        "codes": _other_codes(device) if counts["tags"] > 1 else [],
        "may_withdraw": _may_withdraw(device, request.user),
        **_end_of(device),
        "hand_over": _hand_over_of(device, request.user),
        **story_of(device, 100),
    }
    return render(request, "inventory/device_pages/device_detail.html", context)


def _other_codes(device):
    return device.tags.exclude(code=device.asset_tag).order_by("status", "pk")


def _hand_over_of(device, user):
    """Id of the loan for which the device is reserved; None if `user` may not hand over."""
    if device.status != DeviceStatus.RESERVED or not user.has_perm("loans.hand_over"):
        return None
    return device.loan_items.filter(status="reserved").values_list("loan", flat=True).first()


def _end_of(device):
    """Context of a retired device: the user who retired it, and its exit batch."""
    if device.status != DeviceStatus.RETIRED:
        return {"retired_by": None, "leaving": None}
    retired = Event.objects.about(device).filter(kind="device.retired").first()
    line = device.exit_lines.in_batch().select_related("batch").first()
    return {"retired_by": retired and retired.by, "leaving": line and line.batch}


@allowed("inventory.view_device")
def device_story(request, pk):
    """The events of a device, latest first."""
    device = device_or_404(request, pk)
    events = Paginator(Event.objects.about(device), PER_PAGE)
    page = events.get_page(request.GET.get("page"))
    context = {"device": device, "page": page, "paginator": events}
    return render(request, "inventory/device_pages/device_story.html", context)


def _source_rows(device):
    """The donor's own rows: (row, [(heading, cell), ...]). Rows of other lists may name people."""
    donors = device.import_rows.filter(
        batch__kind=ImportBatch.DONOR_LIST, batch__names_people=False
    )
    rows = donors.select_related("batch__document").order_by("pk")
    return [(row, list(_cells_of(row))) for row in rows]


def _cells_of(row):
    """Yield (heading, cell) of a row of a list; a withheld cell is named as such."""
    pairs = zip_longest(row.batch.headings, row.cells, fillvalue="")
    for column, (heading, cell) in enumerate(pairs):
        is_withheld = not cell and row.withheld.get(str(column)) is not None
        yield heading, _("withheld cell") if is_withheld else cell


@allowed(device_operations.correct.permission)
def device_edit(request, pk):
    device = device_or_404(request, pk)
    form = DeviceForm(request.POST or None, instance=device)
    back = way_back(request, device.get_absolute_url())
    if attempt(form, device_operations.correct, by=request.user):
        return redirect_saying(request, _("The details have been corrected."), back)
    context = {"device": device, "form": form, "back": back}
    return render(request, "inventory/device_pages/device_edit.html", context)


@allowed(device_operations.move_to_place.permission)
def device_move(request, pk):
    device = device_or_404(request, pk)
    form = MoveForm(request.POST or None, device=device)
    if attempt(form, device_operations.move_to_place, device, by=request.user):
        params = {"device": device, "place": device.place}
        done, doubt = (
            _("%(device)s is now on shelf %(place)s.") % params,
            device.place.doubt_about([device]),
        )
        level = messages.WARNING if doubt else messages.SUCCESS
        flash_done(request, f"{done} {doubt}", device, level=level)
        return redirect(device)
    return render(
        request, "inventory/device_pages/device_move.html", {"device": device, "form": form}
    )


@allowed(bench_operations.refurbish.permission).by_post
def device_refurbish(request, pk):
    return _to_bench(request, device_or_404(request, pk))


def _to_bench(request, device):
    done = _("The device is on the bench.")
    is_done = run_action(request, bench_operations.refurbish, device, done=done)
    return redirect("device_bench", device.pk) if is_done else redirect(device)


device_quarantine = action_view(
    device_operations.quarantine,
    device_or_404,
    gettext_lazy("The device is in quarantine."),
    back=way_back,
)
device_release = action_view(
    checklist_operations.release, device_or_404, gettext_lazy("The device is back on the bench.")
)
device_lost = action_view(
    device_operations.declare_lost,
    device_or_404,
    gettext_lazy("The device has been declared lost."),
)
device_stolen = action_view(
    device_operations.declare_lost,
    device_or_404,
    gettext_lazy("The device has been declared stolen."),
    is_stolen=True,
)
device_found = action_view(
    device_operations.find_again,
    device_or_404,
    gettext_lazy("The device has been found: it must be checked."),
)
device_revive = action_view(
    exit_operations.revive,
    device_or_404,
    gettext_lazy("Return recorded: the device must be checked."),
)


@allowed(intake_operations.withdraw_own.permission).by_post
def device_withdraw(request, pk):
    """Withdraw a device; without the permission, only a device that the user entered today."""
    device = device_or_404(request, pk)
    is_own = not request.user.has_perm(intake_operations.withdraw.permission)
    if is_own and not intake_operations.entered_today(device, request.user):
        raise PermissionDenied
    done = _(
        "The device has been withdrawn from the register. If it is here, enter it "
        "again with a new label."
    )
    if is_own:
        run_action(request, intake_operations.withdraw_own, device, done=done)
    else:
        run_action(request, intake_operations.withdraw, [device], done=done)
    return redirect(device)


def _may_withdraw(device, user):
    if device.status != DeviceStatus.RECEIVED:
        return False
    is_any = user.has_perm(intake_operations.withdraw.permission)
    return is_any or intake_operations.entered_today(device, user)
