import csv
import re
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bench.lost_cells import lost_cells
from core.imports.kinds import RowVerdict
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from inventory.imports.check import set_verdicts
from inventory.imports.donor_list import DONOR_LIST
from inventory.imports.doubts import COLUMN
from inventory.imports.product_names import TRAILING, UNIT_OF_SIZE, squashed
from inventory.imports.reading import read_into
from inventory.models import ImportBatch

# Suffix of the expectations of a list: `parc.xlsx.expected.csv`. Its columns are `sheet`, `row`,
# `refused` (x for a row that is not a device), `private` (words naming people, separated by bars)
# and `FACTS`.
EXPECTED = ".expected.csv"
# Values that are always compared; other values only if a row expects them.
CERTAIN = ["category", "brand", "model", "serial", "imei", "imei2", "tag", "ram", "disk"]
CERTAIN += ["quantity"]
FACTS = [*CERTAIN, "screen", "bought", "price", "condition", "remark"]
# Facts found within a text, in any case.
TEXTS = {"price", "condition", "remark"}
# End of a name that tells more than is expected: a year, or the maker's code (SM-G525F).
MORE = r"(?: \(?(?:(?:19|20)\d\d|[a-z]{1,3}-?[a-z]?\d{3}\w*|\d\d(?:\"|[- ]?in(?:ch)?))\)?)+$"
MORE = re.compile(MORE, re.IGNORECASE)
# Words for the kind and the size of a device anywhere in a name, which a clerk may leave out.
KIND = r"\(wi-?fi\)|\b(?:tower|desktop|monitor|all-in-one|aio|mobile workstation)\b"
KIND, SIZE = (re.compile(text, re.IGNORECASE) for text in (KIND, r"\b\d\d(?:\.\d)?[- ]in(?:ch)?\b"))
# The month before a year, in the remark of a device: “mars 2019”.
MONTH = r"(?:[^\W\d]{3}\S* |\d[/.-])%s"


# {field of a list: values that it provides}, if the names differ.
SIZES = {"ram", "disk", "screen"}
FACTS_OF = {
    "meant": {"brand", "model", "serial", "ram", "disk"},
    "several": {"category", "brand", "model", "quantity", "row"} | SIZES,
    "donor_tag": {"tag"},
    "purchased": {"bought"},
    "cpu": SIZES,
    "serial": {"serial", "quantity", "row"},
    "storage": SIZES,
    "ram": SIZES,
    "screen": SIZES,
    "designation": {"category", "brand", "model", "quantity"} | SIZES,
    "model": {"category", "brand", "model", "quantity"} | SIZES,
    "brand": {"category", "brand", "model"},
    "remark": {"category", "brand", "model", "quantity"} | SIZES,
}


@dataclass
class Outcome:
    """Counts of the rows of a file, and of the results for expected rows."""

    rows: int = 0
    devices: int = 0
    refused: int = 0
    questions: int = 0
    correct: int = 0
    questioned: int = 0
    rightly: int = 0
    wrongly: int = 0
    silently: int = 0
    leaked: int = 0
    lost: int = 0
    differences: list = field(default_factory=list)


HEADINGS = {
    "rows": gettext_lazy("rows"),
    "devices": gettext_lazy("devices"),
    "refused": gettext_lazy("refused"),
    "questions": gettext_lazy("questions"),
    "correct": gettext_lazy("correct"),
    "questioned": gettext_lazy("requested"),
    "rightly": gettext_lazy("correctly rejected"),
    "wrongly": gettext_lazy("wrongly rejected"),
    "silently": gettext_lazy("wrong without warning"),
    "leaked": gettext_lazy("names visible"),
    "lost": gettext_lazy("lost cells"),
}


class Command(BaseCommand):
    help = "Read each list of a folder as a donor's, up to its check; nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, verbosity, **options):
        self.stdout.write("\t".join([_("file"), *map(str, HEADINGS.values())]))
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.endswith(EXPECTED):
                self.say(path, verbosity)

    def say(self, path, verbosity):
        try:
            outcome = outcome_of(path)
        except Refused as refusal:
            self.stdout.write(f"{path.name}\t{' '.join(refusal.messages)}")
            return
        counts = [str(asdict(outcome)[name]) for name in HEADINGS]
        self.stdout.write("\t".join([path.name, *counts]))
        for line in outcome.differences if verbosity > 1 else ():
            self.stdout.write(f"    {line}")


