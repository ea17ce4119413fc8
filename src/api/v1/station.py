"""Endpoints of the bench station: hardware data of a device, and reports of erasing tools.

A station knows no ids: it identifies a device by any of its codes, or by the content of the file. A
response has a `detail` to show on a screen: the remaining work, one sentence per line.
"""

from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from api.bodies import read_body
from api.endpoints import Route
from api.problems import Problem
from api.responses import respond
from core.files.storage import store_first, without_orphans
from core.forms.base import attempt
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import GONE, DeviceStatus, MediumHealth
from inventory.erasure.forms import AttachForm, ReportForm
from inventory.erasure.operations import certificates
from inventory.models import Device, Medium
from inventory.scanning.codes import device_named
from inventory.workshop.machine_reports import readers as machines
from inventory.workshop.operations import bench, specifications
from inventory.workshop.workbench.progress import media_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
BODY = {
    "type": "object",
    "properties": {
        "report": {"type": "string", "format": "binary", "description": gettext_lazy("The file.")},
        "device": TEXT
        | {
            "description": gettext_lazy(
                "Any code of the device. If empty, the code in the file is used."
            )
        },
    },
    "required": ["report"],
    "additionalProperties": False,
}
DETAIL = TEXT | {"description": "What is left to do, a sentence a line."}
NAMED = {"id": NUMBER, "tag": TEXT, "report": NUMBER}


def _object(properties):
    return {"type": "object", "properties": properties, "required": [*properties]}


def _sent(request, route):
    """Return the code of the device, or "", and the uploaded file."""
    body, files = read_body(request, route)
    if not files or "report" not in files:
        raise Problem(422, errors={"report": [_("Choose a file first.")]})
    return body.get("device", "").strip(), files["report"]


def _device(request, code):
    return device_named(code, Device.objects.visible_to(request.user))


def machine_report(request):
    code, upload = _sent(request, MACHINE)
    content = upload.read()
    code = code or machines.read(content).serial
    if not code:
        raise Refused(_("This machine does not report a serial number: scan its tag."))
    device = _device(request, code)
    report = specifications.take_report(device, by=request.user, content=content)
    named = {"id": device.pk, "tag": device.asset_tag, "report": report.pk}
    return respond(request, named | {"detail": "\n".join(_left(device.pk))})


def erasure_report(request):
    """Attach a report to each device that has one of its disks, and record what it proves.

    Atomic: if one device is refused, nothing is recorded. Files are stored first.
    """
    code, upload = _sent(request, ERASURE)
    form = AttachForm({}, {"report": upload})
    if not form.is_valid():
        raise Problem(422, errors=form.errors)
    with without_orphans():
        readings = {
            device: store_first(replace(form.reading, entries=entries))
            for device, entries in _by_device(request, code, form.reading.entries).items()
        }
        with transaction.atomic():
            named, lines = _attach(request, readings, form.name)
    for row in named:
        lines += _left(row["id"])
    return respond(request, {"devices": named, "detail": "\n".join(map(str, lines))})


def _attach(request, readings, name):
    """Attach the report to each device; return the devices with their erasures, and messages."""
    named, lines = [], []
    for device, reading in readings.items():
        report = certificates.attach_report(device, by=request.user, reading=reading, name=name)
        lines += _recorded(request, report)
        row = {"id": device.pk, "tag": device.asset_tag, "report": report.pk}
        named.append(row | {"recorded": report.erasures.count()})
    return named, lines


def _by_device(request, code, entries):
    """{device: entries of its disks}; raise `Refused` if the device of a disk is unknown."""
    if code or not entries:
        if not code:
            raise Refused(_("This file does not come from a tool we know: scan the tag too."))
        return {_device(request, code): entries}
    by_device = {}
    for entry in entries:
        by_device.setdefault(_device_of(request, entry), []).append(entry)
    return by_device


def _device_of(request, entry):
    """The device of a disk, found by serial number and model, or else by its computer's number."""
    devices = Device.objects.visible_to(request.user)
    serial = "".join(entry.serial.upper().split())
    if serial:
        media = Medium.objects.filter(serial=serial, device__in=devices).exclude(status__in=GONE)
        for medium in media.still_ours().order_by("-pk"):
            if medium.is_of_model(entry.model):
                return devices.get(pk=medium.device_id)
    if entry.machine:
        return _device(request, entry.machine)
    params = {"serial": serial or "?", "model": entry.model}
    raise Refused(_("None of our devices contains the disk %(serial)s (%(model)s).") % params)


def _recorded(request, report):
    """Record the erasures of a report that are complete; return messages about the report."""
    if report.erasures.exists():
        return [_("This report has already been recorded.")]
    media = media_of(report.device)
    draft = ReportForm(report=report, media=media, people=[])
    whole = [
        entry
        for entry in draft.entries
        if entry.matched and entry.reported and entry.reported["ended_at"]
    ]
    chosen = {entry.add_prefix("medium"): entry.matched.pk for entry in whole}
    form = ReportForm(chosen, report=report, media=media, people=[])
    for entry in form.entries:
        for field in entry.fields.values():
            field.disabled = True  # the report gives these values
    if not whole or not attempt(form, certificates.record_report, report, by=request.user):
        page = settings.SITE_URL + reverse("erasure_report", args=[report.pk])
        reasons = [*form.non_field_errors()] if whole else []
        return [*reasons, _("Complete this report on its page: %(page)s") % {"page": page}]
    count = len(form.result)
    words = ngettext("%(count)s erasure recorded.", "%(count)s erasures recorded.", count)
    voids = [warning for entry in whole for warning in entry.warnings]
    return [words % {"count": count}, *voids]


def _left(pk):
    """Return the lines that the screen of a station shows about a device."""
    device = Device.objects.for_list().get(pk=pk)
    lines = [f"{device} · {device.designation}"]
    for medium in media_of(device):
        if medium.health in {MediumHealth.WORN, MediumHealth.FAILING} and medium.status not in GONE:
            health = medium.get_health_display()
            lines.append(_("Disk %(serial)s: %(health)s") % {"serial": medium, "health": health})
    if device.status == DeviceStatus.REFURBISHING:
        return lines + (
            bench.left_to_do(device)
            or [_("Nothing is left to do on this device: mark it as ready.")]
        )
    params = {"device": device, "status": device.get_status_display()}
    return [*lines, _("%(device)s is “%(status)s”: it is not on anyone’s bench.") % params]


MACHINE = Route(
    "POST",
    "machine-reports",
    gettext_lazy("Full record of what a machine reports about itself"),
    specifications.take_report.permission,
    machine_report,
    _object(NAMED | {"detail": DETAIL}),
    page="machine_read",
    body=BODY,
    takes_files=True,
)
ERASURE = Route(
    "POST",
    "erasure-reports",
    gettext_lazy("Report from an erasure tool: each disk proven erased is recorded"),
    certificates.record_report.permission,
    erasure_report,
    _object(
        {
            "devices": {"type": "array", "items": _object(NAMED | {"recorded": NUMBER})},
            "detail": DETAIL,
        }
    ),
    page="report_attach",
    body=BODY,
    takes_files=True,
)
