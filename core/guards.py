"""Guards: rules that need old values or another table, held by triggers on both engines.

A rule on a row's own old and new values stands in `Meta.constraints`, so migrations write it and
the schema editor lays it again whenever SQLite rebuilds the table. A rule that reads another table
cannot live there (its trigger would break that table's next rebuild): the app registers it from
its `guards.py`, and it is lifted before every migration and laid after it.
"""

from django.apps import apps
from django.db import connections
from django.db.backends.ddl_references import Statement, Table
from django.db.migrations.executor import MigrationExecutor
from django.db.models import BaseConstraint

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS %(name)s BEFORE %(event)s ON %(table)s FOR EACH ROW"
    " WHEN %(when)s BEGIN SELECT RAISE(ABORT, '%(key)s'); END"
)
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql%(plan)s AS $$ BEGIN"
    "%(hold)s IF %(when)s THEN RAISE EXCEPTION '%(key)s'"
    " USING ERRCODE = 'restrict_violation', CONSTRAINT = '%(key)s'; END IF;"
    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
)
POSTGRES_TRIGGER = (
    "CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
    " FOR EACH %(each)s EXECUTE FUNCTION %(name)s()"
)
# A plan is kept as long as the connection lasts: one made while a table was small would read that
# table whole for each of many rows, where an index serves.
BY_INDEX = " SET enable_seqscan = off"
ALWAYS = "1 = 1"
# In a condition, the day half a year ago: the two databases reckon days by words of their own.
HALF_A_YEAR_AGO = "HALF_A_YEAR_AGO"
# Now by the clock of the database, and what that of the application may differ from it.
MINUTES_OF_TOLERANCE = 5
IN_A_FEW_MINUTES = "IN_A_FEW_MINUTES"
SAID_BY = {
    "sqlite": {
        HALF_A_YEAR_AGO: "date('now', '-180 days')",
        IN_A_FEW_MINUTES: f"datetime('now', '+{MINUTES_OF_TOLERANCE} minutes')",
    },
    "postgresql": {
        HALF_A_YEAR_AGO: "CURRENT_DATE - 180",
        IN_A_FEW_MINUTES: f"(clock_timestamp() + interval '{MINUTES_OF_TOLERANCE} minutes')",
    },
}
# What stands where a text about somebody stood.
FORGOTTEN = "[...]"
# What stands where a paper said all that it says, as JSON.
NOTHING_SAID = "{}"
# SQLite has no TRUNCATE: there, emptying a table is a DELETE of each row.
NEVER = {"DELETE": ALWAYS, "TRUNCATE": ALWAYS}

CROSS_TABLE: list["Guard"] = []


class Guard(BaseConstraint):
    """The database refuses each event of `on` for which its SQL condition holds.

    `on` maps an event ("INSERT", "UPDATE", "UPDATE OF a, b", "DELETE", "TRUNCATE") to a condition
    on OLD and NEW, written in the SQL that SQLite and PostgreSQL share, without a percent sign.
    `table` is given only by a guard that reads another table. `hold` names the row there that it
    must see as it will be ("a_table t WHERE t.id = NEW.a_id"): PostgreSQL waits for whoever is
    writing it, as the foreign key would a moment later; on SQLite nobody else writes meanwhile.
    """

    def __init__(self, *, name, on, table=None, hold="", violation_error_message=None):
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.on = on
        self.table = table
        self.hold = hold

    def triggers(self, vendor):
        """The name, event and condition of each trigger that holds this guard."""
        for event, when in self.on.items():
            for word, said in SAID_BY[vendor].items():
                when = when.replace(word, said)
            if vendor == "postgresql" or event != "TRUNCATE":
                yield f"{self.name}_{event.split()[0].lower()}", event, when

    def statements(self, table, vendor):
        for name, event, when in self.triggers(vendor):
            parts = {"name": name, "key": self.name, "event": event, "when": when, "table": table}
            if vendor == "sqlite":
                yield Statement(SQLITE, **parts)
            else:
                each = "STATEMENT" if event == "TRUNCATE" else "ROW"
                plan = BY_INDEX if self.table else ""
                hold = f" PERFORM 1 FROM {self.hold} FOR KEY SHARE;" if self.hold else ""
                yield Statement(POSTGRES_FUNCTION, **parts, plan=plan, hold=hold)
                yield Statement(POSTGRES_TRIGGER, **parts, each=each)

    def lift_statements(self, table, vendor):
        on_table = "" if vendor == "sqlite" else f" ON {table}"
        return [f"DROP TRIGGER IF EXISTS {name}{on_table}" for name, *_ in self.triggers(vendor)]

    def _statements_for(self, model, editor):
        table = Table(model._meta.db_table, editor.quote_name)
        return self.statements(table, editor.connection.vendor)

    def constraint_sql(self, model, schema_editor):
        """Called by CREATE TABLE and by every rebuild: the triggers come once the table stands."""
        schema_editor.deferred_sql.extend(self._statements_for(model, schema_editor))

    def create_sql(self, model, schema_editor):
        for statement in self._statements_for(model, schema_editor):
            schema_editor.execute(statement, params=None)

    def remove_sql(self, model, schema_editor):
        for sql in self.lift_statements(model._meta.db_table, schema_editor.connection.vendor):
            schema_editor.execute(sql, params=None)

    def validate(self, model, instance, exclude=None, using=None):
        """Only the database can judge a change."""

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs.pop("violation_error_message", None)  # words are not schema
        return path, args, {**kwargs, "on": self.on}

    def clone(self):
        """A copy with its words, which Django needs of each constraint of `Meta`."""
        message = self.violation_error_message
        return type(self)(name=self.name, on=self.on, violation_error_message=message)

    def __eq__(self, other):
        return isinstance(other, Guard) and (self.name, self.on) == (other.name, other.on)

    __hash__ = None


