"""Audit file of an external workshop about a lot it received: one row per device or disk.

A device with several disks has a row for each; cells about the device itself are filled once, or
repeated.
"""

from functools import partial

from django.utils.translation import gettext_lazy, gettext_noop
from import_export.widgets import Widget

from catalogue.models import FaultType
from core.imports.cells import is_unknown, line_within, wrong
from core.imports.days import DayWidget
from core.imports.kinds import ListKind
from core.imports.resource import ListField, ListResource, Reader
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult, MediumKind
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.imports.cells import LimitsWidget, NumberWidget
from inventory.models import Device, Erasure, Medium, Tag
from modules.workshop_audits.lines import ELSEWHERE, AuditLine, Proof, back_of, faults_of
from modules.workshop_audits.operations import take_over_audit
from modules.workshop_audits.synonyms import FIELDS, HEADINGS, VOCABULARIES

NO_NAME = gettext_noop("No tag or serial number: we do not know which device this row is about.")
NOT_OF_THE_LOT = gettext_noop("%(code)s was not sent with this lot.")
TWO_DEVICES = gettext_noop(
    "The tag belongs to %(first)s and the number to %(second)s: correct the row."
)
OTHER_SERIAL = gettext_noop(
    "The serial number of %(tag)s is %(ours)s in our register, and %(theirs)s here: is "
    "this the same machine?"
)
TWICE = gettext_noop("Rows %(rows)s contradict each other about %(tag)s: keep one version.")
UNKNOWN_WORD = gettext_noop("“%(text)s” is not a known word: match it above.")

WORK_MAX = 300
FREE = {name: Erasure._meta.get_field(name).max_length for name in ("tool", "tool_version")}
ERASED = Erasure._meta.get_field("medium_serial").max_length


