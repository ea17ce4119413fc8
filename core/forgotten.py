"""What was forgotten for good, told outside of the database: no restored backup brings it back.

The journal is a file beside the documents, `forgotten.jsonl`: one line for each row forgotten, with
its table, its id, the moment it was made and the moment it was forgotten, and nothing else. After a
restore an id may be given again: the moment a row was made says that it is still the same one.

An app says of a table with `register` when its rows are forgotten and how that is done again. An
act that forgets calls `note`; what a crash kept from being noted, `catch_up` finds in the database.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import transaction

BATCH = 500
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT


class Kind(NamedTuple):
    """A table whose rows are forgotten: the columns that say when, and what forgets rows again."""

    born: str
    gone: str
    again: Callable


class Line(NamedTuple):
    table: str
    id: int
    born: str
    gone: str


KINDS: dict[str, Kind] = {}


def register(label: str, *, born: str, gone: str, again: Callable) -> None:
    """Journal the rows of the model `label`: column `born` never changes, `gone` is null till then.

    `again(rows)` forgets a list of rows that a backup brought back; whatever their state, it must.
    """
    KINDS[label] = Kind(born, gone, again)


def journal() -> Path:
    return Path(settings.MEDIA_ROOT) / "forgotten.jsonl"


def note(label: str, ids: list) -> None:
    """Once this transaction holds, these rows are in the journal; should that fail, later."""
    if ids:
        transaction.on_commit(lambda: append(_lines_of(label, pk__in=ids)), robust=True)


def _lines_of(label, **which):
    kind = KINDS[label]
    rows = apps.get_model(label)._base_manager.filter(**{f"{kind.gone}__isnull": False}, **which)
    for pk, born, gone in rows.order_by("pk").values_list("pk", kind.born, kind.gone).iterator():
        yield Line(label, pk, born.isoformat(), gone.isoformat())


def append(lines) -> int:
    """Write these lines at the end of the journal, on the disk once it returns; return how many."""
    lines = list(lines)
    if lines:
        journal().parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(journal(), APPENDING, 0o600), "a") as file:
            file.write("\n")  # whatever a crash cut short stays a line of its own
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
    return len(lines)


def read(path: Path) -> list[Line]:
    """The lines of a journal, each once, in order; a line cut short by a crash is passed over."""
    return parse(path.read_text()) if path.exists() else []


def parse(journal: str) -> list[Line]:
    """The lines of the text of a journal, as `read` gives them."""
    found = {}
    for text in journal.splitlines():
        try:
            line = Line(*json.loads(text))
        except (ValueError, TypeError):
            continue
        found[line[:3]] = line
    return list(found.values())


def catch_up(*, since: datetime | None = None) -> int:
    """The journal holds what this database says is forgotten (since then); how many it lacked."""
    said = [line for label in KINDS for line in _lines_of(label, **_gone_since(label, since))]
    known = {line[:3] for line in read(journal())} if said else set()
    return append(line for line in said if line[:3] not in known)


def _gone_since(label, since):
    return {f"{KINDS[label].gone}__gte": since} if since else {}


def forget_again() -> dict[str, int]:
    """Forget what the journal says was forgotten and this database holds; how many, by table."""
    by_table: dict[str, dict] = {label: {} for label in KINDS}
    for line in read(journal()):
        by_table.get(line.table, {})[line.id] = datetime.fromisoformat(line.born)
    return {label: _forget_rows(label, born_at) for label, born_at in by_table.items()}


def _forget_rows(label, born_at):
    kind, ids, count = KINDS[label], sorted(born_at), 0
    for start in range(0, len(ids), BATCH):
        few = ids[start : start + BATCH]
        rows = apps.get_model(label)._base_manager.filter(**{f"{kind.gone}__isnull": True})
        same = [
            row for row in rows.filter(pk__in=few) if getattr(row, kind.born) == born_at[row.pk]
        ]
        if same:
            kind.again(same)
        count += len(same)
    return count