def append_only(name, message):
    """A table whose rows are written once and never touched again."""
    return Guard(name=name, on={"UPDATE": ALWAYS, **NEVER}, violation_error_message=message)


def never_deleted(name, message):
    """A table whose rows have a history: they end, they do not disappear."""
    return Guard(name=name, on=NEVER, violation_error_message=message)


def frozen(name, columns, message, *, when=ALWAYS):
    """Columns that do not change once the row is written (or once `when` holds of the old row).

    The table needs a guard on DELETE too, or SQLite's INSERT OR REPLACE writes the row anew.
    """
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return Guard(
        name=name, on={"UPDATE": f"({when}) AND ({changed})"}, violation_error_message=message
    )


def known_steps(name, steps, message):
    """A status that only takes the steps of its life: `steps` is {status: the next ones}."""
    allowed = ", ".join(f"('{old}', '{new}')" for old in steps for new in sorted(steps[old]))
    return Guard(
        name=name,
        on={
            "UPDATE": "NEW.status <> OLD.status"
            f" AND (OLD.status, NEW.status) NOT IN (VALUES {allowed})"
        },
        violation_error_message=message,
    )


def only_forgotten(name, column, message, *, when=ALWAYS, instead=FORGOTTEN):
    """A text that does not change (once `when` holds of the old row) but for being forgotten.

    It then reads `instead`; the table needs a guard on DELETE too, as for `frozen`.
    """
    changed = f"NEW.{column} <> OLD.{column} AND NEW.{column} <> '{instead}'"
    return Guard(
        name=name, on={"UPDATE": f"({when}) AND ({changed})"}, violation_error_message=message
    )


def register(*guards):
    """Add guards that read another table; called from `AppConfig.ready`."""
    CROSS_TABLE.extend(guards)


def every_guard():
    """Yield (guard, table) for each guard of the product."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, Guard):
                yield constraint, model._meta.db_table
    for guard in CROSS_TABLE:
        yield guard, guard.table


def missing_guards(connection):
    """The names of triggers that should stand in this database and do not."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    wanted = {
        name for guard, _table in every_guard() for name, *_ in guard.triggers(connection.vendor)
    }
    return sorted(wanted - standing)


def lift(connection, pairs):
    with connection.cursor() as cursor:
        for guard, table in pairs:
            for sql in guard.lift_statements(table, connection.vendor):
                cursor.execute(sql)


def lay(connection, pairs):
    with connection.cursor() as cursor:
        for guard, table in pairs:
            for statement in guard.statements(table, connection.vendor):
                cursor.execute(str(statement))


def _cross_table_pairs(connection):
    tables = set(connection.introspection.table_names())
    return [(guard, guard.table) for guard in CROSS_TABLE if guard.table in tables]


def lift_before_migrating(using, **kwargs):
    connection = connections[using]
    lift(connection, _cross_table_pairs(connection))


def lay_after_migrating(using, **kwargs):
    """Called once all is migrated, so each table and column that a guard reads stands.

    After `migrate <app> <name>`, which stops on the way, they wait for the rest: the check of
    guards says meanwhile that they are missing.
    """
    connection = connections[using]
    if is_migrated(connection):
        lay(connection, _cross_table_pairs(connection))


def is_migrated(connection):
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
