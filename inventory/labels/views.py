import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.forms.actions import action_view, redirect_saying, run_action
from core.forms.base import attempt
from core.lists.encrypted_params import unveil
from core.lists.tables import render_table
from core.models import Event
from core.numbers import rounded
from core.pdf.render import pdf_response
from core.text_input import line_of, number_of
from donations.models import Donation
from inventory.devices.filters import PlaceFilter
from inventory.devices.identifiers import clean_code, is_imei
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.shortcuts import device_or_404
from inventory.intake.operations import intake as intake_operations
from inventory.labels import operations
from inventory.labels.calibration import calibration_page
from inventory.labels.content import device_label, place_label, tag_label
from inventory.labels.forms import (
    AttachForm,
    CalibrateForm,
    LabelDefaultsForm,
    LabelForm,
    LabelFormatForm,
    PrinterForm,
    RegisterForm,
    RelabelForm,
    TagsForm,
)
from inventory.labels.operations import save_sheet_position
from inventory.labels.queue import waiting_for_label
from inventory.labels.sheets import label_sheet, module_of, sample_label
from inventory.labels.tables import (
    LabelFormatTable,
    PrinterTable,
    TagFilter,
    TagTable,
    shift_in_words,
)
from inventory.models import Device, LabelDefault, LabelFormat, Place, Printer, Tag, TagBatch
from inventory.scanning import operations as scanning_operations
from inventory.scanning.codes import device_named
from inventory.scanning.operations import note_printed
from inventory.scanning.refusals import flash_refusal
from people.models import Site


@permission_required("inventory.view_labelformat", raise_exception=True)
def labelformat_list(request):
    may_change = request.user.has_perm(operations.save_format.permission)
    table = LabelFormatTable(LabelFormat.objects.all(), links=may_change)
    return render_table(request, "inventory/labels/labelformat_list.html", table)


@permission_required(operations.save_format.permission, raise_exception=True)
def labelformat_add(request):
    form = LabelFormatForm(request.POST or None)
    if "preview" in request.POST and form.is_valid():
        return _sample_of(form.instance)
    if "preview" not in request.POST and attempt(form, operations.save_format, by=request.user):
        _flash_saved(request, form.result)
        return redirect(form.result)
    return render(request, "inventory/labels/labelformat_add.html", {"form": form})


@permission_required(operations.save_format.permission, raise_exception=True)
def labelformat_edit(request, pk):
    fmt = get_object_or_404(LabelFormat, pk=pk)
    context = {
        "fmt": LabelFormat.objects.get(pk=pk),  # as it is, whatever is typed
        "module": module_of(fmt),
        "events": Event.objects.about(fmt)[:50],
    }
    form = LabelFormatForm(request.POST or None, instance=fmt)
    if "preview" in request.POST and form.is_valid():
        return _sample_of(fmt)
    if "preview" not in request.POST and attempt(form, operations.save_format, by=request.user):
        _flash_saved(request, form.result)
        return redirect("labelformat_list")
    return render(request, "inventory/labels/labelformat_edit.html", {"form": form, **context})


@permission_required("inventory.view_labelformat", raise_exception=True)
def labelformat_sample(request, pk):
    """A whole sheet of invented labels."""
    return _sample_of(get_object_or_404(LabelFormat, pk=pk))


def _sample_of(fmt):
    return pdf_response(label_sheet([sample_label()], fmt, copies=fmt.per_sheet), fmt.code)


def _flash_saved(request, fmt):
    """A code too fine for a phone is no code: such labels have text alone."""
    module = module_of(fmt)
    if module:
        params = {"module": rounded(module, 2)}
        messages.success(
            request, _("Saved. Phones read its code: modules of %(module)s mm.") % params
        )
    else:
        messages.warning(
            request,
            _("Saved. These labels have no room for a code that phones read: text alone."),
        )


# --- What each site usually prints its labels on. ---


