"""Updates of devices: our own export, changed, or any list with our tags or the devices' numbers.

Cells are compared with the export. A cell equal to the current export changes nothing, whatever its
spelling; a revision detects a record that changed since. A row that contradicts a machine report is
skipped as well, until a user decides.
"""

from collections import defaultdict
from copy import copy
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from import_export.resources import Diff

from catalogue.category_words import CATEGORIES
from core.formatting import day
from core.imports.cells import is_unknown, wrong
from core.imports.columns import OF_A_FIELD, map_columns
from core.imports.kinds import map_synonyms
from core.imports.resource import ListField, squash
from core.workflow.event_messages import Sentence
from inventory.devices.identifiers import clean_code
from inventory.imports.cells import NumberWidget
from inventory.imports.device_export import (
    MADE_OF,
    DeviceSheet,
    field_text,
    for_export,
    revision_of,
    specification_of,
)
from inventory.imports.donor_list import FIELDS as DONORS_FIELDS
from inventory.imports.donor_list import settle_models
from inventory.imports.doubts import CATALOGUE, CATEGORY_CHANGES, DEVICES, SKIPPED, answer_on
from inventory.imports.spec_display import display_value
from inventory.imports.synonyms import GRADES
from inventory.intake.validation import (
    DeviceDraft,
    build,
    category_conflicts,
    misfits,
    problems_of,
)
from inventory.models import Device, MachineReport, Specification
from modules.device_updates.fields import CORRECTED, compared_text
from modules.device_updates.matching import matches_of, numbers_in
from modules.device_updates.operations import write_update
from modules.device_updates.rules import bound_by_papers, why_not

BATCH_SIZE = 5_000
# fields that are parsed together, as each depends on the other
PAIRS = [("brand", "model"), ("imei", "imei2")]
# Fields that a row matched by number fills only if they are empty, so that another tool's words do
# not replace ours.
FILLED_IN = ("category", "brand", "model", "fault", "remark", "known_limits", "donor_grade")

DAYS = {"bought_on", "warranty_until"}
NUMBERS = {"serial", "imei", "imei2"}

NO_TAG = gettext_noop(
    "No tag, serial number or IMEI: we cannot tell which device this row is about."
)
NOT_OURS = gettext_noop("%(tag)s is not one of our devices.")
NO_SUCH_NUMBER = gettext_noop("None of our devices has the number %(numbers)s.")
TWO_DEVICES = gettext_noop(
    "The numbers in this row belong to several devices, %(tags)s: choose one above, or enter its"
    " tag in the list."
)
TWO_ROWS = gettext_noop("Rows %(rows)s are about the same device, %(tag)s: keep one of them.")
NO_DONOR = gettext_noop("%(tag)s has no known donor: only the year of purchase is recorded.")
LEFT_AS_IT_IS = gettext_noop("Already known, not changed: %(fields)s.")
REPORTED_BY_MACHINE = gettext_noop(
    "This comes from a hardware report: %(fields)s. The row changes nothing unless you choose to"
    " import it."
)


UNUSUAL_MEMORY = gettext_noop(
    "%(gb)s GB is an unusual memory size: check it. The row changes nothing unless you "
    "choose to import it."
)
# GB of one module of memory, and of the usual sums of modules of different sizes
USUAL_MEMORY = {2**power for power in range(12)} | {3, 5, 6, 10, 12, 18, 20, 24, 36, 40, 48, 96}
USUAL_MEMORY |= {192, 384, 768, 1536}


class CorrectionDiff(Diff):
    """Difference between the draft and the record.

    {field: [before, after, value as stored before, for an undo]}.
    """

    def __init__(self, resource, draft, new):
        self.device = resource.device

    def compare_with(self, resource, draft):
        self.left, self.right = resource.exported(self.device), resource.exported(resource.after)

    def as_html(self):
        return {
            name: [before, self.right[name], raw(self.device, name)]
            for name, before in self.left.items()
            if squash(before) != squash(self.right[name])
        }


