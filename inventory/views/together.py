"""Several devices of the bench at once: scanned into a group, side by side, and one act for all.

The group is the technician's own, for as long as the session lasts. An act is done to the devices
that its form names: those that were seen.
"""

from collections import Counter
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.acts import warn_of_ignored_rows
from core.forms import ActForm, attempt
from core.lives import Refused
from core.tables import PER_PAGE, render_table
from inventory import operations
from inventory.bench import with_work_left
from inventory.bench.group import KEY, chosen, keep
from inventory.forms.checklists import ChecklistForm
from inventory.forms.together import AlikeForm
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from inventory.operations.checklists import checklists_of
from inventory.operations.stock import check_in_the_house
from inventory.scanned import device_named
from inventory.tables.together import TogetherTable

MAX_DEVICES = PER_PAGE

may_work = permission_required(operations.refurbish.permission, raise_exception=True)


@may_work
def together(request):
    return _show(request)


def _show(request, result=None, **forms):
    """The group side by side; with the form sent, and why it was refused for some."""
    rows = with_work_left(Device.objects.visible_to(request.user)).for_list()
    devices = chosen(request, rows.select_related("specification"))
    context = {
        "devices": devices,
        "result": result,
        "elsewhere": [d for d in devices if d.status != DeviceStatus.REFURBISHING],
        "check_form": forms.get("check") or _check_form(devices),
        "alike_form": forms.get("alike") or AlikeForm(),
        "bring_form": forms.get("bring") or ActForm(auto_id="bring_%s"),
        "is_sent": bool(forms),
    }
    if not devices:
        return render(request, "inventory/together.html", context | {"table": None})
    return render_table(request, "inventory/together.html", TogetherTable(devices), **context)


@may_work
@require_POST
def together_add(request):
    """Put what was scanned or ticked into the group."""
    ids = list(request.session.get(KEY, []))
    try:
        devices = _named(request)
        new = [device for device in devices if device.pk not in ids]
        if len(ids) + len(new) > MAX_DEVICES:
            raise Refused(_("A group has %(count)s devices at most.") % {"count": MAX_DEVICES})
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages), extra_tags="scan")
        return redirect("together")
    keep(request, ids + [device.pk for device in new])
    _flash_added(request, devices, new)
    return redirect("together")


def _named(request):
    """The device of a code, or those that were ticked."""
    if "code" in request.POST:
        device = device_named(request.POST["code"], Device.objects.visible_to(request.user))
        check_in_the_house(device)
        return [device]
    ticked = _sent(request)
    if not ticked:
        raise Refused(_("Tick at least one device."))
    warn_of_ignored_rows(request, "device", ticked)
    return ticked


def _sent(request):
    """The devices that a form names and that its user sees, in that order."""
    named = [int(pk) for pk in request.POST.getlist("device") if pk.isdecimal() and len(pk) < 19]
    rows = Device.objects.visible_to(request.user).for_list().in_bulk(named[: MAX_DEVICES + 1])
    return [rows[pk] for pk in dict.fromkeys(named) if pk in rows]


def _flash_added(request, devices, new):
    if not new:
        text = _("In the group already: %(device)s") % {"device": ", ".join(map(str, devices))}
        messages.warning(request, text, extra_tags="scan")
    elif len(new) == 1:
        text = _("%(device)s is in the group.") % {"device": new[0]}
        messages.success(request, text, extra_tags="scan")
    else:
        text = ngettext(
            "%(count)s device is in the group.", "%(count)s devices are in the group.", len(new)
        )
        messages.success(request, text % {"count": len(new)}, extra_tags="scan")


@may_work
@require_POST
def together_drop(request):
    """Take devices out of the group; without any, end it."""
    gone = {device.pk for device in _sent(request)}
    group = request.session.get(KEY, []) if gone else []
    keep(request, [pk for pk in group if pk not in gone])
    return redirect("together")


@permission_required(operations.bring_together.permission, raise_exception=True)
@require_POST
def together_bring(request):
    form = ActForm(request.POST, auto_id="bring_%s")
    return _do(request, form, operations.bring_together, "bring")


@permission_required(operations.check_together.permission, raise_exception=True)
@require_POST
def together_check(request):
    form = _check_form(_sent(request), request.POST)
    if form is None:
        return redirect("together")
    return _do(request, form, operations.check_together, "check")


def _check_form(devices, data=None):
    """The form of the checklist that most of them use, unanswered; values are per device."""
    versions = Counter(filter(None, checklists_of(devices).values())) if devices else None
    if not versions:
        return None
    items = versions.most_common(1)[0][0].items.all()
    plain = [item for item in items if not item.asks_more]
    for item in plain:
        item.result = None
    return ChecklistForm(data, items=plain) if plain else None


@permission_required(operations.describe_together.permission, raise_exception=True)
@require_POST
def together_describe(request):
    return _do(request, AlikeForm(request.POST), operations.describe_together, "alike")


def _do(request, form, operation, name):
    """Do this to the devices sent; with some refused, stay and say why, nothing typed is lost."""
    is_done = attempt(form, operation, _sent(request), by=request.user)
    if not is_done:
        return _show(request, **{name: form})
    if form.result and form.result.refused:
        form.data = form.data.copy()
        form.data["submission"] = uuid4()  # sent again, it is another try for those refused
        return _show(request, form.result, **{name: form})
    _flash_done(request, form.result)
    return redirect("together")


def _flash_done(request, result):
    number = len(result.done) if result else 0
    words = ngettext("Done for %(count)s device.", "Done for all %(count)s devices.", number)
    messages.success(request, words % {"count": number} if number else _("Done already."))
