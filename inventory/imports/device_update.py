"""Import type that updates devices: our own export, changed, or any list with our tags.

Cells are compared with the export. A cell equal to what would be exported now changes nothing,
whatever its spelling; a revision detects a record that changed since.
"""

from collections import defaultdict

from django import forms
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy, gettext_noop

from core.imports.cells import is_unknown
from core.imports.columns import map_columns, plain
from core.imports.kinds import ListKind, Reading, RowVerdict, Start, each_alone, map_synonyms
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import IN_USE, DeviceStatus
from inventory.imports.contents import LOOKS
from inventory.imports.device_export import (
    CORRECTED,
    MADE_OF,
    READ_ONLY,
    REVISION,
    TAG,
    field_text,
    revision_of,
)
from inventory.imports.operations.updating import check_undo_update, undo_update, write_update
from inventory.imports.resources import read_facts
from inventory.imports.synonyms import CATEGORIES, GRADES
from inventory.intake.validation import build, misfits, problems_of
from inventory.models import Device, Tag

CHUNK = 5_000
# Fields that are read together: the one is not understood without the other.
PAIRS = [("brand", "model"), ("imei", "imei2")]

NO_TAG = gettext_noop("No tag: without one we do not know which device this row is of.")
NOT_OURS = gettext_noop("%(tag)s is no device of ours.")
TWO_ROWS = gettext_noop("Rows %(rows)s are of the same device, %(tag)s: keep one of them.")
WITHDRAWN = gettext_noop("%(tag)s was entered in error: it does not change any more.")
IS_OUT = gettext_noop("%(tag)s is out: its category changes once it is back.")
IN_SERVICE = gettext_noop(
    "%(tag)s is in use, and this category holds data: take it to the workshop first."
)


def read(batch, rows, report):
    """Validate the rows of an update: mapped columns only, differing values only."""
    cells = map_columns([row.cells for row in rows], batch.mapping, UPDATE)
    devices = _devices_named([row["tag"] for row in cells])
    matched = [devices.get(clean_code(row["tag"])) for row in cells]
    clears = batch.options.get("clears", False)
    differing = [
        _differing(device, row, batch.mapping.values(), clears=clears) if device else set()
        for device, row in zip(matched, cells, strict=True)
    ]
    map_synonyms(cells, UPDATE, batch.values)
    sought = [
        _sought(device, row, names)
        for device, row, names in zip(matched, cells, differing, strict=True)
    ]
    facts, problems = read_facts(sought, report)
    reading = Reading(problems={index: why for index, why in problems.items() if matched[index]})
    _compare(reading, rows, matched, differing, facts)
    renamed = {index: fact for index, fact in facts.items() if "model" in differing[index]}
    for index, why in misfits(renamed).items():
        reading.problems.setdefault(index, []).extend(why)
    _name_strangers(reading, rows, cells, matched)
    _name_conflicts(reading, rows, cells, matched)
    return reading


def _devices_named(texts):
    """{code: device} of the devices that have these tags, or had them."""
    codes = sorted({clean_code(text) for text in texts} - {""})
    named = {}
    for start in range(0, len(codes), CHUNK):
        tags = Tag.objects.filter(code__in=codes[start : start + CHUNK]).exclude(device=None)
        named |= dict(tags.values_list("code", "device_id"))
    devices = {}
    ids = sorted(set(named.values()))
    for start in range(0, len(ids), CHUNK):
        some = Device.objects.filter(pk__in=ids[start : start + CHUNK])
        devices |= {d.pk: d for d in some.select_related("category", "brand", "model", "site")}
    return {code: devices[pk] for code, pk in named.items()}


def squash(text):
    return " ".join(text.split())


def _differing(device, row, mapped, *, clears):
    """The mapped fields whose cells differ from the record.

    Empty cells are ignored unless `clears`.
    """
    names = {
        name
        for name in set(mapped) & CORRECTED.keys()
        if (row[name] or clears) and squash(row[name]) != squash(field_text(device, name))
    }
    for pair in PAIRS:
        if names.intersection(pair):
            names.update(pair)
    return names


def _sought(device, row, names):
    """The row to understand: what differs as it says, the rest as the record has it."""
    if device is None:
        return {"brand": "", "model": ""}
    current = {
        "category": device.category.code,
        "brand": field_text(device, "brand"),
        "model": field_text(device, "model"),
    }
    sought = {name: row[name] for name in names}
    for pair in PAIRS[1:]:
        if names.intersection(pair):
            sought |= {name: row[name] or field_text(device, name) for name in pair}
    if names.intersection(PAIRS[0]):
        sought |= {name: row[name] or current[name] for name in PAIRS[0]}
    return current | sought