@permission_required(operations.set_label_defaults.permission, raise_exception=True)
def labeldefaults_edit(request):
    sites = Site.objects.visible_to(request.user).filter(is_active=True)
    form = LabelDefaultsForm(request.POST or None, sites=sites)
    if attempt(form, operations.set_label_defaults, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "settings")
    return render(request, "inventory/labels/labeldefaults_edit.html", {"form": form})


# --- Labels to print: of devices, of a lot, of shelves, of tags that are on nothing yet. ---

REMEMBERED = ("fmt", "copies", "printer")


@dataclass
class Wanted:
    """The objects to label, in order, and the function that makes each label.

    `name` is that of the field in which the page sends them again, unless its address names them.
    """

    subjects: Sequence
    label: Callable
    name: str = ""
    above: Model | None = None  # what the page leads back to

    @property
    def is_shelves(self):
        return self.label is place_label


@permission_required("inventory.print_label", raise_exception=True)
def label_print(request):
    """Choose a sheet and its first free label, then get the PDF; a selection may be posted."""
    wanted = _wanted(request)
    form = _form(request, wanted)
    if wanted.is_shelves:
        form.fields["copies"].help_text = ""  # it names what a device has
    part = Paginator(wanted.subjects, form.max_subjects).get_page(request.GET.get("page"))
    key = _key_of(part)
    made = request.session.get("labels", {}).get("made", {})
    is_made = request.method == "GET" and made.get("key") == key
    is_made = is_made and made["printer"] == form.initial.get("printer")
    is_made = is_made and f"start-{made['fmt']}" in form.fields
    if is_made:
        form[f"start-{made['fmt']}"].initial = made["start"]
    if part.object_list and form.is_valid() and _is_as_shown(request, form, part):
        labels = [wanted.label(row) for row in part]
        pdf = label_sheet(labels, **form.cleaned_data)
        _remember(request, form, wanted, key, len(part))
        note_printed([label.code for label in labels if not label.is_shelf], by=request.user)
        return pdf_response(pdf, "labels")
    context = {"wanted": wanted, "part": part, "form": form, "groups": form.groups(len(part))}
    context["next_free"] = made["free"] if is_made else None
    return render(request, "inventory/labels/label_print.html", context)


def _form(request, wanted):
    """The bound form to print; an initial one when it is shown `again`, or first.

    The usual number of copies is for devices: a shelf gets one.
    """
    data_posted, user = request.POST, request.user
    last = request.session.get("labels") or _usual(user)
    if wanted.is_shelves:
        last = last | {"copies": 1}
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


def _key_of(part):
    """The session key of these subjects."""
    rows = [f"{row._meta.label_lower}:{row.pk}" for row in part]
    return sha256(" ".join(rows).encode()).hexdigest()


def _remember(request, form, wanted, key, count):
    """Store the choices, the next free label, and the first label of these subjects.

    If the page is opened again for the same subjects, they were not printed: the position is
    reused.
    """
    cleaned = form.cleaned_data
    fmt, printer = cleaned["fmt"], cleaned["printer"]
    free = form.free_after(count)
    last = request.session.get("labels") or _usual(request.user)
    last |= {"fmt": fmt.code, "printer": printer and printer.pk}
    if not wanted.is_shelves:
        last["copies"] = cleaned["copies"]
    if printer:
        save_sheet_position(printer, by=request.user, fmt=fmt, free=free)
    else:
        last["free"] = last.get("free", {}) | {fmt.code: free}
    last["made"] = {
        "key": key,
        "printer": last["printer"],
        "fmt": fmt.code,
        "start": cleaned["start"] or 1,
        "free": free,
    }
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


# --- Printers: what makes up for their paper being off. ---

MAY = operations.save_printer.permission


@permission_required(MAY, raise_exception=True)
def printer_list(request):
    printers = Printer.objects.visible_to(request.user).select_related("site")
    return render_table(request, "inventory/labels/printer_list.html", PrinterTable(printers))


