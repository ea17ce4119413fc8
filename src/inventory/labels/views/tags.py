"""Tags printed before their devices arrive: assign, replace; and foreign codes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.forms.actions import run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.encrypted_params import unveil
from core.lists.tables import render_table
from core.models import Event
from core.text_input import line_of
from inventory.devices.identifiers import clean_code, is_imei
from inventory.devices.shortcuts import device_or_404
from inventory.intake.operations import intake as intake_operations
from inventory.labels.forms import AttachForm, RegisterForm, RelabelForm, TagsForm
from inventory.labels.operations import tags as tag_operations
from inventory.labels.queue import waiting_for_label
from inventory.labels.tables import TagFilter, TagTable
from inventory.models import Device, Tag, TagBatch
from inventory.scanning.codes import device_named
from inventory.scanning.refusals import flash_refusal

may_print = allowed("inventory.print_label")
may_receive = allowed("inventory.receive_device")


@may_print
def tag_list(request):
    """List the labels without a device, with the time of printing and the user."""
    tags = Tag.objects.free().select_related("batch__created_by").order_by("-pk")
    filters = TagFilter(request.GET, queryset=tags)
    table = TagTable(filters.qs, exclude=["status"])
    return render_table(request, "inventory/labels/tag_list.html", table, filters=filters)


@may_print
def tagbatch_add(request):
    form = TagsForm(request.POST or None)
    if attempt(form, tag_operations.make_tags, by=request.user):
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
    """Enter one device, by hand or from a scan of its label or serial number."""
    initial = _initial_of(unveil(request.GET.get("code", ""), request.user))
    initial |= request.session.get("registered", {})
    form = RegisterForm(request.POST or None, user=request.user, initial=initial)
    if attempt(form, intake_operations.register, by=request.user):
        request.session["registered"] = form.remember()
        done = _("%(device)s has been registered: %(what)s.")
        params = {"device": form.result, "what": form.result.designation}
        messages.success(request, done % params, extra_tags="scan")
        return redirect("scan" if request.user.has_perm("desk.scan") else form.result)
    tag = line_of(form["tag"].value()) if form["tag"].is_hidden else ""
    waiting = waiting_for_label(request.user) if tag else ()
    context = {"form": form, "tag": tag, "waiting": waiting, "hidden": {"tag": tag}}
    return render(request, "inventory/labels/device_register.html", context)


def _initial_of(text):
    """Return the initial values for a scanned code that has no device yet."""
    code = clean_code(text)
    if Tag.objects.free().filter(code=code).exists():
        return {"tag": code}
    return {"imei" if is_imei(code) else "serial": code} if code else {}


@may_print.by_post
def tag_claim(request):
    """Assign an unused label to a device, identified by any of its codes."""
    tag = clean_code(request.POST.get("tag"))
    try:
        device = device_named(request.POST.get("code"), Device.objects.visible_to(request.user))
    except ValidationError as refusal:
        flash_refusal(request, refusal)
        return redirect(f"{reverse('device_register')}?{urlencode({'code': tag})}")
    done = _("The label %(tag)s is now on %(what)s.") % {"tag": tag, "what": device.designation}
    run_action(request, tag_operations.replace_label, device, tag=tag, done=done, tags="scan")
    return redirect(device)


@may_print
def device_relabel(request, pk):
    """Replace a damaged label with a preprinted label, or with the next number."""
    device = device_or_404(request, pk)
    form = RelabelForm(request.POST or None)
    if attempt(form, tag_operations.replace_label, device, by=request.user):
        device.refresh_from_db()
        done = _("Its label is now %(tag)s; the old one still leads here.")
        messages.success(request, done % {"tag": device}, extra_tags="scan")
        if form.data["code"]:
            return redirect(device)
        return redirect(f"{reverse('label_print')}?{urlencode({'device': pk})}")
    context = {"device": device, "form": form, "hidden": _key(form)}
    return render(request, "inventory/labels/device_relabel.html", context)


@allowed(tag_operations.report_label.permission).by_post
def device_label_damaged(request, pk):
    """Put the label of this device on the list of labels to print; the message links to it."""
    device = device_or_404(request, pk)
    done = _("Its label is on the list of labels to replace.")
    listed = f"{reverse('label_print')}?waiting=1"
    done = format_html('{} <a href="{}">{}</a>', done, listed, _("Labels to print"))
    run_action(request, tag_operations.report_label, device, done=done)
    return redirect(device)


@may_receive
def device_attach(request, pk):
    """Attach a scanned foreign code to this device."""
    device = device_or_404(request, pk)
    data = request.POST.copy() if request.POST else None
    if data is not None:
        data["sticker"], data["code"] = data.get("code", ""), device.asset_tag
    form = AttachForm(data, devices=Device.objects.filter(pk=pk))
    if attempt(form, tag_operations.attach_code, by=request.user):
        return _attached(request, form, device)
    context = {"device": device, "form": form, "hidden": _key(form)}
    return render(request, "inventory/labels/device_attach.html", context)


@may_receive
def code_attach(request):
    """Attach a code that has no device to the device that is scanned next."""
    sticker = request.POST.get("sticker") or unveil(request.GET.get("sticker", ""), request.user)
    sticker = line_of(sticker)
    form = AttachForm(request.POST or None, devices=Device.objects.visible_to(request.user))
    if attempt(form, tag_operations.attach_code, by=request.user):
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
    done = _("%(code)s now leads to %(device)s.") % params
    messages.success(request, done, extra_tags="scan")
    return redirect(device)
