from collections import Counter
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models import AccessoryKind
from core.forms.actions import (
    action_view,
    check_all_rows,
    finder,
    flash_done,
    redirect_saying,
    run_action,
)
from core.forms.base import ActForm, attempt
from core.http.access import allowed
from core.lists.tables import PER_PAGE, render_table
from core.text_input import number_of
from core.workflow.lifecycle import Refused
from inventory.accessories import operations as accessory_operations
from inventory.accessories.forms import NeedForm
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureResult, MediumKind
from inventory.devices.operations import check_on_hand, move_to_place
from inventory.devices.shortcuts import device_or_404
from inventory.erasure.forms import DestroyForm, ErasureForm, MediumForm, verifiers_of
from inventory.erasure.operations import erasure as erasure_operations
from inventory.models import Device, Erasure, Medium, Place
from inventory.scanning.codes import device_named
from inventory.scanning.refusals import flash_refusal
from inventory.workshop.forms.bench import AlikeForm, FinishForm
from inventory.workshop.forms.group import GroupChecklistForm, GroupErasureForm, GroupGradeForm
from inventory.workshop.operations import bench as bench_operations
from inventory.workshop.operations.checklists import checklists_of
from inventory.workshop.tables import BenchFilter, BenchTable, TogetherTable
from inventory.workshop.workbench.group import KEY, chosen, keep
from inventory.workshop.workbench.page import render_bench
from inventory.workshop.workbench.progress import with_work_left

may_say = allowed(accessory_operations.set_charger.permission)
medium_or_404 = finder(
    lambda user: Medium.objects.filter(device__in=Device.objects.visible_to(user)),
    "device__category",
)


def _back(pk):
    return redirect(reverse("device_bench", args=[pk]) + "?part=accessories#accessories")


@may_say.by_post
def charger_say(request, pk):
    """Record whether the device has its charger: `here` is "yes" or "no".

    The next part opens, or the chargers in stock if it has none.
    """
    device, is_here = device_or_404(request, pk), request.POST.get("here") == "yes"
    done = _("The charger is present.") if is_here else _("The charger is missing.")
    run_action(request, accessory_operations.set_charger, device, is_here=is_here, done=done)
    return redirect("device_bench", pk) if is_here else _back(pk)


@may_say.by_post
def charger_need(request, pk):
    device = device_or_404(request, pk)
    form = NeedForm(request.POST, device=device)
    if attempt(form, accessory_operations.set_charging, device, by=request.user):
        messages.success(request, _("The required charger is recorded."))
        return _back(pk)
    return render_bench(request, device, need=form)


@may_say.by_post
def charger_take(request, pk):
    device = device_or_404(request, pk)
    kind = AccessoryKind.objects.filter(pk=number_of(request.POST.get("kind", ""))).first()
    if kind is None:
        messages.error(request, _("Choose the charger that goes with the device."))
        return _back(pk)
    done = _("%(kind)s: one fewer in stock, because it goes with the device.") % {"kind": kind}
    is_done = run_action(request, accessory_operations.take_charger, device, kind=kind, done=done)
    return redirect("device_bench", pk) if is_done else _back(pk)


@may_say.by_post
def charger_put_back(request, pk):
    device = device_or_404(request, pk)
    done = _("The charger is back in stock.")
    run_action(request, accessory_operations.put_charger_back, device, done=done)
    return _back(pk)


# --- Disks and memories at the bench, and their proofs of erasure. ---


@allowed(erasure_operations.add_medium.permission)
def medium_add(request, pk):
    device = device_or_404(request, pk)
    form = MediumForm(request.POST or None)
    if attempt(form, erasure_operations.add_medium, device, by=request.user):
        return redirect_saying(
            request, _("The disk is recorded: it must be erased."), "device_bench", pk
        )
    return render_bench(request, device, add=form)


@allowed(erasure_operations.identify_medium.permission)
def medium_identify(request, pk):
    medium = medium_or_404(request, pk)
    form = MediumForm(request.POST or None, medium=medium)
    if attempt(form, erasure_operations.identify_medium, medium, by=request.user):
        messages.success(request, _("The disk is identified."))
        return redirect("device_bench", medium.device_id)
    return render_bench(request, device_or_404(request, medium.device_id), identify=form)


