"""Raw writes that bypass the code, and checks that the database refuses them with a message."""

from contextlib import contextmanager, nullcontext

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.folding import FoldedField
from core.models import Unsettled
from core.operating import migration_checksums
from core.workflow import readiness
from core.workflow.guards import CROSS_TABLE
from core.workflow.operations import NOT_NEGATIVE, message_of
from core.workflow.readiness import is_ours
from tests.stored import of_a_test

OURS = [app for app in apps.get_app_configs() if is_ours(app)]

FOLDED = [
    (model, field)
    for app in OURS
    for model in app.get_models()
    for field in model._meta.local_fields
    if isinstance(field, FoldedField)
]


def rules():
    """Return all constraints and guards of our models by name."""
    models = [model for app in OURS for model in app.get_models()]
    constraints = [constraint for model in models for constraint in model._meta.constraints]
    return {rule.name: rule for rule in [*constraints, *CROSS_TABLE]}


def refused(*names):
    """Assert that the database refuses the statement with the message of one of these rules.

    Which of several violated rules is reported first depends on the engine.
    """
    return refused_as(*(rules()[name].violation_error_message for name in names))


@contextmanager
def refused_as(*sentences):
    with pytest.raises(IntegrityError) as caught, of_a_test():
        yield
    assert str(message_of(caught.value)) in map(str, sentences)


@contextmanager
def _judged_now(rule):
    yield
    if connection.vendor == "sqlite":
        assert rule in Unsettled.objects.values_list("rule", flat=True)
    connection.check_constraints()


@contextmanager
def refused_at_commit(rule):
    """Assert that the rule refuses the transaction at commit."""
    with pytest.raises(IntegrityError) as caught, of_a_test(), _judged_now(rule):
        yield
    if connection.vendor == "postgresql":
        assert str(message_of(caught.value)) == str(rules()[rule].violation_error_message)


def unique_sentence(model, name):
    """Return the message for a duplicate value in a unique field."""
    field = model._meta.get_field(name)
    return field.error_messages["unique"] % {
        "model_name": model._meta.verbose_name.capitalize(),
        "field_label": field.verbose_name,
    }


def write(row, **changes):
    """Change a row and its folded columns, bypassing `save`, `clean` and every operation."""
    model = type(row)
    for owner, field in FOLDED:
        if owner is model and changes.keys() & set(field.sources):
            sources = {name: changes.get(name, getattr(row, name)) for name in field.sources}
            changes.setdefault(field.name, field.fold_of(model(**sources)))
    return model.objects.filter(pk=row.pk).update(**changes)


def delete(row):
    """Delete a row, bypassing Django's own checks of references."""
    return type(row).objects.filter(pk=row.pk)._raw_delete("default")


def copy(row, **changes):
    """Insert a copy of this row with `changes`, bypassing `save` and `clean`."""
    model = type(row)
    values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
    del values[model._meta.pk.attname]
    twin = model(**values)
    for name, value in changes.items():
        setattr(twin, name, value)
    return model.objects.bulk_create([twin])[0]


def run(sql, *params):
    """Run raw SQL; return the number of rows affected."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def replace(row, **changes):
    """Rewrite a row with INSERT OR REPLACE (SQLite) or ON CONFLICT (PostgreSQL)."""
    fields = type(row)._meta.concrete_fields
    table, pk = type(row)._meta.db_table, type(row)._meta.pk.column
    values = {f.column: f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields}
    values |= changes
    columns = ", ".join(f'"{column}"' for column in values)
    marks = ", ".join(["%s"] * len(values))
    if connection.vendor == "sqlite":
        or_replace, on_conflict = "OR REPLACE", ""
    else:
        new = ", ".join(f'"{column}" = EXCLUDED."{column}"' for column in values)
        or_replace, on_conflict = "", f'ON CONFLICT ("{pk}") DO UPDATE SET {new}'
    sql = f'INSERT {or_replace} INTO "{table}" ({columns}) VALUES ({marks}) {on_conflict}'
    return run(sql, *values.values())


def refuses_fractions(row, column):
    """Whether a column stores no fraction, which SQLite refuses and PostgreSQL rounds."""
    table = type(row)._meta.db_table
    fraction = f'UPDATE "{table}" SET "{column}" = "{column}" + 0.5 WHERE id = %s'
    with refused_as(NOT_NEGATIVE) if connection.vendor == "sqlite" else nullcontext():
        run(fraction, row.pk)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [row.pk])
        return isinstance(cursor.fetchone()[0], int)


def forget_program():
    """Make readiness read the migrations of this release again, as a new process does."""
    readiness.compare_migrations.cache_clear()
    readiness.migrations.cache_clear()


def migrated(database=connection):
    """Mark all migrations as applied in a test database created without them."""
    forget_program()
    recorder = MigrationRecorder(database)
    done = recorder.applied_migrations()
    for app, name in MigrationLoader(None).disk_migrations.keys() - done.keys():
        recorder.record_applied(app, name)
    migration_checksums.record(database, migration_checksums.of_this_program())


def not_folded():
    """Return each (column, id) whose stored value differs from its folded sources."""
    return [
        (field.name, row["pk"])
        for model, field in FOLDED
        for row in model.objects.values("pk", field.name, *field.sources)
        if row[field.name] != field.fold_of(model(**{n: row[n] for n in field.sources}))
    ]
