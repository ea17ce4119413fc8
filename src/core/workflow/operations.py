"""Decorator of every operation: permission, transaction, and messages of constraints."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from core.files.storage import store_first, without_orphans
from core.workflow import readiness
from core.workflow.guards import CROSS_TABLE
from core.workflow.lifecycle import Refused


def operation(
    permission: str,
    *,
    locks: bool = False,
    is_signed: bool = False,
    prepare: Callable | None = None,
) -> Callable:
    """Make a function a unit of work: permission checked, all or nothing.

    With `locks`, the subject (the first argument) is locked and reread first. With `is_signed`, the
    commit is flushed to the disk: see `flushed`. `prepare` receives the arguments of the operation
    and returns additional keyword arguments: slow work is done there, before anything is locked.
    Files are stored there too (`stores`): no lock waits for a disk or a bucket.

    `.perform` is the operation without `prepare`, for a caller that ran `prepare` before taking its
    own lock.

    Raises `Refused` while the database is not ready, and `PermissionDenied` if `by` lacks
    `permission`. The violation of a known constraint becomes a `Refused` with the message of that
    constraint; an unknown one is raised unchanged.
    """

    def decorate(func):
        @wraps(func)
        def run(*args, by, **kwargs):
            _check(permission, by)
            with without_orphans():
                return perform(*args, by=by, **prepared(run, *args, by=by, **kwargs))

        def perform(*args, by, **kwargs):
            _check(permission, by)
            try:
                with flushed(run), transaction.atomic():
                    for subject in args[:1] if locks else ():
                        subject.lock()
                    return func(*args, by=by, **kwargs)
            except IntegrityError as error:
                message = message_of(error)
                if message is None:
                    raise
                raise Refused(message) from error

        run.permission = permission
        run.is_signed, run.prepare, run.perform = is_signed, prepare, perform
        return run

    return decorate


def _check(permission: str, by: models.Model) -> None:
    if fault := readiness.fault():
        raise Refused(fault)
    if not by.has_perm(permission):
        raise PermissionDenied(permission)


def prepared(run: Callable, /, *args: object, by: object, **kwargs: object) -> dict:
    """Return the keyword arguments of an operation, including those returned by its `prepare`."""
    prepare = getattr(run, "prepare", None)
    return kwargs | prepare(*args, by=by, **kwargs) if prepare else kwargs


def save_valid(row: models.Model, **which: list[str]) -> None:
    """Validate and save a row, or only the fields named in `update_fields`."""
    row.full_clean()
    row.save(**which)


def stores(*names: str) -> Callable:
    """Return a `prepare` that stores the files in these arguments before anything is locked."""

    def prepare(*args: object, by: object, **kwargs: object) -> dict:
        return {name: store_first(kwargs[name]) for name in names if kwargs.get(name)}

    return prepare


@contextmanager
def flushed(run: Callable) -> Iterator[None]:
    """Have SQLite flush to the disk (synchronous=FULL) when an `is_signed` operation commits.

    Other commits are flushed a little later (synchronous=NORMAL). PostgreSQL flushes all commits.
    """
    is_outermost = connection.vendor == "sqlite" and not connection.in_atomic_block
    if not (is_outermost and getattr(run, "is_signed", False)):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")


POSITIVE = (models.PositiveIntegerField, models.PositiveSmallIntegerField)
NOT_NEGATIVE = _("Enter a whole number, zero or more.")
NOT_WHOLE = _("Enter a whole number.")


class _UniqueMessage:
    """Django's message for a unique field, formatted lazily in the language of the user."""

    def __init__(self, field):
        self.field = field

    def __str__(self):
        return self.field.error_messages["unique"] % {
            "model_name": self.field.model._meta.verbose_name.capitalize(),
            "field_label": self.field.verbose_name,
        }


@cache
def _messages():
    """Messages of each constraint by name, and of each unique rule by table and columns."""
    by_name, by_columns = {}, {}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            by_name[constraint.name] = constraint.violation_error_message
            if isinstance(constraint, models.UniqueConstraint):
                columns = frozenset(model._meta.get_field(f).column for f in constraint.fields)
                by_columns[model._meta.db_table, columns] = constraint.violation_error_message
        for field in model._meta.local_fields:
            if field.unique and not field.primary_key:
                key = model._meta.db_table, frozenset({field.column})
                by_columns[key] = lazystr(_UniqueMessage(field))
            if isinstance(field, POSITIVE):
                # Django's own CHECK of the column: PostgreSQL gives it this name; SQLite reports
                # the column.
                by_name[f"{model._meta.db_table}_{field.column}_check"] = NOT_NEGATIVE
                by_name[field.column] = NOT_NEGATIVE
    by_name |= {guard.name: guard.violation_error_message for guard in CROSS_TABLE}
    return by_name, by_columns


def message_of(error: IntegrityError) -> str | None:
    """Message of the violated constraint or guard; None if it is unknown."""
    by_name, by_columns = _messages()
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        if diagnosis.constraint_name in by_name:
            return by_name[diagnosis.constraint_name]
        match = re.search(r"\((.*?)\)=", diagnosis.message_detail or "")
        columns = frozenset(match.group(1).split(", ")) if match else frozenset()
        return by_columns.get((diagnosis.table_name, columns))
    text = str(error)
    if text.startswith("UNIQUE constraint failed: "):
        of_index = re.search(r"index '(\w+)'", text)  # an expression index is named
        if of_index:
            return by_name.get(of_index[1])
        names = text.removeprefix("UNIQUE constraint failed: ").split(", ")
        table = names[0].split(".")[0]
        return by_columns.get((table, frozenset(name.split(".")[-1] for name in names)))
    # a check of a column: `core.backends.sqlite3`
    if text.startswith("CHECK constraint failed: typeof("):
        return NOT_WHOLE
    return by_name.get(text.removeprefix("CHECK constraint failed: "))