class DeviceUpdateResource(DeviceSheet):
    """Resource of an update: reads mapped columns only, and differing values only."""

    vocabularies = {"category": CATEGORIES, "donor_grade": GRADES}

    # as in donors' lists, a price is a line of the remark
    price = ListField(label=DONORS_FIELDS["price"], in_export=False)

    class Meta:
        skip_diff = False

    @classmethod
    def shown(cls, name, value):
        if name in DAYS and value:
            return day(date.fromisoformat(value))
        if name not in MADE_OF or not value:
            return value
        return str(display_value(name, Specification._meta.get_field(name).to_python(value)))

    def texts(self):
        rows = [row.cells for row in self.rows]
        return map_columns(rows, self.batch.mapping, self.batch.list_kind)

    def records_for(self, user):
        return for_export(Device.objects.visible_to(user))

    @classmethod
    def get_diff_class(cls):
        return CorrectionDiff

    def before_import(self, dataset, **kwargs):
        """Find the devices; reduce each row to the cells that differ from its record."""
        self._match(dataset)
        mapped, clears = {*self.batch.mapping.values()}, self.batch.options.get("clears", False)
        self.omitted, self.differing, self.answers = [], [], []
        which = zip(self.matched, self.candidates, dataset, self._withheld(), strict=True)
        for device, candidates, row, withheld in which:
            names = _differing(device, row, mapped, clears=clears) - withheld if device else set()
            if len(candidates) > 1:
                names -= NUMBERS  # some of them belong to another device
            is_named = device is None or self._has_tag(row)
            omitted = set() if is_named else _filled(device, row, names)
            self.omitted.append(omitted)
            self.differing.append(names - omitted)
            self.answers.append(self._answer_about(device, row, self.differing[-1]))
        for device, row, names in zip(self.matched, dataset, self.differing, strict=True):
            if device and not is_unknown(row["price"]):
                _add_price(device, row, names)
        self.reported = reported_by_machines([device for device in self.matched if device])
        map_synonyms(dataset, self.vocabularies, self.batch.values)
        self.given = [dict(row) for row in dataset]
        for index, row in enumerate(dataset):
            sought = _sought(self.matched[index], row, self.differing[index])
            row.clear()
            row.update(sought)
        self.look_up(dataset)

    def _match(self, dataset):
        """Find the devices that each row may match, and the single match or None."""
        self.candidates, chosen = matches_of(dataset), self.batch.options.get(DEVICES, {})
        self.matched, self.rows_of = [], defaultdict(list)
        for row, devices in zip(self.rows, self.candidates, strict=True):
            tag = chosen.get(str(row.label))
            of_row = [d for d in devices if len(devices) == 1 or d.asset_tag == tag]
            device = of_row[0] if of_row else None
            self.matched.append(device)
            self.rows_of[device].append(row.label)

    def _answer_about(self, device, row, names):
        """The answer about the model of this row, which sets its category; None if unanswered."""
        if device is None:
            return None
        name = row["model"] if "model" in names else field_text(device, "model")
        answer = answer_on(self.batch, name)
        if answer and answer != SKIPPED and not answer.startswith(CATALOGUE):
            names.discard("category")
            if answer != device.category.code:
                names.add("category")
                row["category"] = answer
        return answer

    @staticmethod
    def _has_tag(row):
        return bool(clean_code(row["tag"]))

    def _withheld(self):
        """The withheld cells of each row, as sets of fields; they do not count as empty."""
        mapping = self.batch.mapping
        for row in self.rows:
            columns = [column for column, text in row.withheld.items() if text is not None]
            yield {mapping[column] for column in columns if column in mapping}

    def before_import_row(self, row, **kwargs):
        self.device, self.names = self.matched[self.index], set(self.differing[self.index])
        self.notes = []
        if self.device is None:
            raise self._why_none(self.given[self.index])

    def _why_none(self, row):
        """Reason why a row matches no device, or several."""
        if devices := self.candidates[self.index]:
            return wrong(TWO_DEVICES, tags=", ".join(device.asset_tag for device in devices))
        if not is_unknown(row["tag"]):
            return wrong(NOT_OURS, tag=row["tag"][:30])
        NumberWidget().clean(row["serial"])  # a shortened number has its own message
        numbers = numbers_in(row)
        if numbers:
            return wrong(NO_SUCH_NUMBER, numbers=", ".join(numbers)[:60])
        return wrong(NO_TAG)

    def init_instance(self, row=None):
        label, tag = self.rows[self.index].label, self.device.asset_tag
        return DeviceDraft(category=None, row=label, corrects=tag)

    def exported(self, device):
        """Fields that this row would change, in the form of the comparison."""
        return {name: compared_text(device, name) for name in CORRECTED if name in self.names}

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False
        self._keep_other_facts(instance)
        self.after = build(instance, None, self.device.site)
        specify(self.after, self.device, instance, cleared=self.names - instance.specs.keys())
        before, after = self.exported(self.device), self.exported(self.after)
        self.changed = {name for name in before if squash(before[name]) != squash(after[name])}
        return not self.changed

    def _keep_other_facts(self, draft):
        """Keep what a cell implies for other fields, unless they have a cell of their own."""
        given = self.given[self.index]
        draft.specs = {
            name: value
            for name, value in draft.specs.items()
            if name in self.names or is_unknown(given[name])
        }
        self.names |= draft.specs.keys()
        if "bought_on" in self.names:
            self._note_purchase(draft)

    def _note_purchase(self, draft):
        """Record only the year if the list has no date, or if no donor declares it."""
        if draft.bought_on and self.device.donation_id is None:
            draft.bought_year, draft.bought_on = draft.bought_on.year, None
            self.notes.append(Sentence(NO_DONOR, {"tag": self.device.asset_tag}))
        if draft.bought_on is None and draft.bought_year:
            bought = self.device.bought_on
            is_same = bought is not None and bought.year == draft.bought_year
            self.names = self.names - {"bought_on"} | (set() if is_same else {"bought_year"})

    def problems(self, draft, errors):
        if errors:
            return
        reasons = list(why_not(self.device, self.after, self.changed))
        yield from reasons
        is_open = self.answers[self.index] is None and not reasons
        if "category" in self.changed and is_open:
            current, chosen = self.device.category, self.after.category
            names = {"known": current.names, "chosen": chosen.names, "code": current.code}
            yield "category", Sentence(CATEGORY_CHANGES, names)

    def after_import_row(self, row, outcome, **kwargs):
        index = self.index
        outcome.device, outcome.corrected = self.device, self.after
        revision = self.given[index]["revision"]
        is_newer = revision and revision != revision_of(self.device)
        reported = self.reported.get(self.device.pk, set()) & self.changed
        is_forced = self.rows[index].is_forced
        memory = self.after.specification.ram_gb if "ram_gb" in self.changed else None
        is_unusual = memory is not None and memory not in USUAL_MEMORY
        if is_unusual:
            outcome.warnings.append(Sentence(UNUSUAL_MEMORY, {"gb": memory}))
        outcome.is_overtaken = bool(is_newer or reported or is_unusual) and not is_forced
        outcome.warnings += self.notes
        for source, names in (
            (REPORTED_BY_MACHINE, reported),
            (LEFT_AS_IT_IS, self.omitted[index]),
        ):
            if names:
                fields = [Sentence.of_label(CORRECTED[n]) for n in CORRECTED if n in names]
                outcome.warnings.append(Sentence(source, {"fields": fields}))

    def after_import(self, dataset, result, **kwargs):
        """Refuse rows with numbers of other devices, models of another category, or repeated
        devices."""
        read = {i: one for i, one in enumerate(result.rows) if one.diff is not None}
        owners, numbers = list(read), problems_of([one.draft for one in read.values()])
        for place, problems in numbers.items():
            if read[owners[place]].diff:
                read[owners[place]].refuse(problems)
        left_out = settle_models(self.batch, {i: one.draft for i, one in read.items()})
        renamed = {i: one.draft for i, one in read.items() if "model" in self.differing[i]}
        unclear = {i: draft for i, draft in renamed.items() if self.answers[i] is None}
        conflicts = {i: [problem] for i, problem in category_conflicts(unclear).items()}
        for some in (conflicts, misfits(renamed), left_out, bound_by_papers(read)):
            for index, problems in some.items():
                read[index].refuse(problems)
        for index, device in enumerate(self.matched):
            rows = self.rows_of[device]
            if device and len(rows) > 1:
                params = {"rows": ", ".join(map(str, rows[:5])), "tag": device.asset_tag}
                result.rows[index].refuse([Sentence(TWO_ROWS, params)])
            if device is None:
                result.rows[index].candidates = self.candidates[index]

    def write(self, rows, *, by):
        return write_update(self.batch, rows, by=by)


