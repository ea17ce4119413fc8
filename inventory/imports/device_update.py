"""Updates of devices: our own export, changed, or any list with our tags.

Cells are compared with the export. A cell equal to what would be exported now changes nothing,
whatever its spelling; a revision detects a record that changed since.
"""

from collections import defaultdict

from django import forms
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy, gettext_noop
from import_export.resources import Diff

from core.imports.cells import is_unknown, wrong
from core.imports.kinds import ListKind, Start, each_alone, headings_of, map_synonyms
from core.imports.resource import squash
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code
from inventory.devices.lifecycle.devices import IN_USE, DeviceStatus
from inventory.imports.contents import LOOKS
from inventory.imports.device_export import (
    CORRECTED,
    DeviceSheet,
    field_text,
    for_export,
    revision_of,
)
from inventory.imports.operations.updating import check_undo_update, undo_update, write_update
from inventory.imports.synonyms import CATEGORIES, GRADES
from inventory.intake.validation import (
    DeviceDraft,
    build,
    category_conflicts,
    misfits,
    problems_of,
)
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


class CorrectionDiff(Diff):
    """What the export will say of a device that it does not say now.

    {field: [before, after, value as stored before, for an undo]}.
    """

    def __init__(self, resource, draft, new):
        self.device, self.left = resource.device, resource.exported(resource.device)

    def compare_with(self, resource, draft):
        self.right = resource.exported(resource.after)

    def as_html(self):
        return {
            name: [before, self.right[name], raw(self.device, name)]
            for name, before in self.left.items()
            if squash(before) != squash(self.right[name])
        }


class DeviceUpdateResource(DeviceSheet):
    """The rows of an update: mapped columns only, differing values only."""

    vocabularies = {"category": CATEGORIES, "donor_grade": GRADES}

    class Meta:
        skip_diff = False

    def records_for(self, user):
        return for_export(Device.objects.visible_to(user))

    @classmethod
    def get_diff_class(cls):
        return CorrectionDiff

    def before_import(self, dataset, **kwargs):
        """Find the devices; leave in each row what differs from its record, to be understood."""
        self.records = _devices_named([row["tag"] for row in dataset])
        self.matched = [self.records.get(clean_code(row["tag"])) for row in dataset]
        self.rows_of = defaultdict(list)
        for row, device in zip(self.rows, self.matched, strict=True):
            self.rows_of[device].append(row.label)
        mapped, clears = self.batch.mapping.values(), self.batch.options.get("clears", False)
        self.differing = [
            _differing(device, row, mapped, clears=clears) - withheld if device else set()
            for device, row, withheld in zip(self.matched, dataset, self._withheld(), strict=True)
        ]
        map_synonyms(dataset, self, self.batch.values)
        self.tags = [(row["tag"], row["revision"]) for row in dataset]
        for index, row in enumerate(dataset):
            sought = _sought(self.matched[index], row, self.differing[index])
            row.clear()
            row.update(sought)
        self.look_up(dataset)

    def _withheld(self):
        """The fields, row by row, whose cells are withheld: they are no empty cells."""
        mapping = self.batch.mapping
        for row in self.rows:
            columns = [column for column, text in row.withheld.items() if text is not None]
            yield {mapping[column] for column in columns if column in mapping}

    def before_import_row(self, row, **kwargs):
        self.device, self.names = self.matched[self.index], self.differing[self.index]
        if self.device is None:
            tag, _revision = self.tags[self.index]
            raise wrong(NO_TAG if is_unknown(tag) else NOT_OURS, tag=tag[:30])

    def init_instance(self, row=None):
        return DeviceDraft(category=None, row=self.rows[self.index].label)

    def exported(self, device):
        """The cells of the export that this row would change."""
        return {name: field_text(device, name) for name in CORRECTED if name in self.names}

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False
        self.after = build(instance, None, self.device.site)
        before, after = self.exported(self.device), self.exported(self.after)
        self.changed = {name for name in before if squash(before[name]) != squash(after[name])}
        return not self.changed

    def problems(self, draft, errors):
        if not errors and (problem := _why_not(self.device, self.after, self.changed)):
            yield "category", problem

    def after_import_row(self, row, outcome, **kwargs):
        outcome.device, outcome.corrected = self.device, self.after
        _tag, revision = self.tags[self.index]
        is_newer = revision and revision != revision_of(self.device)
        outcome.is_overtaken = bool(is_newer) and not self.rows[self.index].is_forced

    def after_import(self, dataset, result, **kwargs):
        """Refuse rows whose numbers others have, of a model of another category, of one device."""
        read = {i: one for i, one in enumerate(result.rows) if one.diff is not None}
        owners, numbers = list(read), problems_of([one.draft for one in read.values()])
        for place, problems in numbers.items():
            if read[owners[place]].diff:
                read[owners[place]].refuse(problems)
        renamed = {i: one.draft for i, one in read.items() if "model" in self.differing[i]}
        conflicts = {index: [problem] for index, problem in category_conflicts(renamed).items()}
        for index, problems in (conflicts | misfits(renamed)).items():
            read[index].refuse(problems)
        for index, device in enumerate(self.matched):
            rows = self.rows_of[device]
            if device and len(rows) > 1:
                params = {"rows": ", ".join(map(str, rows[:5])), "tag": device.asset_tag}
                result.rows[index].refuse([Sentence(TWO_ROWS, params)])

    def write(self, rows, *, by):
        return write_update(self.batch, rows, by=by)


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


FIELDS = DeviceSheet.labels()


def headings():
    return {name: headings_of(label) for name, label in FIELDS.items()}


def options():
    return {
        "clears": forms.BooleanField(
            label=gettext_lazy("An empty cell empties the field (otherwise it changes nothing)"),
            required=False,
        )
    }


UPDATE = ListKind(
    code="update",
    is_of_devices=True,
    label=gettext_lazy("update of the register"),
    fields=FIELDS,
    headings=SimpleLazyObject(headings),  # translations are not there yet
    **LOOKS,
    resource=DeviceUpdateResource,
    undo=undo_update,
    bonds=each_alone,
    check_undo=check_undo_update,
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
