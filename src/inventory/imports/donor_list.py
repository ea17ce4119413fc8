"""A donor's list: each row creates devices of a donation."""

import re
import tomllib
from bisect import bisect_right
from dataclasses import fields
from operator import itemgetter
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from catalogue.category_words import CATEGORIES, categories_by_word
from catalogue.names import key_of
from catalogue.operations import save_reference
from core.imports.columns import headings_in, map_columns, plain
from core.imports.days import read_days
from core.imports.kinds import REFUSED_GUESSES, ListKind, each_alone, map_synonyms
from core.imports.resource import ListField
from core.models import Event
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import clean_serial
from inventory.imports.cells import NumberWidget, numbers_in, units_in
from inventory.imports.contents import DATA_WORDS, LOOKS, is_data, may_be_tag
from inventory.imports.declared_facts import WORDS_MAX, declared_facts, headed
from inventory.imports.designations import fill_from_designations, move_numbers, tidy_cells
from inventory.imports.device_export import for_export, specification_of
from inventory.imports.doubts import (
    CATALOGUE,
    KEEP,
    LEFT_OUT,
    MODELS,
    MONTH,
    NAMED_BY,
    NAMES,
    NO_NUMBER,
    NUMBERS_DIFFER,
    ORDERS,
    SKIPPED,
    UNITS_OF_ROWS,
    rows_aside,
    undecided_repeats,
)
from inventory.imports.product_names import Names, only_category_in
from inventory.imports.repeated_rows import repeated_rows
from inventory.imports.resources import ArrivalResource, create_missing_brands
from inventory.imports.specs import COLUMN_OF
from inventory.imports.synonyms import GRADES, unsure_rows
from inventory.intake.operations.intake import check_withdrawable, receive_devices, withdraw
from inventory.intake.validation import (
    already_recorded,
    category_conflicts,
    identifiers_of,
    misfits,
    note_wrong_imeis,
    problems_of,
    twice,
    value_problems,
)
from inventory.models import Device

FIELDS = {
    "category": gettext_lazy("category"),
    "brand": gettext_lazy("brand"),
    "model": gettext_lazy("model"),
    "designation": gettext_lazy("description (brand, model, specifications together)"),
    "serial": gettext_lazy("serial number"),
    "imei": gettext_lazy("IMEI"),
    "imei2": gettext_lazy("second IMEI"),
    "donor_tag": gettext_lazy("donor’s asset number"),
    "cpu": gettext_lazy("processor"),
    "ram": gettext_lazy("memory"),
    "storage": gettext_lazy("storage"),
    "storage_kind": gettext_lazy("kind of storage"),
    "screen": gettext_lazy("screen"),
    "os": gettext_lazy("system"),
    "licence": gettext_lazy("licence"),
    "keyboard": gettext_lazy("keyboard"),
    "webcam": gettext_lazy("webcam"),
    "battery": gettext_lazy("battery"),
    "accessories": gettext_lazy("accessories"),
    "year_made": gettext_lazy("year of manufacture"),
    "age_years": gettext_lazy("age on arrival (years)"),
    "purchased": gettext_lazy("date or year of purchase"),
    "price": gettext_lazy("purchase price, as declared"),
    "book_value": gettext_lazy("net book value, as declared"),
    "warranty_end": gettext_lazy("warranty end"),
    "condition": gettext_lazy("condition according to the donor"),
    "fault": gettext_lazy("fault reported by the donor"),
    "remark": gettext_lazy("remark"),
    "donor_grade": gettext_lazy("grade given by the donor"),
    "collected_from": gettext_lazy("place of collection"),
    "quantity": gettext_lazy("quantity"),
}
# fields whose doubtful columns are asked about; other doubtful columns are not imported
MAIN = {
    *("category", "brand", "model", "designation", "serial", "imei", "imei2", "donor_tag"),
    *("quantity", "cpu", "ram", "storage", "remark"),
}
HEADINGS = headings_in(
    tomllib.loads(Path(__file__).with_name("donor_headings.toml").read_text(encoding="utf-8"))
)
# headings of columns with brands
BRANDED = re.compile(
    r"\b(?:marque|marca|merk|marke|make|brand|manufacturer|hersteller|fabri[ck]ant\w*|constructeur)\b"
)
SAYS_OTHERWISE = gettext_noop("%(tag)s is already in the register with other values: %(fields)s.")
# fields of a draft that are compared with the record of its device, and their columns
CORRECTABLE = (
    *("year_made", "fault", "donor_grade", "donor_condition", "bought_on", "bought_year"),
    *("warranty_until", "collected_from"),
)
NAMED_AS = {"donor_condition": "condition", "bought_on": "purchased", "bought_year": "purchased"}
NAMED_AS["warranty_until"] = "warranty_end"