def outcome_of(path):
    """The `Outcome` of a file, compared with the expectations beside it, if any."""
    source = read_list(path.name, path.read_bytes(), kind=DONOR_LIST)
    batch = ImportBatch(donation=Donation(donor=Donor()))
    rows = read_into(batch, source)
    doubts = set_verdicts(batch, rows)
    good = [row for row in rows if row.outcome.verdict == RowVerdict.GOOD]
    outcome = Outcome(
        rows=len(rows),
        devices=sum(row.units for row in good),
        refused=sum(row.verdict == RowVerdict.REFUSED for row in rows),
    )
    outcome.questions = len(doubts)
    lost = lost_cells(source, batch, rows, doubts)
    outcome.lost, outcome.differences = len(lost), [f"{n}: “{cell}” is lost" for n, cell in lost]
    beside = path.with_name(path.name + EXPECTED)
    if beside.exists():
        expected = _expected(beside)
        _compare(outcome, _actual(batch, rows, doubts, _cells_in(source)), expected)
        _look_for_names(outcome, rows, expected)
    return outcome


def _expected(path):
    """Expected devices: {(sheet, row): [facts]}."""
    expected = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            expected[row["sheet"], int(row["row"])].append(row)
    return expected


@dataclass
class Read:
    """Result of a row.

    `facts` is None if it is refused; `questioned` are its facts that a question may change;
    `unread` are its cells that the page names and does not read: withheld, or without a field.
    """

    facts: dict | None = None
    sentences: list | None = None
    questioned: set = field(default_factory=set)
    unread: list = field(default_factory=list)

    def is_open(self, name, wanted):
        """Whether the page asks about a wrong fact, or names the cell that has it."""
        is_left = (name in TEXTS or not (self.facts or {}).get(name)) and wanted
        return name in self.questioned or bool(is_left and self.names(wanted))

    def names(self, wanted):
        """Whether a cell that is not read has this value; a day is written in either order."""
        forms = {squashed(wanted), "".join(reversed(wanted.split("-")))}
        cells = map(squashed, self.unread)
        return any(form in cell for cell in cells for form in forms)


def _cells_in(source):
    """{(sheet, row): cells} as written, with the columns of people that the page names."""
    return {(table.name, n): cells for table in source.tables for n, cells in table.rows}


def _actual(batch, rows, doubts, written):
    """{(sheet, row): [`Read`]}; the tables of a sheet count as a single table."""
    actual = defaultdict(list)
    for index, row in enumerate(rows):
        sheet = re.sub(r" ?\(\d+\)$", "", row.sheet or batch.sheets_read[0])
        drafts = row.outcome.draft.distinct if row.outcome.verdict == RowVerdict.GOOD else [None]
        open_doubts = [each for each in doubts if index in each.rows]
        names = [each.name for each in open_doubts]
        of_row = [each for each in open_doubts if each.name == "row"]
        names += [each.last or "meant" for each in of_row if each.first or each.last]
        read = Read(
            sentences=row.sentences,
            questioned=set().union(*(FACTS_OF.get(name, {name}) for name in names)),
            unread=[cell for i, cell in enumerate(row.cells) if not batch.mapping.get(str(i))],
        )
        read.unread += filter(None, row.withheld.values())
        read.unread += [each.first for each in of_row]
        columns = [int(each.about) for each in open_doubts if each.code == COLUMN]
        read.unread += [row.cells[place] for place in columns]
        read.unread += row.sentences  # warnings about cells that cannot be read
        sheet_read = row.sheet or batch.sheets_read[0]
        read.unread += set(written.get((sheet_read, row.number), ())) - set(row.cells)
        actual[sheet, row.number] += [replace(read, facts=d and _facts(d)) for d in drafts]
    return actual


def _look_for_names(outcome, rows, expected):
    """Count the rows whose cells, which volunteers see, have a word that names a person."""
    wants = [want for several in expected.values() for want in several]
    words = {w for want in wants for w in (want.get("private") or "").split("|") if w}
    if not words:
        return
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    for row in rows:
        seen = named.search(" | ".join(row.cells))
        outcome.leaked += bool(seen)
        if seen:
            outcome.differences.append(f"{row.sheet} {row.number}: “{seen[0]}” is visible")