def _compare(reading, rows, matched, differing, facts):
    """Compute the changes of each device, and the errors that prevent them."""
    drafts, owners = [], []
    for index, fact in facts.items():
        device, names = matched[index], differing[index]
        if device is None:
            continue
        fact.row = rows[index].label
        after = build(fact, None, device.site)
        drafts.append(fact)
        owners.append(index)
        changes = {
            name: [field_text(device, name), field_text(after, name), raw(device, name)]
            for name in CORRECTED
            if name in names and squash(field_text(device, name)) != squash(field_text(after, name))
        }
        reading.facts[index] = (device, fact, after)
        if changes:
            reading.changes[index] = changes
        else:
            reading.verdicts[index] = RowVerdict.SAME
        refused = _why_not(device, after, changes)
        if refused:
            reading.problems[index] = [refused]
    for place, why in problems_of(drafts).items():
        if reading.changes.get(owners[place]):
            reading.problems.setdefault(owners[place], []).extend(why)


def raw(device, name):
    """The stored value of a column, for an undo."""
    field = Device._meta.get_field(name)
    value = getattr(device, field.attname)
    return value if value is None or field.remote_field else str(value)


def _why_not(device, after, changes):
    params = {"tag": device.asset_tag}
    if changes and device.status == DeviceStatus.WITHDRAWN:
        return Sentence(WITHDRAWN, params)
    if "category" not in changes:
        return None
    if device.is_out:
        return Sentence(IS_OUT, params)
    if after.category.holds_data and not device.needs_erasure and device.status in IN_USE:
        return Sentence(IN_SERVICE, params)
    return None


def _name_strangers(reading, rows, cells, matched):
    """Refuse rows that are of no device of ours, or of one that another row is of."""
    rows_of = defaultdict(list)
    for row, device in zip(rows, matched, strict=True):
        rows_of[device].append(row.label)
    for index, (row, device) in enumerate(zip(cells, matched, strict=True)):
        if device is None:
            sentence = NO_TAG if is_unknown(row["tag"]) else NOT_OURS
            reading.problems[index] = [Sentence(sentence, {"tag": row["tag"][:30]})]
        elif len(rows_of[device]) > 1:
            numbers = ", ".join(map(str, rows_of[device][:5]))
            named = Sentence(TWO_ROWS, {"rows": numbers, "tag": device.asset_tag})
            reading.problems.setdefault(index, []).append(named)


def _name_conflicts(reading, rows, cells, matched):
    """Leave alone what the register says newer than the export, unless a person decides."""
    for index, row in enumerate(rows):
        revision = cells[index]["revision"]
        is_new = revision and matched[index] and revision != revision_of(matched[index])
        if is_new and reading.changes.get(index) and not row.is_forced:
            reading.verdicts[index] = RowVerdict.CONFLICT


def headings_of(label):
    """The headings of a column in exports, in each of our languages."""
    labels = []
    for language in ("fr", "en"):
        with translation.override(language):
            labels.append(plain(str(label)) or str(label))
    return labels


FIELDS = {"tag": TAG, **CORRECTED, "revision": REVISION}


def headings():
    return {name: headings_of(label) for name, label in FIELDS.items()}


def columns_of_export_alone():
    return {name: headings_of(label) for name, label in {**READ_ONLY, **MADE_OF}.items()}


def options():
    return {
        "clears": forms.BooleanField(
            label=gettext_lazy("An empty cell empties the field (otherwise it changes nothing)"),
            required=False,
        )
    }


UPDATE = ListKind(
    code="update",
    label=gettext_lazy("update of the register"),
    fields=FIELDS,
    headings=SimpleLazyObject(headings),  # translations are not there yet
    **LOOKS,
    vocabularies={
        "category": CATEGORIES,
        "donor_grade": GRADES,
    },
    read=read,
    write=write_update,
    undo=undo_update,
    bonds=each_alone,
    check_undo=check_undo_update,
    is_update=True,
    ignored_columns=SimpleLazyObject(columns_of_export_alone),
    options=options,
    start=Start(
        page="device_update",
        title=gettext_lazy("Update from a file"),
        lead=gettext_lazy("Nothing is written yet: you will see first what each row would change."),
        back="device_list",
        back_title=gettext_lazy("Devices"),
        steps=(
            gettext_lazy("Each row names its device by its tag."),
            gettext_lazy(
                "Only the columns that you match change, and only where they say something else."
                " Status, place and loans never change this way."
            ),
            gettext_lazy(
                "With the revision of our export, a device that changed meanwhile is left alone and"
                " shown to you."
            ),
        ),
        permission="inventory.import_device",
    ),
    promise=gettext_lazy("Each good row changes its device as shown below, and nothing else."),
    act=gettext_lazy("Write the changes"),
    done=gettext_lazy("The register is changed."),
    undo_promise=gettext_lazy(
        "What was changed is put back as it was. It is refused once something has happened to one"
        " of these devices."
    ),
    undone=gettext_lazy("What was changed is as it was before; the same file may be sent again."),
)
