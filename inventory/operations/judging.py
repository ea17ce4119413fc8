"""Validation of imports: a verdict for every row, computed before locking (takes seconds)."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lives import Refused
from donations.models import Donation
from inventory.lifecycle.lists import RowVerdict
from inventory.lists.columns import check_mapping
from inventory.lists.habits import habits_of
from inventory.lists.kinds import KINDS, Reading, check_values, distinct_values
from inventory.lists.sheets import SourceList
from inventory.models import ImportBatch, ImportRow
from people.models import User

CHUNK = 5_000


def no_report(done: int) -> None:
    """Progress callback that does nothing: the list is read within the request."""


@dataclass
class Judged:
    """A list as it is judged, before anything is locked: how it is matched, and its rows."""

    batch: ImportBatch
    rows: list[ImportRow]


def judge_new(
    donation: Donation | None,
    *,
    source: SourceList,
    kind: str = ImportBatch.DONOR_LIST,
    mapping: dict[str, str] | None = None,
    judged: Judged | None = None,
    **facts: object,
) -> dict:
    """For `check_list`: the rows of a file, each with its verdict."""
    if judged:
        return {}
    habits, values = habits_of(KINDS[kind], donation, source.headings)
    shown = ("site", "outing", "default_category")
    batch = ImportBatch(
        kind=kind,
        donation=donation,
        headings=source.headings,
        mapping=habits if mapping is None else mapping,
        values=values,
        options=facts.get("options") or {},
        **{name: facts.get(name) for name in shown},
    )
    return {"judged": _judged(batch, _rows_of(source))}


def _rows_of(source: SourceList) -> list[ImportRow]:
    return [ImportRow(number=number, cells=cells) for number, cells in source.rows]


def _judged(batch: ImportBatch, rows: list[ImportRow]) -> Judged:
    judge(batch, rows)
    return Judged(batch, rows)


def judge_sheet(
    batch: ImportBatch, *, source: SourceList, judged: Judged | None = None, **_by: User
) -> dict:
    """For `choose_sheet`: the rows of another sheet."""
    if judged:
        return {}
    other = copy(batch)
    other.headings, other.sheet = source.headings, source.sheet
    other.mapping, other.values = habits_of(batch.list_kind, batch.donation, source.headings)
    return {"judged": _judged(other, _rows_of(source))}


def judge_remapped(
    batch: ImportBatch,
    *,
    mapping: dict[str, str],
    values: dict[str, dict[str, str]] | None = None,
    default_category: Category | None = None,
    options: dict | None = None,
    judged: Judged | None = None,
    **_by: User,
) -> dict:
    """For `remap`: the rows as the columns and words are matched now."""
    if judged:
        return {}
    other = copy(batch)
    other.mapping, other.default_category = mapping, default_category
    other.values = batch.values if values is None else values
    other.options = batch.options | (options or {})
    return {"judged": _judged(other, list(batch.rows.all()))}


def judge_settled(
    batch: ImportBatch,
    *,
    rows: list[int] | None = None,
    is_forced: bool = True,
    judged: Judged | None = None,
    **_by: User,
) -> dict:
    """For `settle_conflicts`: the rows, those chosen written over what the register says newer."""
    if judged:
        return {}
    batch_rows = list(batch.rows.all())
    for row in batch_rows:
        is_open = row.verdict == RowVerdict.CONFLICT if is_forced else row.is_forced
        if is_open and (rows is None or row.pk in rows):
            row.is_forced = is_forced
    return {"judged": _judged(copy(batch), batch_rows)}


def judge(
    batch: ImportBatch, rows: list[ImportRow], report: Callable[[int], None] = no_report
) -> Reading:
    """Give each row its verdict, as `apply_import` would find it now, and the list its words."""
    kind = batch.list_kind
    check_mapping(batch.mapping, batch.headings, kind)
    check_values(batch.values, kind)
    batch.words = distinct_values([row.cells for row in rows], batch.mapping, kind)
    reading = kind.read(batch, rows, report)
    for index, row in enumerate(rows):
        row.problems = reading.problems.get(index, [])
        row.units = reading.units.get(index, 1)
        row.changes = reading.changes.get(index, {})
        row.verdict = reading.verdict_of(index)
    return reading


def judge_again(batch: ImportBatch, *, judged: Judged | None = None, **_facts: object) -> dict:
    """For an operation on a list that is matched as it was: its rows as they are judged now."""
    return {} if judged else {"judged": _judged(copy(batch), list(batch.rows.all()))}


def rewrite(batch: ImportBatch, judged: Judged) -> None:
    """Write what was judged of rows by upsert: `bulk_update` would write a CASE a row."""
    if judged.batch.sheet != batch.sheet:
        raise Refused(_("Another sheet was chosen meanwhile: look at the list again."))
    ImportRow.objects.bulk_create(
        judged.rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["verdict", "problems", "units", "changes"],
    )


def counts_in(rows: list[ImportRow]) -> dict[str, int]:
    refused = sum(row.verdict == RowVerdict.REFUSED for row in rows)
    return {"rows": len(rows), "refused": refused}
