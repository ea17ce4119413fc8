"""How many rows of each kind belong to a row, asked of the database in one statement."""

from functools import cache

from django.db import connection


def counts_of(row, *names, photos=False):
    """{name: how many rows} of these relations of `row`; with `photos`, of its photos too.

    For a page of many kinds of which most are empty for most rows: Django takes 0.8 ms to write a
    query, and the database 0.02 to find nothing. Asking first took 9 queries of 20, and a third of
    its time, off the page of a device.
    """
    names = (*names, "photos") if photos else names
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row), names), [row.pk] * len(names))
        return dict(zip(names, cursor.fetchone(), strict=True))


@cache
def _statement(model, names):
    counts = (f"(SELECT COUNT(*) FROM {_rows(model, name)})" for name in names)  # noqa: S608
    return f"SELECT {', '.join(counts)}"


def _rows(model, name):
    """The table of a relation of `model`, and the condition that its rows belong to one row."""
    quote, meta = connection.ops.quote_name, model._meta
    if name == "photos":
        named = f"app_label = '{meta.app_label}' AND model = '{meta.model_name}'"
        kind = f"(SELECT id FROM django_content_type WHERE {named})"  # noqa: S608
        return f"core_photo WHERE subject_type_id = {kind} AND subject_id = %s"
    relation = meta.get_field(name)
    if relation.many_to_many and relation.auto_created:
        table, column = relation.through._meta.db_table, relation.field.m2m_reverse_name()
    elif relation.many_to_many:
        table, column = relation.remote_field.through._meta.db_table, relation.m2m_column_name()
    else:
        table, column = relation.related_model._meta.db_table, relation.field.column
    return f"{quote(table)} WHERE {quote(column)} = %s"
