"""Tables and columns of a full export, and the formatting of their values."""

import base64
import csv
import json
from contextlib import contextmanager
from datetime import date, datetime, time
from io import StringIO
from itertools import islice

from django.apps import apps
from django.db import connection, transaction

from core.lists.spreadsheets import disarm
from core.workflow.guards import FORGOTTEN
from desk.full_export.exclusions import is_left_out, why_not

BATCH_SIZE = 2000


def models():
    """The exported models, in the order of the apps."""
    return [m for m in apps.get_models(include_auto_created=True) if not is_left_out(m)]


def fields_of(model):
    return [field for field in model._meta.local_concrete_fields if why_not(field) is None]


def rows_of(model):
    """Yield the values of each row, in the order of its key, loaded in batches."""
    names = [field.attname for field in fields_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    yield from rows.iterator(chunk_size=BATCH_SIZE)


def write_table(file, model, *, hidden=()):
    """Write a table as CSV (UTF-8, commas, with headings) to this file; return the number of rows.

    Texts in the columns `hidden` are replaced by `FORGOTTEN`.
    """
    fields = fields_of(model)
    _write(file, [[field.column for field in fields]])
    cells = [hidden_cell if field.name in hidden else cell for field in fields]
    count, rows = 0, rows_of(model)
    while some := list(islice(rows, BATCH_SIZE)):
        _write(file, ([as_text(v) for as_text, v in zip(cells, row, strict=True)] for row in some))
        count += len(some)
    return count


def _write(file, rows):
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    file.write(text.getvalue().encode("utf-8", "backslashreplace"))


def cell(value):
    """Format a value: "" for None, times in UTC, and no text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, str):
        return disarm(value)
    return WRITTEN.get(type(value), str)(value)


def hidden_cell(value):
    return FORGOTTEN if value else ""


def _as_json(value):
    return disarm(json.dumps(value, ensure_ascii=False))


WRITTEN = {
    bool: lambda value: "true" if value else "false",
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    dict: _as_json,
    list: _as_json,
    bytes: lambda value: base64.b64encode(value).decode(),
    memoryview: lambda value: base64.b64encode(value).decode(),
}


@contextmanager
def one_moment():
    """Open a read-only snapshot transaction: reads are consistent while others write."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()  # sets how transactions begin
    mode, connection.transaction_mode = getattr(connection, "transaction_mode", None), None
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        connection.transaction_mode = mode
