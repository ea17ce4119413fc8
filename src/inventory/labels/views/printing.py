"""Print labels of devices, of a lot, of shelves, or of free tags."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.http.access import allowed
from core.pdf.render import pdf_response
from core.text_input import number_of
from donations.models import Donation
from inventory.devices.filters import PlaceFilter
from inventory.devices.lifecycle.devices import ENDED, DeviceStatus
from inventory.labels.content import device_label, place_label, tag_label
from inventory.labels.forms import LabelForm
from inventory.labels.operations.printers import save_sheet_position
from inventory.labels.operations.tags import note_printed
from inventory.labels.queue import waiting_for_label
from inventory.labels.sheets import label_sheet
from inventory.models import Device, LabelDefault, Place, Printer, Tag, TagBatch

GONE = {*ENDED, DeviceStatus.LOST, DeviceStatus.STOLEN}
STORED_CHOICES = ("fmt", "copies", "printer")


@dataclass
class LabelSelection:
    """The objects to label, in order, and the function that makes their labels.

    `name` is the field in which the page resubmits the objects, unless the URL names them.
    """

    subjects: Sequence
    label: Callable
    name: str = ""
    above: Model | None = None  # parent object of the page
    labelled: int = 0  # number of devices of the lot that are left out, since they have a label
    gone: Sequence = field(default_factory=list)  # devices left out, since they are not here

    @property
    def is_shelves(self):
        return self.label is place_label


@allowed("inventory.print_label")
def label_print(request):
    """Choose a sheet and its first free label, then download the PDF; a selection may be posted."""
    selection = _label_selection(request)
    form = _print_form(request, selection)
    if selection.is_shelves:
        form.fields["copies"].help_text = ""  # the help text is about devices
    part = Paginator(selection.subjects, form.max_subjects).get_page(request.GET.get("page"))
    form.report_left_out([selection.label(row) for row in part])
    key = _selection_key(part)
    last_print = _last_print_of(request, form, key)
    if last_print:
        form[f"start-{last_print['fmt']}"].initial = last_print["start"]
    if part.object_list and form.is_valid() and _matches_shown_count(request, form, part):
        labels = [selection.label(row) for row in part]
        pdf = label_sheet(labels, **form.cleaned_data)
        _store_choices(request, form, selection, key, len(part))
        note_printed([label.code for label in labels if not label.is_shelf], by=request.user)
        return pdf_response(pdf, _file_name(selection, part, form.cleaned_data["copies"]))
    context = {"selection": selection, "part": part, "form": form, "groups": form.groups(len(part))}
    context["next_free"] = last_print and last_print["free"]
    return render(request, "inventory/labels/label_print.html", context)


def _file_name(selection, part, copies):
    count = len(part) * copies
    name = ngettext("%(count)s label %(what)s %(day)s", "%(count)s labels %(what)s %(day)s", count)
    what = re.sub(r"[^\w-]+", " ", str(selection.above or part[0]))
    return name % {"count": count, "what": what, "day": timezone.localdate().isoformat()}


def _last_print_of(request, form, key):
    """The last print of these subjects, if its printer and sheet are proposed again, or None."""
    last_print = request.session.get("labels", {}).get("last_print")
    if request.method != "GET" or not last_print or last_print["key"] != key:
        return None
    is_proposed = last_print["printer"] == form.initial.get("printer")
    return last_print if is_proposed and f"start-{last_print['fmt']}" in form.fields else None


def _print_form(request, selection):
    """Return the bound form, or an initial form on the first visit or if `again` is set.

    The default number of copies is for devices: a shelf gets one label.
    """
    data_posted, user = request.POST, request.user
    last = request.session.get("labels") or _site_defaults(user)
    if selection.is_shelves:
        last = last | {"copies": 1}
    if "again" not in data_posted:
        data = data_posted if "fmt" in data_posted else None
        return LabelForm(data, user=user, last=_initial_values(last, user))
    last = last | {name: data_posted[name] for name in STORED_CHOICES if name in data_posted}
    starts = {name: data_posted[name] for name in data_posted if name.startswith("start-")}
    if data_posted.get("printer") != data_posted.get("shown_printer"):
        starts = {}  # another printer has its own half-used sheets
    return LabelForm(user=user, last=_initial_values(last, user) | starts)


def _initial_values(last, user):
    """Return the last choices, and the half-used sheets, which are stored for each printer."""
    printers = Printer.objects.visible_to(user).in_use()
    printer = printers.filter(pk=number_of(str(last.get("printer")))).first()
    free = printer.free if printer else last.get("free", {})
    starts = {f"start-{code}": number for code, number in free.items()}
    chosen = {name: last[name] for name in STORED_CHOICES if last.get(name)}
    return {**chosen, "printer": printer and printer.pk, "used": list(free), **starts}


def _site_defaults(user):
    """Initial data of the form: the defaults of the user's site, or its printer if it has one."""
    default = LabelDefault.objects.filter(site=user.site_id).select_related("fmt").first()
    if default is None:
        there = Printer.objects.visible_to(user).in_use().filter(site=user.site_id)[:2]
        return {"printer": there[0].pk} if len(there) == 1 else {}
    return {"fmt": default.fmt.code, "copies": default.copies, "printer": default.printer_id}


