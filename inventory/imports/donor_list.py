"""Import type of a donor's list: each row creates devices of a donation."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports.columns import headings_in, map_columns
from core.imports.days import read_days
from core.imports.kinds import REFUSED_GUESSES, ListKind, Reading, each_alone, map_synonyms
from core.models import Event
from inventory.imports.contents import DATA_WORDS, LOOKS
from inventory.imports.declared_facts import WORDS_MAX, declared_facts, headed
from inventory.imports.designations import fill_from_designations, tidy_cells
from inventory.imports.donor_headings import WORDS
from inventory.imports.product_names import Names
from inventory.imports.resources import create_missing_brands, read_drafts
from inventory.imports.synonyms import CATEGORIES, GRADES, categories_by_word
from inventory.intake.operations.intake import check_withdrawable, receive_devices, withdraw
from inventory.intake.validation import misfits, problems_of, value_problems
from inventory.models import Device

FIELDS = {
    "category": gettext_lazy("category"),
    "brand": gettext_lazy("brand"),
    "model": gettext_lazy("model"),
    "designation": gettext_lazy("designation (brand, model, specifications in one)"),
    "serial": gettext_lazy("serial number"),
    "imei": gettext_lazy("IMEI"),
    "imei2": gettext_lazy("second IMEI"),
    "donor_tag": gettext_lazy("donor's asset number"),
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
    "year_made": gettext_lazy("year made"),
    "age_years": gettext_lazy("age on arrival (years)"),
    "purchased": gettext_lazy("date or year of purchase"),
    "price": gettext_lazy("purchase price, as declared"),
    "book_value": gettext_lazy("net book value, as declared"),
    "warranty_end": gettext_lazy("end of the warranty"),
    "condition": gettext_lazy("condition in the donor's words"),
    "fault": gettext_lazy("fault named by the donor"),
    "remark": gettext_lazy("remark"),
    "donor_grade": gettext_lazy("grade named by the donor"),
    "collected_from": gettext_lazy("place of collection"),
    "quantity": gettext_lazy("quantity"),
}
HEADINGS = headings_in(WORDS)


def read(batch, rows, report):
    """Validate the rows as devices of the donation of `batch`."""
    cells = headed([row.cells for row in rows], batch.headings, batch.mapping)
    mapped, changes = read_texts(batch, cells, DONOR_LIST, sheets_of(batch, rows))
    declared = [_declared(row) for row in mapped]
    facts, problems, unfinished = read_drafts(mapped, batch.default_category, report)
    drafts = dict(sorted((facts | unfinished).items()))
    valued = _valued_categories(batch.donation)
    for index, fact in drafts.items():
        fact.row = rows[index].label
        for name, value in declared[index].items():
            setattr(fact, name, value)
        if fact.book_value is not None and fact.category and fact.category.pk in valued:
            _note_value(fact, mapped[index]["book_value"])
    for index, why in _problems_of(batch.donation, drafts):
        problems.setdefault(index, []).extend(why)
    units = {index: fact.quantity for index, fact in facts.items() if fact.quantity > 1}
    return Reading(facts=facts, problems=problems, units=units, changes=changes)


def _problems_of(donation, drafts):
    """Yield (index, [Sentence]) of what is wrong with these drafts among themselves and in stock.

    Rows that have something else wrong are among them: all is named at once.
    """
    indexes = list(drafts)
    of_numbers = problems_of(list(drafts.values()))
    yield from ((indexes[place], why) for place, why in of_numbers.items())
    yield from misfits({i: fact for i, fact in drafts.items() if fact.category}).items()
    yield from value_problems(donation, drafts).items()


def read_texts(batch, cells, kind, sheets=()):
    """The texts of these rows by field, and how they are understood where a cell does not say it.

    The latter are {index: {field: [before, after]}}: guesses, and days otherwise written.

    `sheets` are the names of their sheets, row by row, if these are known.
    """
    texts = map_columns(cells, batch.mapping, kind)
    tidy_cells(texts)
    map_synonyms(texts, kind, batch.values)
    days = read_days(texts, kind.days)
    refused = batch.options.get(REFUSED_GUESSES, ())
    changes = fill_from_designations(
        texts, Names.load(), categories_by_word(), sheets=sheets, refused=refused
    )
    for index, read in days.items():
        changes.setdefault(index, {}).update(read)
    return texts, changes


def _declared(row):
    """The facts of a row besides its names and numbers; what is not read joins its remark."""
    facts, notes = declared_facts(row, FIELDS)
    row["remark"] = "\n".join(filter(None, [row["remark"], *notes]))
    row |= dict.fromkeys(WORDS_MAX, "")  # read already, and they refuse nothing
    return facts


def _note_value(fact, text):
    """Move a book value to the remark: the lot carries one value for all of this category."""
    note = _("Net book value, not declared since the lot has one for the category: %(value)s")
    fact.remark = "\n".join(filter(None, [fact.remark, note % {"value": text}]))
    fact.book_value = None


def _valued_categories(donation):
    """The categories that the lot carries one value for, so that its devices carry none."""
    if donation is None or donation.pk is None:
        return set()
    return set(
        donation.lines.filter(declared_value__isnull=False).values_list("category", flat=True)
    )


def sheets_of(batch, rows):
    """The name of the sheet of each row; nothing for a list in text."""
    names = batch.sheets_read
    alone = names[0] if len(names) == 1 else ""
    return [row.sheet or alone for row in rows] if any(names) else ()


def write(batch, rows, reading, *, by):
    """Receive the devices of these rows; `RowsRefused` names rows by their place among them."""
    owners = [index for index in range(len(rows)) for _unit in range(reading.units.get(index, 1))]
    facts = [reading.facts[index] for index in owners]
    create_missing_brands(facts)
    devices = receive_devices(facts, by=by, donation=batch.donation)
    valued = [device for device in devices if device.declared_value is not None]
    Event.objects.record_many("device.value_declared", [(d, {}) for d in valued], by=by)
    made = [[] for _row in rows]
    for index, device in zip(owners, devices, strict=True):
        made[index].append(device)
    return made


def undo(batch, rows, *, by):
    withdraw(list(Device.objects.filter(import_rows__in=rows)), by=by)


def check_undo(batch):
    check_withdrawable(list(Device.objects.filter(import_rows__batch=batch)))


DONOR_LIST = ListKind(
    code="donor_list",
    label=gettext_lazy("donor's list"),
    fields=FIELDS,
    has_default_category=True,
    headings=HEADINGS,
    **LOOKS,
    data_words=DATA_WORDS,
    joined=frozenset({"remark", "accessories", "collected_from", "os", "condition"}),
    days=("purchased", "warranty_end"),
    vocabularies={
        "category": CATEGORIES,
        "donor_grade": GRADES,
    },
    read=read,
    write=write,
    undo=undo,
    bonds=each_alone,
    check_undo=check_undo,
    promise=gettext_lazy("Each good row becomes a device of this lot, to check."),
    act=gettext_lazy("Write the devices"),
    done=gettext_lazy("The devices of this list are in the register."),
    undo_promise=gettext_lazy(
        "All its devices are withdrawn as entered in error. It is refused once one of them was"
        " worked on."
    ),
    undone=gettext_lazy("Its devices were withdrawn; the same file may be imported again."),
)
