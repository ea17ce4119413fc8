import csv
import re
from collections import defaultdict
from dataclasses import astuple, dataclass, field
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports.kinds import RowVerdict
from core.imports.sheets import read_list
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from inventory.imports.check import set_verdicts
from inventory.imports.doubts import doubts_in
from inventory.imports.product_names import squashed
from inventory.imports.reading import read_into
from inventory.models import ImportBatch

# Suffix of the expectations of a list: `parc.xlsx.expected.csv`.
EXPECTED = ".expected.csv"
# Values that are always compared; other values only if a row expects them.
CERTAIN = ["category", "brand", "model", "serial", "imei", "imei2", "tag", "ram", "disk"]
FACTS = [*CERTAIN, "screen", "bought", "price", "remark"]


# {field of a list: values that it provides}, if the names differ.
FACTS_OF = {
    "donor_tag": {"tag"},
    "storage": {"disk"},
    "designation": {"category", "brand", "model", "ram", "disk", "screen"},
    "model": {"category", "brand", "model", "ram", "disk", "screen"},
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
    differences: list = field(default_factory=list)


HEADINGS = {
    "rows": gettext_lazy("rows"),
    "devices": gettext_lazy("devices"),
    "refused": gettext_lazy("refused"),
    "questions": gettext_lazy("questions"),
    "correct": gettext_lazy("correct"),
    "questioned": gettext_lazy("asked"),
    "rightly": gettext_lazy("rejected rightly"),
    "wrongly": gettext_lazy("rejected wrongly"),
    "silently": gettext_lazy("silently wrong"),
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
        *counts, differences = astuple(outcome)
        self.stdout.write("\t".join([path.name, *map(str, counts)]))
        for line in differences if verbosity > 1 else ():
            self.stdout.write(f"    {line}")


def outcome_of(path):
    """The `Outcome` of a file, compared with the expectations beside it, if any."""
    source = read_list(path.name, path.read_bytes())
    batch = ImportBatch(donation=Donation(donor=Donor()))
    rows = read_into(batch, source)
    set_verdicts(batch, rows)
    good = [row for row in rows if row.verdict == RowVerdict.GOOD]
    outcome = Outcome(
        rows=len(rows),
        devices=sum(row.units for row in good),
        refused=sum(row.verdict == RowVerdict.REFUSED for row in rows),
    )
    doubts = doubts_in(batch, rows)
    outcome.questions = len(doubts)
    beside = path.with_name(path.name + EXPECTED)
    if beside.exists():
        _compare(outcome, _actual(batch, rows, doubts), _expected(beside))
    return outcome


def _expected(path):
    """Expected devices: {(sheet, row): [facts]}."""
    expected = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            expected[row["sheet"], int(row["row"])].append(row)
    return expected


def _actual(batch, rows, doubts):
    """{(sheet, row): [(values or None if refused, sentences, doubtful values, unread cells)]}.

    The tables of a sheet count as a single table. The page names columns that have data but are not
    read.
    """
    actual = defaultdict(list)
    for index, row in enumerate(rows):
        sheet = re.sub(r" \(\d+\)$", "", row.sheet or batch.sheets_read[0])
        draft = row.outcome.draft if row.verdict == RowVerdict.GOOD else None
        facts = draft and _facts(draft)
        names = [each.name for each in doubts if index in each.rows]
        open_facts = set().union(*(FACTS_OF.get(name, {name}) for name in names))
        unread = [cell for i, cell in enumerate(row.cells) if str(i) not in batch.mapping]
        actual[sheet, row.number].append((facts, row.sentences, open_facts, unread))
    return actual


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
        "bought": draft.bought_on or draft.bought_year or "",
        "price": draft.remark,
        "remark": draft.remark,
    }


def _compare(outcome, actual, expected):
    for key in sorted(actual.keys() | expected.keys()):
        wanted, found = expected.get(key, []), actual.get(key, [])
        for place in range(max(len(wanted), len(found))):
            want = wanted[place] if place < len(wanted) else None
            row = found[place] if place < len(found) else (None, None, set(), [])
            _count(outcome, key, want, *row)


def _count(outcome, key, want, facts, sentences, open_facts, unread):
    """Count the result of a row.

    `want` is None if no device is expected; `sentences` is set if the row was not read.
    """
    label = " ".join(map(str, filter(None, key)))
    should_refuse = want is None or want["refused"]
    if facts is None and should_refuse:
        outcome.rightly += sentences is not None
    elif facts is None and sentences is not None:
        outcome.questioned += bool(open_facts)
        outcome.wrongly += not open_facts
        outcome.differences.append(f"{label}: {' '.join(sentences)}")
    elif facts is None or should_refuse:
        outcome.silently += 1
        outcome.differences.append(f"{label}: {'no device' if facts is None else 'a device'}")
    else:
        wrong = [name for name in FACTS if not _is_as_wanted(name, want[name], facts[name])]
        of_unread = {name for name in wrong if not facts[name] and want[name] in unread}
        is_open = open_facts | of_unread >= set(wrong)
        outcome.correct += not wrong
        outcome.questioned += bool(wrong) and is_open
        outcome.silently += not is_open
        for name in wrong:
            outcome.differences.append(f"{label}: {name} {facts[name]!r}, not {want[name]!r}")


def _is_as_wanted(name, wanted, found):
    if name in {"price", "remark"}:
        return wanted in found
    if not wanted:
        return not found or name not in CERTAIN
    if name in {"brand", "model"}:
        return squashed(wanted) == squashed(found)
    if name in {"ram", "disk", "screen"}:
        return bool(found) and float(wanted) == float(found)
    return str(wanted) == str(found)
