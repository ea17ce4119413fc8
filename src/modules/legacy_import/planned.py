"""Stages of a move, and the records that earlier files will create, to check later files."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.imports.columns import plain
from core.imports.kinds import ListKind, RowVerdict
from core.modules.registry import is_on
from inventory.devices.identifiers import clean_code, clean_serial
from inventory.imports.check import set_outcomes
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch


@dataclass
class Planned:
    """Unsaved records by the key under which rows of later files name them."""

    organisations: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    donors: dict = field(default_factory=dict)
    people: list = field(default_factory=list)
    # {inventory number, serial number or IMEI: Line} of devices.
    lines: dict = field(default_factory=dict)

    def add_organisation(self, organisation):
        if organisation and organisation.pk is None:
            self.organisations.setdefault(plain(organisation.name), organisation)

    def add_place(self, place):
        if place.pk is None:
            self.places |= {plain(name): place for name in (place.name, place.code)}

    def add_donor(self, donor):
        if donor and donor.pk is None:
            self.donors.setdefault(plain(donor.name), donor)

    def add_person(self, person):
        if person and person.pk is None and all(person is not other for other in self.people):
            self.people.append(person)

    def add_line(self, line):
        """Add a device of an earlier register, with its named organisation and person."""
        self.add_organisation(line.organisation)
        self.add_person(line.person)
        main = line.of or line
        draft = main.device
        for key in (clean_code(main.code), clean_serial(draft.serial), *draft.numbers.imeis):
            if key:
                self.lines.setdefault(key, main)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A kind of list of a move: its rank, and the keys under which later files find its drafts."""

    rank: int
    # Plural name of its rows: “devices”.
    label: str
    kind: ListKind
    # Fields of which a list of this kind has at least one field.
    telling: tuple
    # The optional module that must be enabled.
    module: str = ""
    plan: Callable[[Planned, object], None] | None = None


STAGES: dict[str, Stage] = {}


def register(stage: Stage) -> None:
    STAGES[stage.kind.code] = stage


def stages_on() -> dict[str, Stage]:
    """The stages whose module is enabled."""
    return {code: one for code, one in STAGES.items() if not one.module or is_on(one.module)}


def in_order(batches):
    """These lists in the order of their dependencies; lists of one kind as they were sent."""
    return sorted(batches, key=lambda batch: (STAGES[batch.kind].rank, batch.pk))


def batches_of(migration, **conditions):
    """The lists of a move in the order in which they are written."""
    batches = ImportBatch.objects.filter(migration_file__migration=migration, **conditions)
    return in_order(batches.select_related("default_category", "document", "site"))


def other_batches(batch):
    """The other lists of the move of this list; none for a list without a move."""
    lists = ImportBatch.objects.exclude(pk=batch.pk)
    moved = batch.pk is not None and batch.part_of
    return lists.filter(migration_file__migration__files__batch=batch.pk) if moved else lists.none()


def planned_for(batch):
    """The records that the files before this list will create; empty for a list without a move."""
    if hasattr(batch, "planned"):
        return batch.planned
    planned = Planned()
    place = (STAGES[batch.kind].rank, batch.pk)
    for other in in_order(other_batches(batch).filter(status=ImportStatus.CHECKED)):
        stage = STAGES[other.kind]
        if stage.plan and (stage.rank, other.pk) < place:
            plan(other, planned)
    return planned


def plan(batch, planned):
    """Add records that later files may name to `planned`; return the drafts of good rows."""
    stage = STAGES[batch.kind]
    batch.planned = planned
    rows = list(batch.rows.all())
    for _done in set_outcomes(batch, rows):
        pass
    drafts = [row.outcome.draft for row in rows if row.outcome.verdict == RowVerdict.GOOD]
    for draft in drafts if stage.plan else ():
        stage.plan(planned, draft)
    return drafts
