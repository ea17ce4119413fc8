"""Triggers of guards in a database: compare with the code, drop for a migration, create."""

import re
from functools import cache

from django.apps import apps
from django.db import connections
from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor

from core.workflow.guards import CROSS_TABLE, Guard

STANDING = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT t.tgname, t.tgrelid::regclass::text,
            CASE WHEN t.tgenabled IN ('O', 'A') THEN p.prosrc ELSE '' END
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND p.pronamespace = current_schema()::regnamespace
    """,
}
# Text contained in all our triggers, and in no others.
OURS = {
    "sqlite": re.compile(r"RAISE\(ABORT, '|INTO core_unsettled "),
    "postgresql": re.compile(r"/\* guard \w{32} \*/"),
}
# Operations after which tables that refer to this one are rebuilt too.
REACHES_FURTHER = (operations.RenameModel, operations.AlterField, operations.RenameField)


def every_guard():
    """Yield (guard, model) for each guard of the product.

    The model is None if the guard reads another table.
    """
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, Guard):
                yield constraint, model
    for guard in CROSS_TABLE:
        yield guard, None


def statements_of(connection, pairs):
    """Map the triggers of these (guard, model) pairs to the SQL statements that create them."""
    editor = connection.schema_editor(collect_sql=True)
    statements = {}
    for guard, model in pairs:
        for name, statement in guard.statements(model, editor):
            statements.setdefault(name, []).append(str(statement))
    return statements


@cache
def _every_statement(vendor, alias):
    """SQL of all guards, cached for the process."""
    return statements_of(connections[alias], every_guard())


def standing(connection):
    """{trigger: (table, text)} of this database; the text of a disabled trigger is empty."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return {name: (table.strip('"'), text or "") for name, table, text in cursor.fetchall()}


def missing_guards(connection):
    """Names of triggers that are missing from this database or differ from the code."""
    there = standing(connection)
    wanted = _every_statement(connection.vendor, connection.alias)
    return sorted(name for name, sqls in wanted.items() if not _stands(name, sqls, there))


def _stands(name, sqls, there):
    """Whether this trigger exists, created by these statements."""
    text = there.get(name, ("", ""))[1]
    # SQLite stores the statement; PostgreSQL the body of the function, in the first statement.
    return bool(text) and text in sqls[0].replace("TRIGGER IF NOT EXISTS", "TRIGGER")


def _run(connection, statements):
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def dropping(connection, name, table):
    """SQL statements that drop this trigger."""
    quoted = connection.ops.quote_name
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {quoted(name)}"]
    return [
        f"DROP TRIGGER IF EXISTS {quoted(name)} ON {quoted(table)}",
        f"DROP FUNCTION IF EXISTS {quoted(name)}()",
    ]


def lift(connection, pairs):
    """Drop the triggers of these (guard, model) pairs."""
    there = standing(connection)
    for name in statements_of(connection, pairs):
        if name in there:
            _run(connection, dropping(connection, name, there[name][0]))


def lay(connection, pairs):
    """Create the triggers of these (guard, model) pairs."""
    for sqls in statements_of(connection, pairs).values():
        _run(connection, sqls)


def settle(connection):
    """Install every guard of the code, and drop those that the code no longer has."""
    there = standing(connection)
    wanted = statements_of(connection, every_guard())
    for name, (table, text) in there.items():
        is_old = OURS[connection.vendor].search(text) or name in wanted
        if is_old and not (name in wanted and _stands(name, wanted[name], there)):
            _run(connection, dropping(connection, name, table))
    for name, sqls in wanted.items():
        if not _stands(name, sqls, there):
            _run(connection, sqls)


def lift_before_migrating(using, plan, apps, **kwargs):
    """Drop triggers that read a table changed by this plan, since they would break its rebuild."""
    connection = connections[using]
    tables = _changed_tables(plan, apps)
    if not tables:
        return
    reads = re.compile(rf"\b(?:FROM|JOIN|,)\s+\"?(?:{'|'.join(map(re.escape, tables))})\b")
    for name, (table, text) in standing(connection).items():
        is_ours = OURS[connection.vendor].search(text)
        if is_ours and (reads.search(text) or (table in tables and "SELECT 1 FROM" in text)):
            _run(connection, dropping(connection, name, table))


def _changed_tables(plan, apps):
    """Existing tables whose columns or rules the operations of a plan change."""
    models = set()
    for migration, _backwards in plan:
        for operation in _each_operation(migration.operations):
            name = getattr(operation, "model_name", getattr(operation, "old_name", None))
            name = name or getattr(operation, "name", None)
            model = apps.all_models[migration.app_label].get((name or "").lower())
            if model is None or isinstance(operation, operations.CreateModel):
                continue
            models.add(model)
            if isinstance(operation, REACHES_FURTHER):
                models.update(relation.related_model for relation in model._meta.related_objects)
    return {model._meta.db_table for model in models}


def _each_operation(some):
    for operation in some:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _each_operation(operation.database_operations)
        else:
            yield operation


def lay_after_migrating(using, **kwargs):
    """Install all guards after migrating, when each table and column that they read exists.

    After a partial `migrate <app> <name>` the guards are not installed, and the site answers 503.
    """
    connection = connections[using]
    if is_migrated(connection):
        settle(connection)


def is_migrated(connection):
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
