"""Operations that record backups, and the outcome of each of their steps."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from core.files.storage import bucket_errors
from core.models import Event
from core.operating.integrity import DAMAGED, is_of_damage
from core.workflow.operations import operation
from desk.models import Backup
from people.models import User


@operation("desk.export_all")
def note_backup(
    *, by: User, name: str, size: int, sha256: str, documents: int, missing: int, **when: datetime
) -> Backup:
    """Record a finished backup in the database, so that pages show its age."""
    backup = Backup.objects.create(
        name=name, size=size, sha256=sha256, documents=documents, missing=missing, **when
    )
    Event.objects.record("backup.made", backup, by=by, documents=documents, missing=missing)
    return backup


@operation("desk.export_all")
def note_step(kind: str, *, by: User, **data: str) -> None:
    """Record the success of a copy or a rehearsal, or the reason for its failure.

    Pages show the latest event.
    """
    Event.objects.record(kind, by, by=by, **data)


@contextmanager
def _damage_in_words() -> Iterator[None]:
    """Context manager: raise a `ValidationError` with a message if the database cannot be read."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if not is_of_damage(error):
            raise
        raise ValidationError(DAMAGED % {"why": error}) from error


def attempt(step: str, run: Callable) -> tuple:
    """Run a step of a backup and record the outcome: (result, None) or (None, reason)."""
    try:
        with _damage_in_words():
            result = run()
    except (ValidationError, OSError, DatabaseError, *bucket_errors()) as error:
        why = error.messages[0] if isinstance(error, ValidationError) else f"{error}"
        why = why.partition("\n")[0]  # PostgreSQL quotes a row in the following lines
        with suppress(DatabaseError, ValidationError):  # a closed site cannot record it
            note_step(f"backup.not_{step}", by=User.objects.system(), why=why[:300])
        return None, why
    if step != "made":  # `made` has an event of its own with more data
        note_step(f"backup.{step}", by=User.objects.system())
    return result, None
