"""Donations and their lines, the devices of a lot, and imported lists."""

import json
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from api.endpoints import Resource
from api.responses import respond
from api.schema import KEY
from api.v1.devices import DEVICES
from api.v1.files import document_file
from api.v1.forms import RowsForm
from core.workflow.lifecycle import Refused
from donations.filters import DonationFilter
from donations.forms import DonationForm
from donations.models import Donation, DonationLine
from donations.operations import lots
from inventory.imports import apply, check, jobs
from inventory.imports.forms import ListForm, WriteForm
from inventory.imports.operations.rows import receive_rows
from inventory.imports.resources import COLUMNS
from inventory.intake.forms import CountForm
from inventory.models import ImportBatch, ImportRow

VIEW = "donations.view_donation"
NUMBER = {"type": "integer", "minimum": 0, "maximum": 100_000}
PER_CATEGORY = {
    "type": "array",
    "maxItems": 100,
    "default": [],
    "items": {
        "type": "object",
        "properties": {"category": KEY, "number": NUMBER},
        "required": ["category", "number"],
        "additionalProperties": False,
    },
}
DONATIONS = Resource(
    "donations",
    Donation,
    (
        "reference status status_since donor donor_name=donor__name site collect_on "
        "collect_from collect_until carrier received_on created_at"
    ),
    permission=VIEW,
    page="donation_list",
    filters=DonationFilter,
    private={"donor_name": "donations.view_donor"},
    has_code=True,
)


def by_category(body):
    """Convert the body to form data, with a number for each category."""
    lines = {f"category_{line['category']}": line["number"] for line in body.get("lines", [])}
    return {name: value for name, value in body.items() if name != "lines"} | lines


LINES = {"extra": {"lines": PER_CATEGORY}, "spread": by_category}
DONATIONS.create(
    DonationForm,
    lots.promise,
    page="donation_add",
    **LINES,
    example={"donor": "Mairie de Rennes", "new_donor_kind": "public", "site": 1},
)
DONATIONS.edit(DonationForm, lots.change, page="donation_edit", **LINES)
DONATIONS.act("receive", lots.receive, summary=_("Receive"), page="donation_receive")
DONATIONS.act("count", lots.count, CountForm, summary=_("Count"), page="donation_count", **LINES)
DONATIONS.act("close", lots.close, summary=_("Close"), page="donation_close")
Resource(
    "donations/{donation}/lines",
    DonationLine,
    "category announced counted",
    permission=VIEW,
    page="donation_list",
    rows=lambda _user: DonationLine.objects.all(),
    parent=DONATIONS,
    inside="donation",
    changes=("donation", Donation),
)

# --- The devices of a lot, entered in a single call as rows of texts ---

TEXT = {"type": "string", "maxLength": 4_000}
DEVICE_ROW = {
    "type": "object",
    "properties": dict.fromkeys(COLUMNS, TEXT),
    "required": ["category"],
    "additionalProperties": False,
}
ROWS = {"type": "array", "items": DEVICE_ROW, "minItems": 1, "maxItems": 5_000}
MADE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": DEVICES.schema},
        "is_repeated": {"type": "boolean", "description": "Done by an earlier call of this key."},
    },
    "required": ["items", "is_repeated"],
}


def received(request, _row, made):
    """Response with the entered devices, or with those of an earlier request with the same key."""
    rows = DEVICES.rows(request.user).filter(pk__in=[device.pk for device in made or ()])
    items = DEVICES.values(request, rows.order_by("pk"))
    content = {"items": items, "is_repeated": made is None}
    return respond(request, content, HTTPStatus.CREATED if made else HTTPStatus.OK)


DONATIONS.act(
    "devices",
    receive_rows,
    RowsForm,
    summary=_("Register devices of this lot, all or none"),
    page="donation_enter",
    extra={"rows": ROWS},
    spread=lambda body: body | {"rows": json.dumps(body["rows"])},
    answer=MADE,
    gives=received,
    status=HTTPStatus.CREATED,
    also=(HTTPStatus.OK,),
    example={"rows": [{"category": "laptop", "brand": "Dell", "serial": "5CG0123456"}]},
)

# --- Imported lists: upload, check of each row, application, undo ---

LISTS = Resource(
    "lists",
    ImportBatch,
    (
        "status status_since kind donation name=document__name headings mapping done "
        "error created_at by"
    ),
    permission="inventory.import_device",
    page="import_detail",
    rows=lambda user: ImportBatch.objects.visible_to(user).exclude(donation=None),
)
Resource(
    "lists/{list}/rows",
    ImportRow,
    "sheet number cells verdict problems units",
    permission="inventory.import_device",
    page="import_detail",
    rows=lambda _user: ImportRow.objects.all(),
    parent=LISTS,
    inside="batch",
    changes=("batch", ImportBatch),
)


def listed(request, _row, batch):
    """Response with the uploaded list and the result of its check."""
    return respond(request, LISTS.one(request, {"id": batch.pk}), HTTPStatus.CREATED)


def carried_out(request, row, _batch):
    """Response with the list, already written or undone if it is short, else still in progress."""
    jobs.write_import(LISTS.row(request, {"id": row.pk}))
    return respond(request, LISTS.one(request, {"id": row.pk}))


def write_form(data, *, importbatch):
    return WriteForm(data, batch=importbatch)


DONATIONS.act(
    "list",
    check.receive_list,
    ListForm,
    summary=_("Send the donor’s list"),
    page="import_upload",
    takes_files=True,
    answer=LISTS.schema,
    gives=listed,
    status=HTTPStatus.CREATED,
)
LISTS.act(
    "apply",
    apply.start_import,
    WriteForm,
    make=write_form,
    summary=_("Apply this list"),
    page="import_start",
    gives=carried_out,
)
LISTS.act(
    "undo", apply.start_undo, summary=_("Undo this import"), page="import_undo", gives=carried_out
)
LISTS.act("drop", apply.drop_import, summary=_("Discard this list"), page="import_drop")


def list_file(request, batch):
    """Send the original file; raise `Refused` if its omitted columns may name people."""
    if batch.omits_people:
        raise Refused(
            _("This file may contain people’s names: open it on the list’s page if you need it.")
        )
    return document_file(request, batch)


LISTS.file(
    "file",
    list_file,
    summary=_("A list’s file"),
    page="import_file",
    media="application/octet-stream",
    permission="inventory.import_device",
)