@allowed(erasure_operations.record_erasure.permission)
def medium_erase(request, pk):
    medium = medium_or_404(request, pk)
    people = verifiers_of(medium.device, request.user)
    form = ErasureForm(request.POST or None, medium=medium, people=people)
    if attempt(form, erasure_operations.record_erasure, medium, by=request.user):
        if form.cleaned_data["result"] == ErasureResult.PASSED:
            messages.success(request, _("The erasure is recorded."))
        else:
            messages.warning(
                request, _("The erasure is not proven: this disk still has to be erased.")
            )
        return redirect("device_bench", medium.device_id)
    return render_bench(request, device_or_404(request, medium.device_id), erase=form)


def _bench_of(_request, medium):
    return reverse("device_bench", args=[medium.device_id])


medium_remove = action_view(
    erasure_operations.remove_medium,
    medium_or_404,
    gettext_lazy("The disk is taken out: it still has to be erased or destroyed."),
    back=_bench_of,
)
medium_put_back = action_view(
    erasure_operations.put_back_medium,
    medium_or_404,
    gettext_lazy("The disk is back in the device."),
    back=_bench_of,
)


@allowed(erasure_operations.destroy_medium.permission)
def medium_destroy(request, pk):
    medium = medium_or_404(request, pk)
    people = verifiers_of(medium.device, request.user)
    form = DestroyForm(request.POST or None, medium=medium, people=people)
    if attempt(form, erasure_operations.destroy_medium, medium, by=request.user):
        messages.success(request, _("The disk is destroyed: its record is kept."))
        return redirect("device_bench", medium.device_id)
    return render_bench(request, device_or_404(request, medium.device_id), destroy=form)


# A group of devices on the bench: scanned, compared side by side, and changed together.

MAX_DEVICES = PER_PAGE
AT_BENCH = {DeviceStatus.REFURBISHING, DeviceStatus.READY}  # not offered the bench again

may_work = allowed(bench_operations.refurbish.permission)


@may_work
def together(request):
    return _render_page(request)


def _render_page(request, result=None, **forms):
    """Render the page of the group; `result` is a submitted form, if some devices were refused."""
    rows = with_work_left(Device.objects.visible_to(request.user)).for_list()
    devices = chosen(request, rows.select_related("specification").prefetch_related("media"))
    context = {
        "devices": devices,
        "result": result,
        "elsewhere": [d for d in devices if d.status not in AT_BENCH],
        "check_form": forms.get("check") or _check_form(devices),
        "unidentified": [
            device
            for device in devices
            if device.needs_erasure
            and any(not m.serial or m.kind == MediumKind.UNKNOWN for m in device.media.all())
        ],
        "erase_form": forms.get("erase") or _erase_form(request, devices),
        "grade_form": forms.get("grade") or GroupGradeForm(auto_id="grade_%s"),
        "alike_form": forms.get("alike") or AlikeForm(),
        "bring_form": forms.get("bring") or ActForm(auto_id="bring_%s"),
    }
    if not devices:
        return render(request, "inventory/workshop/together.html", context | {"table": None})
    return render_table(
        request, "inventory/workshop/together.html", TogetherTable(devices), **context
    )


@may_work.by_post
def together_add(request):
    """Add scanned or ticked devices to the group."""
    try:
        devices = _named(request)
        new = _join(request, devices)
    except ValidationError as refusal:
        flash_refusal(request, refusal)
        return redirect("together")
    _flash_added(request, devices, new)
    return redirect("together")


def _join(request, devices):
    """Add devices to the group; return the new devices."""
    with request.session.locked():
        ids = request.session.get(KEY, [])
        new = [device for device in devices if device.pk not in ids]
        if len(ids) + len(new) > MAX_DEVICES:
            raise Refused(
                _("A group cannot have more than %(count)s devices.") % {"count": MAX_DEVICES}
            )
        keep(request, ids + [device.pk for device in new])
    return new


