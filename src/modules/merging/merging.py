"""Merge duplicate rows: references move to the surviving row, and can be moved back.

Each `Mergeable` model has a `Merging` (definitions.py). Every foreign key is moved; they are found
with `_meta`. A guard that freezes a key allows it to follow a merge (`frozen`, `merged`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _

from core.folding import folded, words_of
from core.models import Event
from core.models.event import OPENINGS
from core.models.mergeable import MERGED, Mergeable, merges_into
from core.models.unsettled import Unsettled
from core.workflow.guards import MERGE
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation

FOLLOWED, UNDONE, APART = "row.followed", "row.unmerged", "row.declared_distinct"
NUMBER = re.compile(r"\d+")
CHUNK = 5_000
MAX_MATCHES = 20
MAX_COMPARED = 5_000  # rows whose names are compared with that of a row
LIKENESS = 0.7  # similarity of two names: 0 for nothing in common, 1 for equal
MAX_NAMED = 5
MAX_SUGGESTED = 20  # pairs of one kind


class Move(NamedTuple):
    """Rows `ids` of the model `label` whose foreign key `field` changes from `old` to `new`."""

    label: str
    field: str
    old: int
    new: int
    ids: list

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def back(self):
        return self._replace(old=self.new, new=self.old)

    def write(self):
        """Point the rows at `new`; return how many still pointed at `old`."""
        rows = self.model._base_manager.filter(**{self.field: self.old})
        chunks = (self.ids[i : i + CHUNK] for i in range(0, len(self.ids), CHUNK))
        return sum(rows.filter(pk__in=ids).update(**{self.field: self.new}) for ids in chunks)


def _nothing(_loser, _survivor):
    return []


@dataclass(frozen=True)
class Merging:
    """Rules for merging rows of one model; each function receives (loser, survivor).

    `check` raises `Refused` for a pair that cannot be merged; `search(rows, text)` finds the other
    row, `details(row)` distinguishes rows of the same name, `name_of(row)` is "" for a row that is
    not suggested, `address(row)` is the URL to return to.
    `near(rows, row)` are the rows whose names may be misspelt alike, by default all.
    `first` gives the pairs to merge before them, `beside` additional moves, `stays` the labels of
    models whose rows remain with the loser. `after` is called last; it returns the changed values
    of the survivor with their former ones, which undoing restores where they are unchanged.
    """

    model: type[Mergeable]
    search: Callable[[QuerySet, str], QuerySet]
    address: Callable[[Model], str] = lambda row: row.get_absolute_url()
    check: Callable = _nothing
    details: Callable[[Model], str] = lambda _row: ""
    name_of: Callable[[Model], str] = str
    near: Callable[[QuerySet, Model], QuerySet] = lambda rows, _row: rows
    first: Callable = _nothing
    beside: Callable = _nothing
    stays: Callable = _nothing
    after: Callable = lambda _loser, _survivor: ({}, {})

    @property
    def noun(self):
        return self.model._meta.model_name

    @property
    def name(self):
        return self.model._meta.verbose_name_plural

    def matches(self, row, text, user):
        """The rows found by `text`, without `row`, each with its details."""
        rows = self.model.objects.visible_to(user).exclude(pk=row.pk)
        few = self.search(rows, text)[:MAX_MATCHES] if text else []
        return [(one, self.details(one)) for one in few]

    def alike(self, row, user):
        """The rows with the same name, then nearly the same: doubles are often misspelt."""
        others, own = self.model.objects.visible_to(user).exclude(pk=row.pk), folded(str(row))
        named = defaultdict(dict)
        for one in (
            *self.near(others, row).order_by("pk")[:MAX_COMPARED],
            *(
                one
                for one in self.search(others, str(row))[:MAX_MATCHES]
                if folded(str(one)) == own
            ),
        ):
            named[folded(str(one))][one.pk] = one
        names = get_close_matches(own, named, n=MAX_MATCHES, cutoff=LIKENESS)
        alike = [name for name in names if _has_alike_words(name, own)][:MAX_NAMED]
        return [(one, self.details(one)) for name in alike for one in named[name].values()]

    def suggestions(self, user):
        """Pairs of rows next to each other by name that look like doubles and may be merged."""
        rows = self.model.objects.visible_to(user).order_by("-pk")[:MAX_COMPARED]
        named = sorted((folded(self.name_of(row)), -row.pk, row) for row in rows)
        apart = _distinct_pairs(self.model)
        return [
            (loser, survivor, self.details(loser), self.details(survivor))
            for (own, _pk, loser), (other, _other_pk, survivor) in pairwise(named)
            if own
            and _are_doubles(own, other)
            and {loser.pk, survivor.pk} not in apart
            and self._may_merge(loser, survivor)
        ][:MAX_SUGGESTED]

    def _may_merge(self, loser, survivor):
        try:
            self.check(loser, survivor)
        except Refused:
            return False
        return True


def _distinct_pairs(model):
    """The pairs of rows of a model that a user declared not to be duplicates."""
    model_type = ContentType.objects.get_for_model(model)
    rows = Event.objects.filter(kind=APART, subject_type=model_type).values_list(
        "subject_id", "data"
    )
    return [{pk, data["other"]} for pk, data in rows]


def _are_doubles(*names):
    return bool(get_close_matches(names[0], names[1:], cutoff=LIKENESS)) and _has_alike_words(
        *names
    )


def _has_alike_words(*names):
    """Whether each word of the shorter name is nearly one of the other, not one of several alone.

    A family name in common is no likeness: brothers and sisters are not doubles. Nor are names with
    different numbers, such as the models T480 and T490.
    """
    if len({tuple(sorted(NUMBER.findall(name))) for name in names}) > 1:
        return False
    few, many = sorted((words_of(name) for name in names), key=len)
    is_one_of_several = len(few) == 1 < len(many)
    near = (get_close_matches(word, many, n=1, cutoff=LIKENESS) for word in few)
    return not is_one_of_several and all(near)


MERGINGS: dict[str, Merging] = {}


def register(*mergings: Merging) -> None:
    MERGINGS.update({merging.noun: merging for merging in mergings})


def relations(model: type[Model]) -> list[ForeignKey]:
    """Every foreign key that points at `model`, hidden relations included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [f.field for f in fields if f.auto_created and (f.one_to_many or f.one_to_one)]