class DonorListResource(ArrivalResource):
    """Resource that creates one or more devices of the donation for each row of a donor's list."""

    titles = FIELDS

    serial = ListField(NumberWidget())  # several numbers are split, or asked about
    condition = ListField(attribute="donor_condition", readonly=True)
    purchased = ListField(readonly=True)
    warranty_end = ListField(attribute="warranty_until", readonly=True)

    class Meta:
        fields = (
            *("category", "brand", "model", "serial", "imei", "imei2", "donor_tag", "year_made"),
            *("age_years", "fault", "donor_grade", "collected_from", "remark", "condition"),
            *("purchased", "warranty_end", "quantity"),
        )

    vocabularies = {"category": CATEGORIES, "donor_grade": GRADES}
    days = ("purchased", "warranty_end")

    def dehydrate_purchased(self, device):
        return device.bought_on or device.bought_year

    def records_for(self, user):
        """Devices of the donation that a repeated list can match, which are those with a number."""
        numbered = Q(serial__isnull=False) | Q(imei__isnull=False)
        devices = Device.objects.visible_to(user).filter(numbered, donation=self.batch.donation)
        return for_export(devices)

    def texts(self):
        rows = headed([row.cells for row in self.rows], self.batch.headings, self.batch.mapping)
        return map_columns(rows, self.batch.mapping, self.batch.list_kind)

    def before_import(self, dataset, **kwargs):
        self.understood = understand(self, dataset)
        super().before_import(dataset)
        self.find_same(dataset)

    def find_records(self, dataset):
        """Match rows to devices of this donation by number; without a number, no device matches."""
        devices = for_export(Device.objects.living().filter(donation=self.batch.donation_id or 0))
        existing = {number: d for d in devices for number in (d.imei, d.serial) if number}
        numbers = ((i, row["imei"] or clean_serial(row["serial"])) for i, row in enumerate(dataset))
        return {index: existing[number] for index, number in numbers if number in existing}

    def after_init_instance(self, draft, new, row, **kwargs):
        """Set the declared facts besides names and numbers; add unread cells to the remark."""
        self._list_numbers(draft, row)
        facts, notes = declared_facts(row, FIELDS)
        row["remark"] = "\n".join(filter(None, [row["remark"], *notes]))
        row |= dict.fromkeys(WORDS_MAX, "")  # read already; they refuse no row
        draft.row = self.rows[self.index].label
        for name, value in facts.items():
            setattr(draft, name, value)

    def _list_numbers(self, draft, row):
        """Give each device of a row its own number, if the row lists as many, or as chosen."""
        chosen = self.batch.options.get(UNITS_OF_ROWS, {}).get(str(self.rows[self.index].label), "")
        units = int(chosen) if chosen else units_in(row["quantity"])
        self.unclear = None
        if row["quantity"] and not units:
            return
        if units > 1 and not re.search(r"\d", row["serial"]):  # “see the list”
            row["remark"] = "\n".join(filter(None, [row["remark"], row["serial"]]))
            row["serial"] = ""
        name, numbers, are_of_several = numbers_in(row, units)
        units = units or (len(numbers) if are_of_several else 1)
        of_each = [*numbers, *[NO_NUMBER] * units][:units]
        if chosen or len(numbers) == units:
            row["quantity"] = ""
            if units > 1:
                row[name] = numbers[0]
                draft.listed = [{name: "" if n == NO_NUMBER else n} for n in of_each]
        elif numbers and (units > 1 or name == "serial"):
            row["serial"] = row["imei"] = row["quantity"] = ""
            self.unclear = {"count": len(numbers), "units": units, "numbers": numbers}

    def problems(self, draft, errors):
        if self.unclear:
            yield "serial", Sentence(NUMBERS_DIFFER, self.unclear)

    def after_import_row(self, row, outcome, **kwargs):
        outcome.units = self.draft.quantity = len(self.draft.listed) or self.draft.quantity

    def after_import(self, dataset, result, **kwargs):
        """Refuse rows whose drafts conflict with each other or with recorded devices.

        Rows with other errors are included, so that all errors are shown at once.
        """
        aside = rows_aside(self.batch, self.rows)
        for index, problems in aside.items():
            result.rows[index].validation_error, result.rows[index].warnings = None, []
            result.rows[index].refuse(problems)
        same = {i for i, one in enumerate(result.rows) if one.is_skip()}
        drafts = {
            i: one.draft for i, one in enumerate(result.rows) if i not in same and i not in aside
        }
        self._skip_repeated(result, drafts)
        self._note_values(dataset, drafts)
        for index, warnings in note_wrong_imeis(drafts).items():
            result.rows[index].warnings += warnings
        nameless = [i for i, draft in drafts.items() if not any(identifiers_of(draft))]
        repeated = repeated_rows(self.batch, self.rows, nameless)
        for index, earlier in repeated.items():
            result.rows[index].repeats = earlier
        units = [(i, one) for i, draft in drafts.items() for one in draft.distinct]
        indexes, numbers = [i for i, _unit in units], problems_of([unit for _i, unit in units])
        fitting = {index: draft for index, draft in drafts.items() if draft.category}
        left_out = settle_models(self.batch, fitting)
        for index, warning in category_conflicts(fitting).items():
            result.rows[index].warnings.append(warning)
        for index, problems in (
            *((indexes[place], problems) for place, problems in numbers.items()),
            *misfits(fitting).items(),
            *left_out.items(),
            *undecided_repeats(self.batch, repeated).items(),
            *value_problems(self.batch.donation, drafts).items(),
        ):
            result.rows[index].refuse(problems)
        for index, understood in self.understood.items():
            result.rows[index].diff = understood

    def _skip_repeated(self, result, drafts):
        """Skip rows that repeat a recorded device or an earlier row, and say where it is."""
        for index, record in self.records.items():
            draft, outcome = drafts.get(index), result.rows[index]
            is_readable = draft and not outcome.is_invalid()
            if outcome.is_skip() or (is_readable and _agrees(draft, record)):
                number = ("imei", record.imei) if record.imei else ("serial", record.serial)
                lot = record.donation.reference
                corrected = [] if outcome.is_skip() else _corrections(draft, record)
                if corrected:
                    outcome.is_overtaken = True
                    words = {"tag": record.asset_tag, "fields": corrected}
                    outcome.warnings.append(Sentence(SAYS_OTHERWISE, words))
                else:
                    _skip(outcome, already_recorded(*number, record.asset_tag, lot))
                drafts.pop(index, None)
        first = {}
        for index, draft in list(drafts.items()):
            number = next(identifiers_of(draft), None)
            facts = repr([getattr(draft, one.name) for one in fields(draft) if one.name != "row"])
            earlier = first.setdefault((number, facts), draft)
            if number and earlier is not draft and not result.rows[index].is_invalid():
                _skip(result.rows[index], twice(*number, [earlier.row, draft.row]))
                del drafts[index]

    def _note_values(self, dataset, drafts):
        """Move book values to the remark if the lot has a declared value for the whole category."""
        donation = self.batch.donation
        if donation is None or donation.pk is None:
            return
        lines = donation.lines.filter(declared_value__isnull=False)
        valued = set(lines.values_list("category", flat=True))
        note = _("Net book value, not declared because the lot has one for the category: %(value)s")
        for index, draft in drafts.items():
            if draft.book_value is None or not draft.category or draft.category.pk not in valued:
                continue
            words = note % {"value": dataset[index]["book_value"]}
            draft.remark = "\n".join(filter(None, [draft.remark, words]))
            draft.book_value = None

    def write(self, rows, *, by):
        """Receive the devices of these rows; `RowsRefused` has the indexes of refused rows."""
        made = [[] for _row in rows]
        units = [
            (place, unit) for place, row in enumerate(rows) for unit in row.outcome.draft.units
        ]
        owners, drafts = map(list, zip(*units, strict=True))
        create_missing_brands(drafts)
        change_models(self.batch, drafts, by=by)
        devices = receive_devices(drafts, by=by, donation=self.batch.donation)
        valued = [device for device in devices if device.declared_value is not None]
        Event.objects.record_many("device.value_declared", [(d, {}) for d in valued], by=by)
        for place, device in zip(owners, devices, strict=True):
            made[place].append(device)
        return made


