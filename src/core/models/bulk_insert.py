"""Insert many rows of a model without creating an object for each."""

from itertools import chain, repeat

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField

# Maximum number of values in a statement: SQLite accepts 32,766, PostgreSQL 65,535.
MAX_VALUES = 30_000


def bulk_insert(model, rows, *, with_keys=False, **shared):
    """Insert `rows`, dicts with the same columns; `shared` has the values common to all rows.

    Other columns get their defaults. Each distinct value of a column is prepared for the database
    once. Return the keys in the order of the rows, if `with_keys`.
    """
    rows = list(rows)
    if not rows:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = (_prepared(field, rows, shared, connection) for field in fields)
    values = list(zip(*columns, strict=True))
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608
    row = f"({', '.join(['%s'] * len(fields))})"
    tail = f" RETURNING {quote(model._meta.pk.column)}" if with_keys else ""
    size, keys = MAX_VALUES // len(fields), []
    with connection.cursor() as cursor:
        for start in range(0, len(values), size):
            part = values[start : start + size]
            statement = head + ", ".join([row] * len(part)) + tail
            cursor.execute(statement, list(chain.from_iterable(part)))
            keys += [key for (key,) in cursor.fetchall()] if with_keys else []
    return keys


def bulk_save(objects):
    """Insert unsaved rows of one model without folded columns, and set their keys."""
    if objects:
        keys = bulk_insert(type(objects[0]), map(vars, objects), with_keys=True)
        for saved, key in zip(objects, keys, strict=True):
            saved.pk = key
            saved._state.adding, saved._state.db = False, DEFAULT_DB_ALIAS


def _prepared(field, rows, shared, connection):
    """The values of a column, row by row, prepared for the database."""
    name = field.attname
    if name not in rows[0]:
        value = shared[name] if name in shared else field.get_default()
        return repeat(field.get_db_prep_save(value, connection), len(rows))
    values = [row[name] for row in rows]
    keys = list(map(repr, values)) if isinstance(field, JSONField) else values
    distinct = dict(zip(keys, values, strict=True))
    prepared = {key: field.get_db_prep_save(value, connection) for key, value in distinct.items()}
    return [prepared[key] for key in keys]
