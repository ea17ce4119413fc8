"""Labels to print: of devices, of a lot, of shelves, of tags that are on nothing yet."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.pdf import pdf_response
from core.typed import number_of
from donations.models import Donation
from inventory.filters import PlaceFilter
from inventory.forms.labels import LabelForm
from inventory.labels import device_label, label_sheet, place_label, tag_label
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, LabelDefault, Place, Printer, Tag, TagBatch
from inventory.operations import note_printed, save_sheet_position

REMEMBERED = ("fmt", "copies", "printer")


@dataclass
class Wanted:
    """What is to be labelled, in order, and what makes the label of each.

    `name` is that of the field in which the page sends them again, unless its address names them.
    """

    subjects: Sequence
    label: Callable
    name: str = ""
    above: Model | None = None  # what the page leads back to


@permission_required("inventory.print_label", raise_exception=True)
def label_print(request):
    """Choose a sheet and its first free label, then get the PDF; a selection may be posted."""
    wanted = _wanted(request)
    form = _form(request)
    part = Paginator(wanted.subjects, form.max_subjects).get_page(request.GET.get("page"))
    if part.object_list and form.is_valid() and _is_as_shown(request, form, part):
        labels = [wanted.label(row) for row in part]
        pdf = label_sheet(labels, **form.cleaned_data)
        _remember(request, form, len(part))
        note_printed([label.code for label in labels if not label.is_shelf], by=request.user)
        return pdf_response(pdf, "labels")
    context = {"wanted": wanted, "part": part, "form": form, "groups": form.groups(len(part))}
    return render(request, "inventory/label_print.html", context)


def _form(request):
    """What was sent, to print it; sent to be seen `again`, or not at all, what is proposed."""
    data_posted, user = request.POST, request.user
    last = request.session.get("labels") or _usual(user)
    if "again" not in data_posted:
        data = data_posted if "fmt" in data_posted else None
        return LabelForm(data, user=user, last=_proposed(last, user))
    last = last | {name: data_posted[name] for name in REMEMBERED if name in data_posted}
    starts = {name: data_posted[name] for name in data_posted if name.startswith("start-")}
    if data_posted.get("printer") != data_posted.get("shown_printer"):
        starts = {}  # another printer has other sheets in it
    return LabelForm(user=user, last=_proposed(last, user) | starts)


def _proposed(last, user):
    """The choices of last time, and the sheets that were begun: a printer's own are beside it."""
    printers = Printer.objects.visible_to(user).in_use()
    printer = printers.filter(pk=number_of(str(last.get("printer")))).first()
    free = printer.free if printer else last.get("free", {})
    starts = {f"start-{code}": number for code, number in free.items()}
    chosen = {name: last[name] for name in REMEMBERED if last.get(name)}
    return {**chosen, "printer": printer and printer.pk, "used": list(free), **starts}


def _usual(user):
    """The default format and printer of the user's site; without a default, its only printer."""
    default = LabelDefault.objects.filter(site=user.site_id).select_related("fmt").first()
    if default is None:
        there = Printer.objects.visible_to(user).in_use().filter(site=user.site_id)[:2]
        return {"printer": there[0].pk} if len(there) == 1 else {}
    return {"fmt": default.fmt.code, "copies": default.copies, "printer": default.printer_id}


def _remember(request, form, count):
    cleaned = form.cleaned_data
    fmt, printer = cleaned["fmt"], cleaned["printer"]
    last = request.session.get("labels", {})
    last |= {"fmt": fmt.code, "copies": cleaned["copies"], "printer": printer and printer.pk}
    if printer:
        save_sheet_position(printer, by=request.user, fmt=fmt, free=form.free_after(count))
    else:
        last["free"] = last.get("free", {}) | {fmt.code: form.free_after(count)}
    request.session["labels"] = last


def _is_as_shown(request, form, part):
    """Whether the page showed these same subjects; with more copies, a print takes fewer."""
    shown = request.POST.get("shown")
    if shown is None or number_of(shown) == len(part):
        return True
    form.add_error(
        "copies",
        _("With so many copies, a print holds %(count)s at most: look again at what is printed.")
        % {"count": form.max_subjects},
    )
    return False


def _wanted(request):
    """The subjects in the query; a 404 if one does not exist or is not visible to the user."""
    devices = Device.objects.visible_to(request.user).select_related("category", "brand", "model")
    places = Place.objects.visible_to(request.user)
    if "donation" in request.GET:
        lots = Donation.objects.visible_to(request.user)
        lot = get_object_or_404(lots, pk=_ids([request.GET["donation"]])[0])
        subjects = (
            devices.filter(donation=lot).exclude(status=DeviceStatus.WITHDRAWN).order_by("pk")
        )
        return Wanted(subjects, device_label, above=lot)
    if "batch" in request.GET:
        batch = get_object_or_404(TagBatch, pk=_ids([request.GET["batch"]])[0])
        return Wanted(batch.tags.free().order_by("pk"), _label_of_tag, above=batch)
    if "places" in request.GET:
        chosen = PlaceFilter(request.GET, queryset=places, request=request).qs
        return Wanted(chosen.filter(is_active=True), place_label)
    if _named(request, "place"):
        return Wanted(_in_order(places, _named(request, "place")), place_label, "place")
    if _named(request, "tag"):
        free = _in_order(Tag.objects.free(), _named(request, "tag"))
        return Wanted(free, _label_of_tag, "tag")
    return Wanted(_in_order(devices, _named(request, "device")), device_label, "device")


def _label_of_tag(tag):
    return tag_label(tag.code)


def _named(request, name):
    """The ids that a form or an address gives, one by one or many between commas."""
    values = request.POST.getlist(name) or request.GET.getlist(name)
    return _ids([one for value in values for one in value.split(",")])


def _in_order(rows, ids):
    by_pk = rows.in_bulk(ids)
    if len(by_pk) < len(set(ids)):
        raise Http404
    return [by_pk[pk] for pk in dict.fromkeys(ids)]


def _ids(texts):
    if not all(re.fullmatch(r"\d{1,18}", text, re.ASCII) for text in texts):
        raise Http404
    return [int(text) for text in texts]