def _skip(outcome, sentence):
    outcome.import_type = outcome.IMPORT_TYPE_SKIP
    outcome.warnings.append(sentence)


def _agrees(draft, device):
    """Whether a draft states nothing about this device that differs from the record."""
    numbers = {device.serial, device.imei, device.imei2}
    is_same = {*filter(None, [draft.numbers.serial, *draft.numbers.imeis])} <= numbers
    names = ("category", "brand", "model", "donor_tag")
    pairs = [(getattr(draft, name), getattr(device, name)) for name in names]
    return is_same and all(ours in (None, "", recorded) for ours, recorded in pairs)


def _corrections(draft, device):
    """Return the labels of the fields in which a row differs from the record of its device."""
    specification = specification_of(device)
    pairs = [
        (COLUMN_OF.get(name, "os"), value, getattr(specification, name, None))
        for name, value in draft.specs.items()
    ]
    pairs += [
        (NAMED_AS.get(name, name), getattr(draft, name), getattr(device, name))
        for name in CORRECTABLE
    ]
    names = {name for name, value, recorded in pairs if value not in {None, "", recorded}}
    if set(draft.remark.splitlines()) - set(device.remark.splitlines()):
        names.add("remark")
    return [Sentence.of_label(FIELDS[name]) for name in FIELDS if name in names]