@permission_required(MAY, raise_exception=True)
def printer_add(request):
    form = PrinterForm(request.POST or None, user=request.user)
    if attempt(form, operations.save_printer, by=request.user):
        messages.success(request, _("The printer is known. See now whether it prints straight."))
        return redirect("printer_calibrate", form.result.pk)
    return render(request, "inventory/labels/printer_add.html", {"form": form})


@permission_required(MAY, raise_exception=True)
def printer_edit(request, pk):
    printer = _printer_or_404(request, pk)
    form = PrinterForm(request.POST or None, user=request.user, instance=printer)
    if attempt(form, operations.save_printer, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "printer_list")
    events = Event.objects.about(printer)[:50]
    row = _printer_or_404(request, pk)
    context = {"printer": row, "form": form, "events": events}
    return render(request, "inventory/labels/printer_edit.html", context)


@permission_required(operations.calibrate.permission, raise_exception=True)
def printer_calibrate(request, pk):
    """Print a page, measure it, type what was measured; print once more to see."""
    printer, fmt = _printer_or_404(request, pk), _format(request)
    form = CalibrateForm(request.POST or None, fmt=fmt) if fmt else None
    if fmt and attempt(form, operations.calibrate, printer, by=request.user):
        messages.success(request, _("It is made up for. Print the page once more to see."))
        return redirect(request.get_full_path())
    formats = LabelFormat.objects.filter(is_active=True)
    context = {"printer": printer, "fmt": fmt, "form": form, "formats": formats}
    context["shift"] = shift_in_words(printer)
    return render(request, "inventory/labels/printer_calibrate.html", context)


@permission_required(operations.calibrate.permission, raise_exception=True)
def printer_page(request, pk):
    fmt = get_object_or_404(LabelFormat, code=request.GET.get("fmt", ""))
    return pdf_response(calibration_page(_printer_or_404(request, pk), fmt), "calibration")


def _printer_or_404(request, pk):
    printers = Printer.objects.visible_to(request.user).select_related("site")
    return get_object_or_404(printers, pk=pk)


def _format(request):
    """The format in the query, or the most usual; None if none is in use."""
    if "fmt" in request.GET:
        return get_object_or_404(LabelFormat, code=request.GET["fmt"])
    return LabelFormat.objects.filter(is_active=True).first()


# --- Labels: printed before their devices come, put on them, replaced; and others' codes. ---

may_print = permission_required("inventory.print_label", raise_exception=True)
may_receive = permission_required("inventory.receive_device", raise_exception=True)


@may_print
def tag_list(request):
    """The labels that wait for a device: which were printed when, by whom."""
    tags = Tag.objects.free().select_related("batch__created_by").order_by("-pk")
    filters = TagFilter(request.GET, queryset=tags)
    table = TagTable(filters.qs, exclude=["status"])
    return render_table(request, "inventory/labels/tag_list.html", table, filters=filters)


@may_print
def tagbatch_add(request):
    form = TagsForm(request.POST or None)
    if attempt(form, scanning_operations.make_tags, by=request.user):
        return redirect(f"{reverse('label_print')}?{urlencode({'batch': form.result.pk})}")
    return render(request, "inventory/labels/tagbatch_add.html", {"form": form})


@may_print
def tagbatch_detail(request, pk):
    batch = get_object_or_404(TagBatch.objects.with_tags().select_related("created_by"), pk=pk)
    tags = batch.tags.select_related("device").order_by("pk")
    table = TagTable(tags, exclude=["batch", "made", "by"])
    events = Event.objects.about(batch)[:50]
    context = {"batch": batch, "events": events}
    return render_table(request, "inventory/labels/tagbatch_detail.html", table, **context)


