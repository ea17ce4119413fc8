"""Copy rows of the large tables, on PostgreSQL: `make bench ARGS="--copies 10"`.

A million devices are created in minutes from the 100,000 of the demo, at the same sites and from
the same donors: each copy has new keys, and refers to the rows of its own copy.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError
from django.db import connection, models, transaction

# Tables with more rows are copied; smaller tables are shared by all copies.
LARGE = 2_000


@dataclass
class Table:
    """A table with its highest key, by which the keys of each copy are shifted."""

    model: type[models.Model]
    highest: int
    columns: list = field(default_factory=list)

    def __post_init__(self):
        unique = _unique_columns(self.model)
        for column in self.model._meta.concrete_fields:
            if not column.generated:
                self.columns.append((column, column.column in unique))


def _unique_columns(model):
    """Text columns with a unique rule."""
    of_constraints = {
        name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for name in constraint.fields
    }
    return {
        column.column
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField)
        and (column.unique or column.name in of_constraints)
    }


def multiply(copies):
    """Copy the rows of the large tables until there are `copies` of each; the first are the demo's.

    Requires a superuser of PostgreSQL: triggers and foreign keys are disabled meanwhile, and checks
    are recreated without validating the copies.
    """
    if connection.vendor != "postgresql":
        raise CommandError("Copies need PostgreSQL.")
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _large_tables(cursor)
        cursor.execute("SET LOCAL session_replication_role = replica")
        checks = _drop_checks(cursor, tables)
        for copy in range(1, copies):
            for table in tables.values():
                cursor.execute(_copy_of(table, tables, copy))
        for table in tables.values():
            _move_sequence(cursor, table)
        for name, check, definition in checks:
            cursor.execute(f'ALTER TABLE {name} ADD CONSTRAINT "{check}" {definition} NOT VALID')
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _large_tables(cursor):
    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or not isinstance(model._meta.pk, models.AutoField):
            continue
        name = model._meta.db_table
        cursor.execute(f'SELECT count(*), coalesce(max(id), 0) FROM "{name}"')  # noqa: S608
        count, highest = cursor.fetchone()
        if count > LARGE:
            tables[name] = Table(model, highest)
    return tables


def _drop_checks(cursor, tables):
    """Drop the checks of these tables; return their (table, name, definition)."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = ANY(%s::regclass[])",
        [list(tables)],
    )
    checks = cursor.fetchall()
    for name, check, _definition in checks:
        cursor.execute(f'ALTER TABLE {name} DROP CONSTRAINT "{check}"')
    return checks


def _copy_of(table, tables, copy):
    """The statement that copies the demo's rows of a table once more.

    Rows with unique values other than texts, such as the seat of an appointment, are not copied.
    """
    names, values = [], []
    for column, is_unique in table.columns:
        name = f'"{column.column}"'
        names.append(name)
        values.append(_value_of(column, name, is_unique, table, tables, copy))
    return (
        f'INSERT INTO "{table.model._meta.db_table}" ({", ".join(names)})'  # noqa: S608
        f' SELECT {", ".join(values)} FROM "{table.model._meta.db_table}"'
        f" WHERE id <= {table.highest} ON CONFLICT DO NOTHING"
    )


def _value_of(column, name, is_unique, table, tables, copy):
    """Expression for the value of a column in a copied row."""
    if column.primary_key:
        return f"{name} + {copy * table.highest}"
    if target := column.is_relation and tables.get(column.related_model._meta.db_table):
        return f"{name} + {copy * target.highest}"
    for generic in table.model._meta.private_fields:
        if isinstance(generic, GenericForeignKey) and generic.fk_field == column.name:
            return _generic_key(name, generic, table, tables, copy)
    if not is_unique:
        return name
    # One more letter, in place of the last if the column is full.
    room = (column.max_length or 40) - 1
    return f"CASE WHEN {name} = '' THEN '' ELSE left({name}, {room}) || '{chr(96 + copy)}' END"


def _generic_key(name, generic, table, tables, copy):
    """Generic key to a row of any table: shifted if that table is copied."""
    kind = table.model._meta.get_field(generic.ct_field).column
    cases = "".join(
        f" WHEN {ContentType.objects.get_for_model(target.model).pk} THEN {copy * target.highest}"
        for target in tables.values()
    )
    return f'{name} + CASE "{kind}"{cases} ELSE 0 END'


def _move_sequence(cursor, table):
    name = table.model._meta.db_table
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM \"{name}\"))"  # noqa: S608
    )