def _named(request):
    """Return the device with the scanned code, or the ticked devices."""
    if "code" in request.POST:
        device = device_named(request.POST["code"], Device.objects.visible_to(request.user))
        check_on_hand(device)
        return [device]
    ticked = _sent(request)
    if not ticked:
        raise Refused(_("Tick at least one device."))
    check_all_rows(request, "device", ticked)
    return ticked


def _sent(request):
    """Return the submitted devices that the user may see, in order."""
    named = [int(pk) for pk in request.POST.getlist("device") if pk.isdecimal() and len(pk) < 19]
    rows = Device.objects.visible_to(request.user).for_list().in_bulk(named[: MAX_DEVICES + 1])
    return [rows[pk] for pk in dict.fromkeys(named) if pk in rows]


def _flash_added(request, devices, new):
    if not new:
        text = _("Already in the group: %(device)s") % {"device": ", ".join(map(str, devices))}
        messages.warning(request, text, extra_tags="scan")
    elif len(new) == 1:
        text = _("%(device)s is in the group.") % {"device": new[0]}
        messages.success(request, text, extra_tags="scan")
    else:
        text = ngettext(
            "%(count)s device is in the group.", "%(count)s devices are in the group.", len(new)
        )
        messages.success(request, text % {"count": len(new)}, extra_tags="scan")


@may_work.by_post
def together_drop(request):
    """Remove the submitted devices from the group; end the group if no device is submitted."""
    gone = {device.pk for device in _sent(request)}
    with request.session.locked():
        group = request.session.get(KEY, []) if gone else []
        keep(request, [pk for pk in group if pk not in gone])
    return redirect("together")


@allowed(bench_operations.bring_together.permission).by_post
def together_bring(request):
    form = ActForm(request.POST, auto_id="bring_%s")
    return _do(request, form, bench_operations.bring_together, "bring")


@allowed(bench_operations.check_together.permission).by_post
def together_check(request):
    form = _check_form(_sent(request), request.POST)
    if form is None:
        return redirect("together")
    return _do(request, form, bench_operations.check_together, "check")


def _check_form(devices, data=None):
    """Return a form for the checklist that most of the devices use, or None."""
    of_devices = checklists_of(devices) if devices else {}
    versions = Counter(filter(None, of_devices.values()))
    if not versions:
        return None
    usual = versions.most_common(1)[0][0]
    measured = [device for device in devices if of_devices[device.pk] == usual]
    return GroupChecklistForm(data, items=usual.items.all(), devices=measured)


@allowed(bench_operations.erase_together.permission).by_post
def together_erase(request):
    form = _erase_form(request, _sent(request), request.POST)
    return _do(request, form, bench_operations.erase_together, "erase")


def _erase_form(request, devices, data=None):
    last = Erasure.objects.last_by_kind(request.user)
    people = verifiers_of(devices[0], request.user) if devices else ()
    return GroupErasureForm(data, devices=devices, last=last, people=people)


@allowed(bench_operations.finish_together.permission).by_post
def together_finish(request):
    return _do(request, GroupGradeForm(request.POST), bench_operations.finish_together, "grade")


@allowed(bench_operations.describe_together.permission).by_post
def together_describe(request):
    return _do(request, AlikeForm(request.POST), bench_operations.describe_together, "alike")


def _do(request, form, operation, name):
    """Run the operation on the submitted devices.

    If some are refused, show why and preserve the input.
    """
    is_done = attempt(form, operation, _sent(request), by=request.user)
    if not is_done:
        return _render_page(request, **{name: form})
    if form.result and form.result.refused:
        form.data = form.data.copy()
        # the next submission is a new attempt for the refused devices
        form.data["submission"] = uuid4()
        return _render_page(request, form.result, **{name: form})
    _flash_done(request, form.result, has_checks=name == "check")
    return redirect("together")


def _flash_done(request, result, *, has_checks):
    number = len(result.done) if result else 0
    left = _checks_left(result.done) if number and has_checks else ""
    if left:
        text = _("Checks left on each device: %(left)s") % {"left": left}
        link = format_html('{} <a href="#checks">{}</a>', _("Saved."), text)
        messages.warning(request, link)
        return
    words = ngettext("Done for %(count)s device.", "Done for all %(count)s devices.", number)
    sentence = words % {"count": number} if number else _("Already done.")
    flash_done(request, sentence, *(result.done[:1] if number else ()))