def moves_of(loser: Mergeable, survivor: Mergeable) -> list[Move]:
    """The moves from the loser to the survivor, one for each relation."""
    merging = MERGINGS[loser._meta.model_name]
    stays, moves = merging.stays(loser, survivor), []
    for field in relations(merging.model):
        rows = field.model._base_manager.filter(**{field.name: loser})
        if issubclass(field.model, Mergeable) and field.name != "merged_into":
            rows = rows.filter(merged_into=None)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids and field.model._meta.label not in stays:
            moves.append(Move(field.model._meta.label, field.name, loser.pk, survivor.pk, ids))
    return [*moves, *merging.beside(loser, survivor)]


def preview(loser: Mergeable, survivor: Mergeable) -> list[tuple]:
    """The rows to move: (name of the model, number of rows, names of some)."""
    pairs = [*MERGINGS[loser._meta.model_name].first(loser, survivor), (loser, survivor)]
    ids = defaultdict(set)
    for pair in pairs:
        for move in moves_of(*pair):
            ids[move.model] |= set(move.ids)
    return [
        (model._meta.verbose_name_plural, len(some), _names_of(model, some))
        for model, some in ids.items()
    ]


def obstacle(loser: Mergeable, survivor: Mergeable, *, by: Model) -> str:
    """The reason why two rows cannot be merged, found by a merge that is rolled back; or ""."""
    try:
        with transaction.atomic():
            merge(loser, by=by, into=survivor)
            transaction.set_rollback(True)
    except Refused as refusal:
        return " ".join(refusal.messages)
    return ""


def _check(loser, survivor):
    if loser == survivor:
        raise Refused(_("This is the same record: choose a different one."))
    if loser.merged_into_id or survivor.merged_into_id:
        raise Refused(_("One of them has been merged in the meantime: search for them again."))
    MERGINGS[loser._meta.model_name].check(loser, survivor)


def _names_of(model, ids):
    rows = model._base_manager.filter(pk__in=sorted(ids)[:MAX_NAMED]).order_by("pk")
    return [*map(str, rows), *(["…"] if len(ids) > MAX_NAMED else [])]


@operation("merging.merge_rows")
def merge(loser: Mergeable, *, by: Model, into: Mergeable) -> Mergeable:
    """Merge two rows: all references to `loser` point at `into`, in one event."""
    merging = MERGINGS[loser._meta.model_name]
    loser, survivor = _lock(loser, into)
    _check(loser, survivor)
    pairs, moves = [*merging.first(loser, survivor), (loser, survivor)], []
    for one, other in pairs:
        moves += _point(moves_of(one, other))
        type(one)._base_manager.filter(pk=one.pk).update(merged_into=other)
    changed = merging.after(loser, survivor)
    Event.objects.record(
        MERGED,
        survivor,
        by=by,
        other=loser.pk,
        count=len({(move.label, pk) for move in moves for pk in move.ids}),
        pairs=[(one._meta.label, one.pk) for one, _other in pairs],
        moves=moves,
        changed=changed,
    )
    return survivor


@operation("merging.merge_rows")
def declare_distinct(row: Mergeable, *, by: Model, other: Mergeable) -> None:
    """Declare that two rows are not duplicates: they are not suggested again."""
    Event.objects.record(APART, row, by=by, other=other.pk)