def understand(resource, dataset):
    """Complete the texts of rows of devices from other cells.

    Return {index: {field: [before, after]}} for guesses, and for dates in another format.
    """
    batch, words = resource.batch, categories_by_word()
    tidy_cells(dataset)
    unsure = unsure_rows(dataset, words, batch.values)
    map_synonyms(dataset, resource.vocabularies, batch.values)
    chosen = batch.options.get(ORDERS, {})
    days = read_days(dataset, resource.days, {name for name in chosen if chosen[name] == MONTH})
    understood = fill_from_designations(
        dataset,
        Names.load(),
        words,
        sheets=_sheets_of(batch, resource.rows),
        refused=batch.options.get(REFUSED_GUESSES, ()),
        unsure=unsure,
        file=batch.reading.get("file", "") if len(batch.headings) > 1 else "",  # else prose
        is_chosen=batch.default_category is not None,
        is_branded=_is_branded(batch),
    )
    for index, code in _categories_of_models(dataset, batch.options.get(MODELS, {})):
        understood.setdefault(index, {})["category"] = [dataset[index]["category"], code]
        dataset[index]["category"] = code
    for index, read in [*days.items(), *move_numbers(dataset).items()]:
        understood.setdefault(index, {}).update(read)
    return understood


def _is_branded(batch):
    """Whether the only column that names devices has their brand, too: “Make/model”."""
    named = [index for index, name in batch.mapping.items() if name in NAMED_BY | {"brand"}]
    return len(named) == 1 and bool(BRANDED.search(plain(batch.headings[int(named[0])])))


