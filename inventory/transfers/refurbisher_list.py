"""The audit file of an outside workshop about a lot it received: one row per device or disk.

A device of several disks has a row for each; cells about the device itself are filled once, or
alike in each.
"""

from datetime import date

from django.utils.translation import gettext_lazy, gettext_noop

from catalogue.models import FaultType
from core.imports.cells import is_unknown, line_within
from core.imports.columns import map_columns
from core.imports.days import day_of
from core.imports.kinds import ListKind, Reading, map_synonyms
from core.imports.records import Row
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult, MediumKind
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.imports.audit_synonyms import FIELDS, HEADINGS, VOCABULARIES
from inventory.imports.cells import LimitsWidget, NumberWidget
from inventory.models import Device, Erasure, Medium, Tag
from inventory.transfers.operations import take_over_audit
from inventory.transfers.refurbisher_audit import ELSEWHERE, AuditLine, Proof, back_of, faults_of

NO_NAME = gettext_noop("No tag and no serial number: we do not know which device this row is of.")
NOT_OF_THE_LOT = gettext_noop("%(code)s was not sent with this lot.")
TWO_DEVICES = gettext_noop("The tag is of %(first)s, the number of %(second)s: correct the row.")
OTHER_SERIAL = gettext_noop(
    "The serial number of %(tag)s is %(ours)s with us, and %(theirs)s here: is it this machine?"
)
TWICE = gettext_noop("Rows %(rows)s say different things of %(tag)s: keep one of each.")
UNKNOWN_WORD = gettext_noop("“%(text)s” is not a word we know: match it above.")

NAMED = {
    "outcome": RepairOutcome,
    "medium_kind": MediumKind,
    "erasure_result": ErasureResult,
    "erasure_method": ErasureMethod,
}
MAX_LENGTHS = {
    "work": 300,
    "medium_serial": Erasure._meta.get_field("medium_serial").max_length,
    "erasure_tool": Erasure._meta.get_field("tool").max_length,
    "erasure_version": Erasure._meta.get_field("tool_version").max_length,
}


class AuditRow(Row):
    def line(self, name):
        return self.get(name, line_within, MAX_LENGTHS[name]) or ""

    def one_of(self, name):
        text, choices = self.texts[name], NAMED[name]
        if text and text not in choices.values:
            self.problems.append(Sentence(UNKNOWN_WORD, {"text": text[:60]}))
        return choices(text) if text in choices.values else ""

    def fault(self, faults):
        text = self.texts["fault"]
        if text and text not in faults:
            self.problems.append(Sentence(UNKNOWN_WORD, {"text": text[:60]}))
        return faults.get(text)

    def proof(self) -> Proof | None:
        """The erasure of one disk in a row, or None."""
        day: date | None = self.get("erased_on", day_of)
        proof = Proof(
            serial=(self.get("medium_serial", NumberWidget().clean) or "").strip().upper(),
            kind=self.one_of("medium_kind"),
            result=self.one_of("erasure_result"),
            method=self.one_of("erasure_method"),
            tool=self.line("erasure_tool"),
            version=self.line("erasure_version"),
            day=day,
        )
        return proof if proof.has_values else None


def read(batch, rows, report):
    """Validate the rows of an audit of the lot `batch.outing`: one `AuditLine` per good row."""
    cells = map_columns([row.cells for row in rows], batch.mapping, AUDIT)
    map_synonyms(cells, AUDIT, batch.values)
    reading = Reading()
    freight = _freight_of(batch.outing, cells)
    faults = {fault.code: fault for fault in FaultType.objects.all()}
    for index, row in enumerate(cells):
        parsed = AuditRow(row)
        device = _device_of(row, freight, parsed.problems)
        line = AuditLine(
            device=device,
            number=rows[index].label,
            outcome=parsed.one_of("outcome"),
            grade=row["grade"],
            fault=parsed.fault(faults),
            work=parsed.line("work"),
            known_limits=parsed.get("known_limits", LimitsWidget().clean) or "",
            proof=parsed.proof(),
        )
        if parsed.problems:
            reading.problems[index] = parsed.problems
        else:
            reading.facts[index] = line
        report(index + 1)
    _name_disagreements(reading)
    back = back_of(batch.outing)
    for index, line in list(reading.facts.items()):
        problems = faults_of(line, batch.outing, back)
        if problems:
            reading.problems.setdefault(index, []).extend(problems)
    _name_disks_elsewhere(reading)
    return reading


def _name_disks_elsewhere(reading):
    """Refuse rows whose disk, not noted in their device, another has, here or in the list."""
    lines = {i: line for i, line in reading.facts.items() if line.proof and line.proof.serial}
    owners = {line.proof.serial: {} for line in lines.values()}
    noted = Medium.objects.still_ours().filter(serial__in=owners)
    for serial, pk, tag in noted.values_list("serial", "device", "device__asset_tag"):
        owners[serial][pk] = tag
    for line in lines.values():
        owners[line.proof.serial][line.device.pk] = line.device.asset_tag
    for index, line in lines.items():
        serial, device = line.proof.serial, line.device
        tags = [tag for pk, tag in owners[serial].items() if pk != device.pk]
        if tags and all(medium.serial != serial for medium in device.media.all()):
            problem = Sentence(ELSEWHERE, {"serial": serial, "tag": tags[0]})
            reading.problems.setdefault(index, []).append(problem)


def _freight_of(outing, rows):
    """{code: device} of what was sent: by tag, old ones too, by serial number and by IMEI."""
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


def _name_disagreements(reading):
    """Refuse rows of one device that contradict each other, or say the same disk twice."""
    of = {}
    for index, line in reading.facts.items():
        of.setdefault(line.device.pk, []).append((index, line))
    for rows in of.values():
        disks = [line.proof.serial if line.proof else "" for _index, line in rows]
        values_by_field = [
            {value for _i, line in rows if (value := getattr(line, name))}
            for name in ("outcome", "grade", "fault", "work", "known_limits")
        ]
        if len(set(disks)) == len(disks) and all(len(values) <= 1 for values in values_by_field):
            continue
        numbers = ", ".join(str(line.number) for _index, line in rows[:5])
        for index, line in rows:
            named = {"rows": numbers, "tag": line.device.asset_tag}
            reading.problems[index] = [Sentence(TWICE, named)]
            del reading.facts[index]


def write(batch, rows, reading, *, by):
    lines = [reading.facts[index] for index in range(len(rows))]
    take_over_audit(batch.outing, lines, by=by)
    return [[line.device] for line in lines]


AUDIT = ListKind(
    code="audit",
    label=gettext_lazy("audit of an outside workshop"),
    fields=FIELDS,
    headings=HEADINGS,
    vocabularies=VOCABULARIES,
    read=read,
    write=write,
    promise=gettext_lazy(
        "Each good row is taken over: its erasure as the proof of its disk, its grade, its"
        " limitations, and its fault as a repair done there. Statuses stay as they are: what is"
        " back goes through your own check."
    ),
    act=gettext_lazy("Take the audit over"),
    done=gettext_lazy("The audit is taken over."),
    undo_promise="",
    undone="",
)
