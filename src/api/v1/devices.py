"""Devices: find by any code, register and move; results of the bench."""

from django.utils.translation import gettext_lazy as _

from api.endpoints import Resource, page_of
from api.responses import respond
from api.v1.files import document_file, photo_file
from core.models import Photo
from core.photos.photos import PhotoForm, add_photos
from inventory.device_pages.filters import DeviceFilter
from inventory.device_pages.forms import DeviceForm, MoveForm
from inventory.devices import operations as device_operations
from inventory.devices.models.specification import FACTS
from inventory.erasure.forms import AttachForm, ErasureForm, MediumForm, verifiers_of
from inventory.erasure.operations import certificates, erasure
from inventory.intake.operations import intake
from inventory.labels.forms import RegisterForm
from inventory.models import (
    Device,
    Erasure,
    ErasureReport,
    MachineReport,
    Medium,
    Specification,
    TestResult,
)
from inventory.workshop.forms.bench import FinishForm, MachineFileForm, SpecificationForm
from inventory.workshop.operations import bench, specifications
from inventory.workshop.operations import checklists as checklist_operations

VIEW = "inventory.view_device"
DEVICES = Resource(
    "devices",
    Device,
    (
        "tag=asset_tag status status_since category=category__code brand=brand__name "
        "model=model__name serial imei imei2 donor_tag site place=place__code transfer "
        "donation grade needs_erasure received_at seen_at year_made age_years fault "
        "known_limits remark retire_reason"
    ),
    permission=VIEW,
    page="device_list",
    filters=DeviceFilter,
    has_code=True,
)
DEVICES.create(
    RegisterForm,
    intake.register,
    page="device_register",
    example={"donation": "D26-0001", "category": 1, "brand": "Dell"},
)
DEVICES.edit(DeviceForm, device_operations.correct, page="device_edit")
DEVICES.act(
    "move",
    device_operations.move_to_place,
    MoveForm,
    summary=_("Move"),
    page="device_move",
    example={"place": "A1"},
)
DEVICES.act("refurbish", bench.refurbish, summary=_("Take to the bench"), page="device_refurbish")
DEVICES.act(
    "quarantine", device_operations.quarantine, summary=_("Quarantine"), page="device_quarantine"
)
DEVICES.act(
    "release",
    checklist_operations.release,
    summary=_("Release from quarantine, to the bench"),
    page="device_release",
)
DEVICES.act(
    "finish",
    bench.finish,
    FinishForm,
    summary=_("Mark ready"),
    page="device_finish",
    example={"grade": "B"},
)


def inside_device(path, model, fields, *, inside="device", permission=VIEW):
    """Create a resource nested in a device, to which the events of its changes belong."""
    return Resource(
        f"devices/{{device}}/{path}",
        model,
        fields,
        permission=permission,
        page="device_list",
        rows=lambda _user: model.objects.all(),
        parent=DEVICES,
        inside=inside,
        changes=(inside, Device),
    )


inside_device(
    "specifications",
    Specification,
    " ".join(FACTS),
)


DEVICES.act(
    "specify",
    specifications.specify,
    SpecificationForm,
    summary=_("Note specifications"),
    page="device_specify",
    example={"cpu": "Intel Core i5-8350U", "ram_gb": 8},
)
inside_device(
    "results",
    TestResult,
    "item=item__code outcome value note attempt at by",
)
MEDIA = inside_device(
    "media",
    Medium,
    "status status_since kind serial capacity_gb model health hours_on",
)
MEDIA.create(
    MediumForm,
    erasure.add_medium,
    page="medium_add",
    make=lambda data: MediumForm(data),
    example={"kind": "ssd"},
)


def erasure_form(data, *, user, medium):
    """The erasure form of the bench, with the users who may verify the erasure."""
    people = verifiers_of(medium.device, user)
    return ErasureForm(data, medium=medium, people=people)


MEDIA.act(
    "erase",
    erasure.record_erasure,
    ErasureForm,
    make=erasure_form,
    summary=_("Record an erasure"),
    page="medium_erase",
    example={
        "method": "crypto_erase",
        "tool": "nwipe",
        "tool_version": "0.37",
        "medium_serial": "S3Z9NB0K",
        "result": "passed",
        "started_at": "2026-11-27T09:00:00+01:00",
    },
)
inside_device(
    "erasures",
    Erasure,
    (
        "medium medium_serial method standard verification result tool tool_version "
        "passes started_at ended_at operator report"
    ),
    inside="medium__device",
)
REPORTS = inside_device(
    "reports",
    ErasureReport,
    "tool sha256 found by at",
    permission="inventory.erase_medium",
)
REPORTS.create(AttachForm, certificates.attach_report, page="report_attach", takes_files=True)
REPORTS.file(
    "file",
    document_file,
    summary=_("A report’s file"),
    page="report_file",
    media="application/octet-stream",
    permission="inventory.erase_medium",
)
MACHINES = inside_device(
    "machine-reports",
    MachineReport,
    "kind by at applied_at",
    permission="inventory.change_device",
)
MACHINES.create(MachineFileForm, specifications.keep_report, page="machine_read", takes_files=True)
PHOTOS = inside_device("photos", Photo, "note by at", inside="subject_id")
PHOTOS.rows = lambda _user: Photo.objects.filter(
    subject_type__app_label="inventory", subject_type__model="device", removed_at=None
)
PHOTOS.file(
    "file", photo_file, summary=_("A photo"), page="photo_file", media="image/jpeg", permission=VIEW
)


def photographed(request, row, _result):
    """Response with all photos of a device, after some were added."""
    rows = PHOTOS.rows(request.user).filter(subject_id=row.pk).order_by("pk")
    return respond(request, {"items": PHOTOS.values(request, rows), "next": None, "revision": 0})


DEVICES.act(
    "photograph",
    add_photos,
    PhotoForm,
    summary=_("Add photos"),
    page="photo_add",
    takes_files=True,
    answer=page_of(PHOTOS.schema),
    gives=photographed,
)