def _facts(draft):
    imeis = [*draft.numbers.imeis, "", ""]
    return {
        "category": draft.category.code,
        "brand": draft.brand.name if draft.brand else "",
        "model": draft.model.name if draft.model else "",
        "serial": draft.numbers.serial or "",
        "imei": imeis[0],
        "imei2": imeis[1],
        "tag": draft.donor_tag,
        "ram": draft.specs.get("ram_gb", ""),
        "disk": draft.specs.get("storage_gb", ""),
        "screen": draft.specs.get("screen_inches", ""),
        "bought": _bought(draft),
        "quantity": draft.quantity,
        "price": draft.remark,
        "condition": " ".join([draft.donor_condition, draft.donor_grade, draft.fault]).strip(),
        "remark": draft.remark,
    }


def _bought(draft):
    """The day of purchase, or its year, with a dash if the remark has the month.

    Under “Année”, which does not say whether a device was made or bought, the year counts too.
    """
    year = draft.bought_year or draft.year_made or ""
    has_month = year and re.search(MONTH % year, draft.remark)
    return draft.bought_on or (f"{year}-" if has_month else year)


def _compare(outcome, actual, expected):
    for key in sorted(actual.keys() | expected.keys()):
        wanted, found = expected.get(key, []), actual.get(key, [])
        for place in range(max(len(wanted), len(found))):
            want = wanted[place] if place < len(wanted) else None
            read = found[place] if place < len(found) else _left_of(found)
            _count(outcome, key, want, read)


def _left_of(found):
    """The `Read` of a further device of a row: refused or asked about with the first."""
    first = found[0] if found else Read()
    if first.facts is None:
        return first
    return Read(
        questioned=first.questioned | ({"row"} if "quantity" in first.questioned else set()),
        unread=first.unread,
    )


def _count(outcome, key, want, read):
    """Count the result of a row; `want` is None if no device is expected."""
    label = " ".join(map(str, filter(None, key)))
    should_refuse = want is None or want["refused"]
    if read.facts is None and should_refuse:
        outcome.rightly += read.sentences is not None
    elif read.facts is None and read.sentences is not None:
        outcome.questioned += bool(read.questioned)
        outcome.wrongly += not read.questioned
        outcome.differences.append(f"{label}: {' '.join(read.sentences)}")
    elif read.facts is None or should_refuse:
        # the cells of a further device may be in columns that the page names
        is_open = "row" in read.questioned or (want and want["model"] and read.names(want["model"]))
        outcome.questioned += bool(is_open)
        outcome.silently += not is_open
        outcome.differences.append(f"{label}: {'no device' if read.facts is None else 'a device'}")
    else:
        _count_facts(outcome, label, want, read)


def _count_facts(outcome, label, want, read):
    facts = read.facts
    wrong = [name for name in FACTS if not _is_as_wanted(name, want.get(name) or "", facts[name])]
    is_open = all(read.is_open(name, want.get(name)) for name in wrong)
    outcome.correct += not wrong
    outcome.questioned += bool(wrong) and is_open
    outcome.silently += not is_open
    for name in wrong:
        outcome.differences.append(f"{label}: {name} {facts[name]!r}, not {want.get(name)!r}")


def _named(text):
    """A name without the words that say nothing more: “Notebook PC”, “23.8-in All-in-One”.

    Returns two forms, with the size of the screen and without it.
    """
    forms = UNIT_OF_SIZE.sub("", text), UNIT_OF_SIZE.sub("", SIZE.sub("", text))
    kept = [KIND.sub("", form).split() for form in forms]
    return {
        squashed(" ".join([*words[:1], *(w for w in words[1:] if w.casefold() not in TRAILING)]))
        for words in kept
    }


def _is_as_wanted(name, wanted, found):
    if name in TEXTS:
        return squashed(wanted) in squashed(found)
    if name == "quantity":
        return int(wanted or 1) == found
    if not wanted:
        return not found or name not in CERTAIN
    if name in {"brand", "model"}:
        named = [found, MORE.sub("", found)]
        return any(_named(wanted) & _named(name) for name in named)
    if name == "bought" and str(found).endswith("-"):
        return wanted.startswith(found[:-1])
    if name in {"ram", "disk", "screen"}:
        return bool(found) and float(wanted) == float(found)
    return str(wanted).upper() == str(found).upper()  # numbers are stored in capitals