def _differing(device, row, mapped, *, clears):
    """Mapped fields whose cells differ from the record.

    Ignores empty cells unless `clears`, and words for “unknown” in specifications.
    """
    names = {
        name
        for name in mapped & CORRECTED.keys()
        if (row[name] or clears)
        and (name not in MADE_OF or not row[name] or not is_unknown(row[name]))
        and squash(row[name]) != squash(field_text(device, name))
    }
    for pair in PAIRS:
        if names.intersection(pair):
            names.update(pair)
    return names


def _filled(device, row, names):
    """Fields that a row without our tag must not replace, since the record has a value."""
    return {
        name
        for name in names.intersection(FILLED_IN)
        if field_text(device, name) or (name in PAIRS[0] and not row[name])
    }


def _add_price(device, row, names):
    """Add the price as a line of the remark, once, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        line = _(OF_A_FIELD) % {"thing": DONORS_FIELDS["price"], "words": squash(row["price"])}
    remark = row["remark"] if "remark" in names else device.remark
    if line not in remark.splitlines():
        row["remark"] = "\n".join(filter(None, [remark, line]))
        names.add("remark")


def _sought(device, row, names):
    """The row to parse: differing cells from the list, the others from the record."""
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


def specify(after, device, draft, *, cleared):
    """Set the specification of the corrected device: its current values, changed by the draft."""
    row, blank = copy(specification_of(device)) or Specification(), Specification()
    row.device = after
    for name in cleared & MADE_OF.keys():
        setattr(row, name, getattr(blank, name))
    for name, value in draft.specs.items():
        setattr(row, name, value)


def reported_by_machines(devices):
    """{id of a device: the specifications confirmed by its machine reports}."""
    reported, ids = defaultdict(set), sorted({device.pk for device in devices})
    for start in range(0, len(ids), BATCH_SIZE):
        reports = MachineReport.objects.filter(device__in=ids[start : start + BATCH_SIZE])
        for device_id, names in reports.exclude(confirmed=[]).values_list("device_id", "confirmed"):
            reported[device_id].update(names)
    return reported


def raw(device, name):
    """Stored value of a column, for an undo."""
    if name in MADE_OF:
        value = getattr(specification_of(device), name, None)
        return None if value in (None, "") else str(value)
    field = Device._meta.get_field(name)
    value = getattr(device, field.attname)
    return value if value is None or field.remote_field else str(value)