def _selection_key(part):
    """Session key of these subjects."""
    rows = [f"{row._meta.label_lower}:{row.pk}" for row in part]
    return sha256(" ".join(rows).encode()).hexdigest()


def _store_choices(request, form, selection, key, count):
    """Store the choices, the next free label, and the first label of these subjects.

    If the page is reopened for the same subjects, they were not printed, so the position is reused.
    """
    cleaned = form.cleaned_data
    fmt, printer = cleaned["fmt"], cleaned["printer"]
    free = form.free_after(count)
    last = request.session.get("labels") or _site_defaults(request.user)
    last |= {"fmt": fmt.code, "printer": printer and printer.pk}
    if not selection.is_shelves:
        last["copies"] = cleaned["copies"]
    if printer:
        save_sheet_position(printer, by=request.user, fmt=fmt, free=free)
    else:
        last["free"] = last.get("free", {}) | {fmt.code: free}
    last["last_print"] = {
        "key": key,
        "printer": last["printer"],
        "fmt": fmt.code,
        "start": cleaned["start"] or 1,
        "free": free,
    }
    request.session["labels"] = last


def _matches_shown_count(request, form, part):
    """Whether the page showed the same subjects; with more copies, fewer fit in a print."""
    shown = request.POST.get("shown")
    if shown is None or number_of(shown) == len(part):
        return True
    form.add_error(
        "copies",
        _("With this number of copies, you can print %(count)s at most. Print fewer at once.")
        % {"count": form.max_subjects},
    )
    return False


def _label_selection(request):
    """Return the subjects in the query; raise 404 if a subject is missing or not visible."""
    devices = Device.objects.visible_to(request.user).select_related("category", "brand", "model")
    places = Place.objects.visible_to(request.user)
    if "donation" in request.GET:
        lots = Donation.objects.visible_to(request.user)
        lot = get_object_or_404(lots, pk=_parse_ids([request.GET["donation"]])[0])
        return _of_lot(request, lot, devices)
    if "batch" in request.GET:
        batch = get_object_or_404(TagBatch, pk=_parse_ids([request.GET["batch"]])[0])
        return LabelSelection(batch.tags.free().order_by("pk"), _label_of_tag, above=batch)
    if "places" in request.GET:
        chosen = PlaceFilter(request.GET, queryset=places, request=request).qs
        return LabelSelection(chosen.filter(is_active=True), place_label)
    if _requested_ids(request, "place"):
        return LabelSelection(
            _rows_in_order(places, _requested_ids(request, "place")), place_label, "place"
        )
    if _requested_ids(request, "tag"):
        free = _rows_in_order(Tag.objects.free(), _requested_ids(request, "tag"))
        return LabelSelection(free, _label_of_tag, "tag")
    if "waiting" in request.GET and "device" not in request.POST:
        return LabelSelection(waiting_for_label(request.user), device_label, "device")
    return LabelSelection(**_ticked(request, devices), label=device_label, name="device")


def _ticked(request, devices):
    """The ticked devices, without those that left the stock for good, are lost or in transfer."""
    rows = _rows_in_order(devices, _requested_ids(request, "device"))
    gone = [device for device in rows if device.status in GONE or device.transfer_id]
    lots = Donation.objects.visible_to(request.user)
    of_lots = {device.donation_id for device in rows}
    above = rows[0] if len(rows) == 1 else None
    if len(rows) > 1 and len(of_lots) == 1:
        above = lots.filter(pk__in=of_lots - {None}).first()
    subjects = [device for device in rows if device not in gone]
    return {"subjects": subjects, "gone": gone, "above": above}


def _of_lot(request, lot, devices):
    """Select the devices of a lot without a printed label, or all devices if requested."""
    of_lot = devices.filter(donation=lot).lying_here().order_by("pk")
    bare = of_lot.none() if "all" in request.GET else of_lot.to_label()
    rows = {"subjects": bare if bare.exists() else of_lot}
    labelled = of_lot.count() - rows["subjects"].count()
    if "device" in request.POST:  # the labels that the page showed, even if printed meanwhile
        rows = _ticked(request, devices)
    rows |= {"label": device_label, "name": "device", "above": lot, "labelled": labelled}
    return LabelSelection(**rows)


def _label_of_tag(tag):
    return tag_label(tag.code)


def _requested_ids(request, name):
    """Return the ids in a form or query, repeated or comma-separated."""
    values = request.POST.getlist(name) or request.GET.getlist(name)
    return _parse_ids([one for value in values for one in value.split(",")])


def _rows_in_order(rows, ids):
    by_pk = rows.in_bulk(ids)
    if len(by_pk) < len(set(ids)):
        raise Http404
    return [by_pk[pk] for pk in dict.fromkeys(ids)]


def _parse_ids(texts):
    if not all(re.fullmatch(r"\d{1,18}", text, re.ASCII) for text in texts):
        raise Http404
    return [int(text) for text in texts]