@may_receive
def device_register(request):
    """Enter one device, from the first scan of its label, from its serial number or by hand."""
    initial = _initial_of(unveil(request.GET.get("code", ""), request.user))
    initial |= request.session.get("registered", {})
    form = RegisterForm(request.POST or None, user=request.user, initial=initial)
    if attempt(form, intake_operations.register, by=request.user):
        request.session["registered"] = form.remember()
        done = _("%(device)s is registered: %(what)s.")
        params = {"device": form.result, "what": form.result.designation}
        messages.success(request, done % params, extra_tags="scan")
        return redirect("scan" if request.user.has_perm("desk.scan") else form.result)
    tag = line_of(form["tag"].value()) if form["tag"].is_hidden else ""
    waiting = waiting_for_label(request.user) if tag else ()
    context = {"form": form, "tag": tag, "waiting": waiting, "hidden": {"tag": tag}}
    return render(request, "inventory/labels/device_register.html", context)


def _initial_of(text):
    """Initial values from a scanned code that no device has yet."""
    code = clean_code(text)
    if Tag.objects.free().filter(code=code).exists():
        return {"tag": code}
    return {"imei" if is_imei(code) else "serial": code} if code else {}


@may_print
@require_POST
def tag_claim(request):
    """Assign an unused label to a device, given by any of its codes."""
    tag = clean_code(request.POST.get("tag"))
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
    except ValidationError as refusal:
        flash_refusal(request, refusal)
        return redirect(f"{reverse('device_register')}?{urlencode({'code': tag})}")
    done = _("The label %(tag)s is on %(what)s now.") % {"tag": tag, "what": device.designation}
    run_action(request, scanning_operations.replace_label, device, tag=tag, done=done, tags="scan")
    return redirect(device)


@may_print
def device_relabel(request, pk):
    """A damaged label: another one, which was printed before or is to print now."""
    device = device_or_404(request, pk)
    form = RelabelForm(request.POST or None)
    if attempt(form, scanning_operations.replace_label, device, by=request.user):
        device.refresh_from_db()
        done = _("Its label is %(tag)s now; the old one still leads here.")
        messages.success(request, done % {"tag": device}, extra_tags="scan")
        if form.data["code"]:
            return redirect(device)
        return redirect(f"{reverse('label_print')}?{urlencode({'device': pk})}")
    context = {"device": device, "form": form, "hidden": _key(form)}
    return render(request, "inventory/labels/device_relabel.html", context)


device_label_damaged = action_view(
    scanning_operations.report_label,
    device_or_404,
    gettext_lazy("Its label is on the list of those to replace."),
)


@may_receive
def device_attach(request, pk):
    """Attach a scanned foreign code to this device."""
    device = device_or_404(request, pk)
    data = request.POST.copy() if request.POST else None
    if data is not None:
        data["sticker"], data["code"] = data.get("code", ""), device.asset_tag
    form = AttachForm(data, devices=Device.objects.filter(pk=pk))
    if attempt(form, scanning_operations.attach_code, by=request.user):
        return _attached(request, form, device)
    context = {"device": device, "form": form, "hidden": _key(form)}
    return render(request, "inventory/labels/device_attach.html", context)


@may_receive
def code_attach(request):
    """Attach a code that nothing has yet to the device that it is on, which is scanned next."""
    sticker = request.POST.get("sticker") or unveil(request.GET.get("sticker", ""), request.user)
    sticker = line_of(sticker)
    form = AttachForm(request.POST or None, devices=Device.objects.visible_to(request.user))
    if attempt(form, scanning_operations.attach_code, by=request.user):
        return _attached(request, form, form.cleaned_data["code"])
    context = {
        "form": form,
        "sticker": sticker,
        "hidden": _key(form) | {"sticker": sticker},
        "waiting": waiting_for_label(request.user),
    }
    return render(request, "inventory/labels/code_attach.html", context)


def _key(form):
    return {"submission": form["submission"].value()}


def _attached(request, form, device):
    params = {"code": clean_code(form.cleaned_data["sticker"]), "device": device}
    done = _("%(code)s leads to %(device)s now.") % params
    messages.success(request, done, extra_tags="scan")
    return redirect(device)