def _checks_left(devices):
    """Number of unanswered items of each device, as “6” or “0–6”; "" if no item is left."""
    rows = with_work_left(Device.objects.filter(pk__in=[device.pk for device in devices]))
    numbers = sorted({device.checks_left or 0 for device in rows})
    return "–".join(map(str, dict.fromkeys([numbers[0], numbers[-1]]))) if any(numbers) else ""


# --- Bench page of the technician, and its forms. ---


@allowed(bench_operations.refurbish.permission)
def bench(request):
    """List the devices on the user's bench, oldest first; a filter shows all benches."""
    on_bench = Device.objects.visible_to(request.user).on_bench()
    rows = with_work_left(on_bench).for_list().select_related("bench_by")
    filters = BenchFilter(request.GET, queryset=rows, request=request)
    is_mine = not filters.data.get("whose")
    table = BenchTable(filters.qs, is_mine=is_mine)
    if is_mine and not filters.qs.order_by().exists():
        table.none_yet = table.empty_text = _none_of_mine(on_bench)
    context = {"filters": filters, "chosen": chosen(request)}
    return render_table(request, "inventory/workshop/bench.html", table, **context)


def _none_of_mine(on_bench):
    """Message for an empty bench, with a link to the whole bench."""
    number = on_bench.order_by()[:1000].count()
    if not number:
        return _("The bench is empty: scan a device to begin.")
    words = ngettext(
        "View %(count)s device in the whole workshop",
        "View %(count)s devices in the whole workshop",
        number,
    )
    return format_html(
        '{}<br><a href="?whose=everybody">{}</a>',
        _("Nothing on your own bench matches."),
        words % {"count": number},
    )


@allowed(bench_operations.refurbish.permission).by_post
def bench_scan(request):
    """Open the bench page of the device with the scanned code.

    `device` is the device of the scanning page: a scanned shelf takes it if it is ready, and a
    refusal is shown on its page.
    """
    devices = Device.objects.visible_to(request.user)
    code, pk = request.POST.get("code", ""), number_of(request.POST.get("device"))
    here = devices.filter(pk=pk).first()
    places = Place.objects.visible_to(request.user).filter(is_active=True)
    place = here and places.matching_code(clean_code(code)).first()
    if place:
        return _shelve(request, here, place)
    try:
        device = device_named(code, devices)
    except ValidationError as refusal:
        flash_refusal(request, refusal)
        return redirect("device_bench", here.pk) if here else redirect("bench")
    messages.success(request, _("Found: %(thing)s") % {"thing": device}, extra_tags="scan")
    return redirect("device_bench", device.pk)


def _shelve(request, device, place):
    """Put a ready device on the scanned shelf; other devices stay on the bench."""
    if device.status != DeviceStatus.READY:
        words = _("%(device)s is not ready yet: scan a shelf once it is.") % {"device": device}
        messages.error(request, words, extra_tags="scan")
    else:
        done = _("%(device)s is now on shelf %(place)s.") % {"device": device, "place": place}
        run_action(request, move_to_place, device, place=place, done=done, tags="scan")
    return redirect("device_bench", device.pk)


device_bench_take = action_view(
    bench_operations.take_over_bench,
    device_or_404,
    gettext_lazy("The device is now on your bench."),
    back=lambda _request, device: reverse("device_bench", args=[device.pk]),
)


@allowed(bench_operations.refurbish.permission)
def device_bench(request, pk):
    return render_bench(request, device_or_404(request, pk))


@allowed(bench_operations.finish.permission)
def device_finish(request, pk):
    device = device_or_404(request, pk)
    form = FinishForm(request.POST or None, device=device)
    if attempt(form, bench_operations.finish, device, by=request.user):
        done = _("%(device)s is ready.") % {"device": device}
        flash_done(request, done, device)
        return redirect("device_bench", pk)
    return render_bench(request, device, finish=form)
