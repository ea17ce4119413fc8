"""Journal of erased rows, stored outside the database and replayed after a restore.

The journal is a file beside the documents, `forgotten.jsonl`: one line for each row anonymised or
deleted, with its table, its id, when it was created and when it was erased, and nothing else. After
a restore an id may be used again: the time of creation proves that the row is the same.

An app calls `register` for each table, to declare which columns date the creation and the erasure
of a row, and how to repeat an erasure. An operation that erases rows calls `note`, which writes
after the commit. If a crash loses entries, `catch_up` finds them in the database: it runs with the
tick, with `anonymise`, with each backup and before each restore.

A free text has its own `Kind`: its row remains, and only a text older than its blanking is blanked
again. Each closed account also has a line, with the time at which it was reopened, if any, so that
a restore closes exactly the accounts that were closed. If it closes the account of the last
administrator, `first_admin` invites another from the command line.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.timezone import is_aware
from django.utils.translation import gettext_lazy as _

BATCH = 500
LARGEST = 2**63  # larger than any id of a database
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT


class Kind(NamedTuple):
    """Anonymisation of a table's rows, which is repeated after a restore.

    `lines(ids=None, since=None)` yields a `Line` for each anonymised row, optionally with these ids
    or since that time. `again(lines, since)` anonymises the rows that a backup of that time
    restored, and returns their number; `message` is shown after a restore.
    """

    lines: Callable
    again: Callable
    message: str = _(
        "Erased again, because already erased after the backup: %(count)s in %(table)s"
    )


class Line(NamedTuple):
    table: str
    id: int
    born: str
    gone: str

    @property
    def moments(self):
        return [datetime.fromisoformat(text) for text in (self.born, self.gone)]


KINDS: dict[str, Kind] = {}


def register(label: str, *, born: str, gone: str, again: Callable) -> None:
    """Journal the rows of the model `label`.

    Column `born` never changes, `gone` is null until the erasure. `again(rows)` erases a list of
    restored rows, in any state.
    """
    KINDS[label] = Kind(
        partial(lines_of, label, born, gone), partial(_forget_rows, label, born, gone, again)
    )


def journal(folder: Path | None = None) -> Path:
    """Path of the journal: beside the documents, or in `folder`."""
    return Path(folder or settings.MEDIA_ROOT) / "forgotten.jsonl"


def note(label: str, ids: list) -> None:
    """Write these rows to the journal after the commit; if that fails, `catch_up` does so later."""
    if ids:
        transaction.on_commit(lambda: append(KINDS[label].lines(ids=ids)), robust=True)


def lines_of(label, born, gone, ids=None, since=None):
    """The journal lines of a table whose rows were erased, for its registered kind."""
    rows = apps.get_model(label)._base_manager.filter(**{f"{gone}__isnull": False})
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if since:
        rows = rows.filter(**{f"{gone}__gte": since})
    for pk, at, end in rows.order_by("pk").values_list("pk", born, gone).iterator():
        yield Line(label, pk, at.isoformat(), end.isoformat())


def append(lines, *, folder: Path | None = None) -> int:
    """Append these lines to the journal, flush it to the disk, and return the number of lines."""
    lines, path = list(lines), journal(folder)
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, APPENDING, 0o600), "a") as file:
            file.write("\n")  # ends a line that a crash has truncated
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
    return len(lines)


def read(path: Path) -> list[Line]:
    """Return the lines of a journal in order, without duplicates and lines truncated by a crash.

    For a row erased twice, or an erasure revoked since, the latest line counts.
    """
    return parse(path.read_text()) if path.exists() else []


def parse(journal: str) -> list[Line]:
    """Parse the text of a journal, as `read` does; invalid lines are skipped."""
    newest = {}
    for text in journal.splitlines():
        try:
            line = Line(*json.loads(text))
            is_line = isinstance(line.table, str) and 0 <= int(line.id) < LARGEST
            is_line = is_line and all(is_aware(moment) for moment in line.moments)
        except (ValueError, TypeError, RecursionError):
            continue
        if is_line and _is_news(line, newest):
            newest[line[:3]] = line
    return list(newest.values())


def _is_news(line, newest):
    """Whether `newest` has no equally recent line for that row."""
    earlier = newest.get(line[:3])
    return earlier is None or earlier.moments < line.moments


def lacking(lines: list[Line]) -> list[Line]:
    """The lines missing from the journal of this site."""
    newest = {line[:3]: line for line in read(journal())} if lines else {}
    return [line for line in lines if _is_news(line, newest)]


def catch_up(*, since: datetime | None = None) -> int:
    """Add the erasures recorded in this database to the journal, or only those after `since`.

    Return the number of erasures that were missing.
    """
    return append(lacking([line for kind in KINDS.values() for line in kind.lines(since=since)]))


def forget_again(*, since: datetime) -> dict[str, int]:
    """Repeat the erasures of the journal in a restored database.

    Return the number of rows by table.
    """
    by_table: dict[str, list] = {label: [] for label in KINDS}
    for line in read(journal()):
        by_table.get(line.table, []).append(line)
    return {label: _again(label, lines, since) for label, lines in by_table.items()}


@transaction.atomic
def _again(label, lines, since):
    """Erase the restored rows of a table again, all or none, under lock."""
    return KINDS[label].again(lines, since)


def _forget_rows(label, born, gone, again, lines, _since):
    born_at, count = {line.id: line.moments[0] for line in lines}, 0
    ids = sorted(born_at)
    for start in range(0, len(ids), BATCH):
        few = ids[start : start + BATCH]
        rows = apps.get_model(label)._base_manager.filter(**{f"{gone}__isnull": True})
        same = [row for row in rows.filter(pk__in=few) if getattr(row, born) == born_at[row.pk]]
        if same:
            again(same)
        count += len(same)
    return count