@operation("merging.merge_rows")
def undo_merge(loser: Mergeable, *, by: Model) -> Mergeable:
    """Undo a merge, unless the moved rows have changed since."""
    merging = MERGINGS[loser._meta.model_name]
    if not loser.merged_into_id:
        raise Refused(_("This merge has already been undone."))
    loser, survivor = _lock(loser, loser.merged_into)
    event = merges_into(survivor).filter(data__other=loser.pk).first()
    if event is None or loser.merged_into_id != survivor.pk:
        raise Refused(
            _("They have been merged with another record since then: undo that merge first.")
        )
    merging.check(loser, survivor)
    followed = Event.objects.about(survivor).filter(kind=FOLLOWED, pk__gt=event.pk)
    moves = []
    for one in [event, *followed.filter(data__other=loser.pk)]:
        some = [Move(*move) for move in one.data["moves"]]
        _check_untouched(some, one)
        moves += some
    _check_nothing_newer(moves)
    _point([move.back for move in moves])
    now, before = event.data["changed"]
    merging.model._base_manager.filter(pk=survivor.pk, **now).update(**before)
    for label, pk in event.data["pairs"]:
        apps.get_model(label)._base_manager.filter(pk=pk).update(merged_into=None)
    Event.objects.record(UNDONE, survivor, by=by, other=loser.pk)
    return loser


def follow_merges() -> None:
    """Move rows that were entered with a reference to a row while that row was being merged."""
    for merging in MERGINGS.values():
        for field in relations(merging.model):
            entered = field.model._base_manager.filter(
                **{f"{field.name}__merged_into__isnull": False}
            )
            for pk in entered.values_list(field.name, flat=True).distinct():
                _follow(merging.model._base_manager.get(pk=pk))


@transaction.atomic
def _follow(loser):
    loser, survivor = _lock(loser, loser.merged_into)
    moves = _point(moves_of(loser, survivor))
    Event.objects.record(
        FOLLOWED,
        survivor,
        by=get_user_model().objects.system(),
        other=loser.pk,
        count=sum(len(move.ids) for move in moves),
        moves=moves,
    )


def _lock(*rows):
    """Lock these rows in the order of their ids; return them, reread, in the given order."""
    locked = type(rows[0])._base_manager.order_by("pk").select_for_update(of=("self",))
    by_id = {row.pk: row for row in locked.filter(pk__in=[row.pk for row in rows])}
    return [by_id[row.pk] for row in rows]


def _point(moves: list[Move]) -> list[Move]:
    """Write these moves. A guard may require an order: refused moves are tried again."""
    waiting = moves
    with _following({move.new for move in moves}):
        while waiting:
            refused = [(move, error) for move in waiting if (error := _try(move))]
            if len(refused) == len(waiting):
                raise refused[0][1]
            waiting = [move for move, _error in refused]
    return moves


def _try(move):
    try:
        with transaction.atomic():
            if move.write() != len(move.ids):
                raise Refused(
                    _("What was moved has changed since then: the merge can no longer be undone.")
                )
    except IntegrityError as error:
        return error
    return None


@contextmanager
def _following(ids: set) -> Iterator[None]:
    """Let frozen foreign keys point at the rows with these ids, within this block."""
    marks = [Unsettled(rule=MERGE, row_id=pk, settled_id=0) for pk in ids]
    Unsettled.objects.bulk_create(marks)
    yield
    Unsettled.objects.filter(rule=MERGE)._raw_delete("default")


def _check_untouched(moves: list[Move], event: Event) -> None:
    """Raise `Refused` if a moved row has changed since."""
    for move in moves:
        kind = ContentType.objects.get_for_model(move.model)
        since = Event.objects.filter(subject_type=kind, pk__gt=event.pk).exclude(kind__in=OPENINGS)
        for start in range(0, len(move.ids), CHUNK):
            later = since.filter(subject_id__in=move.ids[start : start + CHUNK]).first()
            if later:
                raise _stays(move.model, later.subject_id)


def _check_nothing_newer(moves: list[Move]) -> None:
    """Raise `Refused` if a newer row refers to both the survivor and a moved row."""
    moved = defaultdict(set)
    for move in moves:
        moved[move.model, move.field].update(move.ids)
    for move in moves:
        target = move.model._meta.get_field(move.field).related_model
        for link in relations(move.model):
            for own in link.model._meta.local_fields:
                if own.related_model is target and own.name != link.name:
                    rows = link.model._base_manager.filter(**{own.name: move.new})
                    newer = rows.filter(**{f"{link.name}__in": move.ids[:CHUNK]})
                    ids = set(newer.values_list("pk", flat=True))
                    if left := ids - moved[link.model, own.name]:
                        raise _stays(link.model, min(left))


def _stays(model, pk):
    row = model._base_manager.get(pk=pk)
    return Refused(
        _(
            "%(kind)s “%(row)s” is new or has changed since the merge, which can no longer "
            "be undone."
        )
        % {"kind": model._meta.verbose_name.capitalize(), "row": row}
    )