class WordWidget(Widget):
    """Widget for a word that maps to one of our codes."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        if value not in self.choices.values:
            raise wrong(UNKNOWN_WORD, text=value[:60])
        return self.choices(value)


class FaultWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        if value not in lookup:
            raise wrong(UNKNOWN_WORD, text=value[:60])
        return lookup[value]


def disk_in(text):
    return line_within(NumberWidget().clean(text), ERASED).upper()


def line_of(max_length):
    return Reader(partial(line_within, max_length=max_length))


class AuditResource(ListResource):
    """Resource for an audit of the lot `batch.outing`, with an `AuditLine` per valid row."""

    titles = FIELDS

    outcome = ListField(WordWidget(RepairOutcome))
    grade = ListField()
    fault = ListField(FaultWidget())
    work = ListField(line_of(WORK_MAX))
    known_limits = ListField(LimitsWidget())
    medium_serial = ListField(Reader(disk_in), attribute="proof__serial")
    medium_kind = ListField(WordWidget(MediumKind), attribute="proof__kind")
    erasure_result = ListField(WordWidget(ErasureResult), attribute="proof__result")
    erasure_method = ListField(WordWidget(ErasureMethod), attribute="proof__method")
    erasure_tool = ListField(line_of(FREE["tool"]), attribute="proof__tool")
    erasure_version = ListField(line_of(FREE["tool_version"]), attribute="proof__version")
    erased_on = ListField(DayWidget(), attribute="proof__day")

    vocabularies = VOCABULARIES
    is_exported = False  # audits describe devices, which have their own export

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset)
        self.freight = _freight_of(self.batch.outing, dataset)
        self.lookup = {fault.code: fault for fault in FaultType.objects.all()}

    def init_instance(self, row=None):
        return AuditLine(device=None, number=self.rows[self.index].label, proof=Proof())

    def problems(self, draft, errors):
        problems = []
        draft.device = _device_of(self.row, self.freight, problems)
        yield from (("tag", problem) for problem in problems)

    def after_import_row(self, row, outcome, **kwargs):
        if not self.draft.proof.has_values:
            self.draft.proof = None

    def after_import(self, dataset, result, **kwargs):
        _name_disagreements(result)
        back = back_of(self.batch.outing)
        for outcome in result.valid_rows():
            if problems := faults_of(outcome.draft, self.batch.outing, back):
                outcome.refuse(problems)
        _name_disks_elsewhere(result)

    def write(self, rows, *, by):
        lines = [row.outcome.draft for row in rows]
        take_over_audit(self.batch.outing, lines, by=by)
        return [[line.device] for line in lines]


def _name_disks_elsewhere(result):
    """Refuse rows with an unrecorded disk that another device has, on record or in the list."""
    read = [one for one in result.rows if one.draft.device and one.draft.proof]
    named = [one for one in read if one.draft.proof.serial]
    owners = {one.draft.proof.serial: {} for one in named}
    noted = Medium.objects.still_ours().filter(serial__in=owners)
    for serial, pk, tag in noted.values_list("serial", "device", "device__asset_tag"):
        owners[serial][pk] = tag
    for line in (one.draft for one in named):
        owners[line.proof.serial][line.device.pk] = line.device.asset_tag
    for outcome in named:
        serial, device = outcome.draft.proof.serial, outcome.draft.device
        tags = [tag for pk, tag in owners[serial].items() if pk != device.pk]
        if tags and all(medium.serial != serial for medium in device.media.all()):
            outcome.refuse([Sentence(ELSEWHERE, {"serial": serial, "tag": tags[0]})])


def _freight_of(outing, rows):
    """Map codes to the devices sent: tags, also replaced ones, serial numbers and IMEIs."""
    aboard = Device.objects.filter(freight__in=outing.freight.aboard())
    devices = {d.pk: d for d in aboard.select_related("category").prefetch_related("media")}
    named = {}
    for device in devices.values():
        for number in (device.imei2, device.imei, device.serial, device.asset_tag):
            if number:
                named.setdefault(number, []).append(device)
    codes = {clean_code(row["tag"]) for row in rows} - {""}
    tags = Tag.objects.filter(code__in=sorted(codes), device__in=devices)
    for code, pk in tags.values_list("code", "device_id"):
        named[code] = [devices[pk]]
    return named


def _device_of(row, freight, problems):
    """The device of a row; errors are appended to `problems`."""
    matches = {}
    for name in ("tag", "serial", "imei"):
        code = _code(row, name)
        if not code:
            continue
        matches[name] = freight.get(code, [])
        if len(matches[name]) > 1 or (not matches[name] and name == "tag"):
            problems.append(Sentence(NOT_OF_THE_LOT, {"code": code[:30]}))
            return None
    devices = [some[0] for some in matches.values() if some]
    if not devices:
        code = _code(row, "serial") or _code(row, "imei")
        sentence = NOT_OF_THE_LOT if matches else NO_NAME
        problems.append(Sentence(sentence, {"code": code[:30]}))
        return None
    return _same(devices, row, problems)


def _code(row, name):
    text = "" if is_unknown(row[name]) else row[name]
    return clean_code(text) if name == "tag" else clean_code("".join(text.split()))


def _same(devices, row, problems):
    first, *others = devices
    other = next((d for d in others if d.pk != first.pk), None)
    serial = _code(row, "serial")
    if other:
        params = {"first": first.asset_tag, "second": other.asset_tag}
        problems.append(Sentence(TWO_DEVICES, params))
    elif serial and first.serial and serial != first.serial:
        params = {"tag": first.asset_tag, "ours": first.serial, "theirs": serial[:60]}
        problems.append(Sentence(OTHER_SERIAL, params))
    return first


def _name_disagreements(result):
    """Refuse rows of one device that contradict each other, or repeat a disk."""
    of = {}
    for outcome in result.valid_rows():
        of.setdefault(outcome.draft.device.pk, []).append(outcome)
    for outcomes in of.values():
        lines = [outcome.draft for outcome in outcomes]
        disks = [line.proof.serial if line.proof else "" for line in lines]
        values_by_field = [
            {value for line in lines if (value := getattr(line, name))}
            for name in ("outcome", "grade", "fault", "work", "known_limits")
        ]
        if len(set(disks)) == len(disks) and all(len(values) <= 1 for values in values_by_field):
            continue
        numbers = ", ".join(str(line.number) for line in lines[:5])
        for outcome in outcomes:
            named = {"rows": numbers, "tag": outcome.draft.device.asset_tag}
            outcome.refuse([Sentence(TWICE, named)])


AUDIT = ListKind(
    code="audit",
    is_of_devices=True,
    label=gettext_lazy("audit of an outside workshop"),
    fields=FIELDS,
    headings=HEADINGS,
    resource=AuditResource,
    promise=gettext_lazy(
        "Each valid row is imported: its erasure as proof for its disk, its grade, its "
        "known faults, and its fault as a repair done there. Statuses do not change: "
        "returned devices go through your own check."
    ),
    act=gettext_lazy("Import the audit"),
    done=gettext_lazy("The audit has been imported."),
)