def _categories_of_models(dataset, chosen):
    """Yield (index, category) of rows for whose model the user chose a category."""
    for index, row in enumerate(dataset if chosen else ()):
        code = chosen.get(key_of(row["model"]), SKIPPED).removeprefix(CATALOGUE)
        if code not in {SKIPPED, KEEP, row["category"]}:
            yield index, code


def settle_models(batch, drafts):
    """Apply the user's choices for models whose category differs from the list.

    Return {index: [`Sentence`]} for rows with a model that the user chose to leave out.
    """
    named, left_out = batch.options.get(NAMES, {}), {}
    chosen = {key: SKIPPED for key, answer in named.items() if answer == SKIPPED}
    chosen = batch.options.get(MODELS, {}) | chosen
    for index, draft in drafts.items():
        answer = chosen.get(key_of(draft.model.name), "") if draft.model else ""
        if answer == SKIPPED:
            left_out[index] = [Sentence(LEFT_OUT, {})]
        elif answer.startswith(CATALOGUE):
            draft.model.category = draft.category
        elif answer == KEEP:
            draft.category = draft.model.category or draft.category
    return left_out


def change_models(batch, drafts, *, by):
    """Give models in the catalogue the category of these drafts, if the user chose that answer."""
    chosen = batch.options.get(MODELS, {})
    for draft in drafts:
        model = draft.model
        is_chosen = model and chosen.get(key_of(model.name), "").startswith(CATALOGUE)
        if is_chosen and model.category_id not in {None, draft.category.pk}:
            if not by.has_perm(save_reference.permission):
                raise Refused(
                    _(
                        "Only an administrator can save this answer: it changes "
                        "“%(model)s” in the catalogue."
                    )
                    % {"model": model}
                )
            model.category = draft.category
            save_reference(model, by=by)


def _sheets_of(batch, rows):
    """Return the title or the sheet of each row, or () if there is neither."""
    sheets = {s["name"]: s["sections"] for s in batch.reading.get("sheets", []) if s["is_read"]}
    if not any(sheets) and not any(sheets.values()):
        return ()
    alone = next(iter(sheets)) if len(sheets) == 1 else ""
    return [_part_of(row.number, row.sheet or alone, sheets) for row in rows]


def _part_of(number, sheet, sheets):
    """Return the title above a row if it names a category, or the name of the sheet."""
    titles = sheets.get(sheet, [])
    place = bisect_right(titles, number, key=itemgetter(0))
    title = titles[place - 1][1] if place else ""
    return title if only_category_in(title) else sheet


def undo(batch, rows, *, by):
    withdraw(list(Device.objects.filter(import_rows__in=rows)), by=by)


def check_undo(batch):
    check_withdrawable(list(Device.objects.filter(import_rows__batch=batch)))


DONOR_LIST = ListKind(
    code="donor_list",
    is_of_devices=True,
    label=gettext_lazy("donor’s list"),
    fields=FIELDS,
    has_default_category=True,
    headings=HEADINGS,
    **LOOKS,
    fallbacks={"donor_tag": may_be_tag},
    data_words=DATA_WORDS,
    is_data=is_data,
    joined=frozenset({"remark", "accessories", "collected_from", "os", "condition"}),
    second={"designation": "model"},
    minor=FIELDS.keys() - MAIN,
    resource=DonorListResource,
    undo=undo,
    bonds=each_alone,
    check_undo=check_undo,
    promise=gettext_lazy("Each valid row becomes a device of this lot, to be checked."),
    act=gettext_lazy("Save the devices"),
    done=gettext_lazy("The devices of this list are in the register."),
    undo_promise=gettext_lazy(
        "All the devices on this list will be withdrawn as entered in error. This is "
        "no longer possible once one of them has been worked on."
    ),
    undone=gettext_lazy(
        "The devices on this list have been withdrawn. You can import the same file again."
    ),
)
