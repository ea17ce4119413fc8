"""Guards: rules that need old values or another table, enforced by triggers on both engines.

A rule on a row's own old and new values is in `Meta.constraints`, so that migrations create it and
the schema editor creates it again whenever SQLite rebuilds the table. A rule that reads another
table cannot be there, since its trigger would break the next rebuild of that table: the app
registers it from its `guards.py`, and `core.workflow.triggers` creates it after all migrations. The
same applies to foreign keys that follow merges, which read the marks of `MERGE`.
"""

import hashlib

from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, UniqueConstraint

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS %(name)s BEFORE %(event)s ON %(table)s FOR EACH ROW"
    " WHEN %(when)s BEGIN SELECT RAISE(ABORT, '%(key)s'); END"
)
# The sqlite3 shell has recursive_triggers off: INSERT or UPDATE OR REPLACE then deletes a row with
# the same key without an error. SQLite reports an existing key by itself first.
SQLITE_KEYS = (
    "CREATE TRIGGER IF NOT EXISTS %(name)s BEFORE %(event)s ON %(table)s FOR EACH ROW"
    " BEGIN %(body)s END"
)
SQLITE_KEY = (
    "SELECT RAISE(ABORT, '%(message)s')"
    " WHERE EXISTS (SELECT 1 FROM %%(table)s kept WHERE %(same)s);"
)
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql%(plan)s AS $$ BEGIN"
    " /* guard %(mark)s */%(hold)s IF %(when)s THEN RAISE EXCEPTION '%(key)s'"
    " USING ERRCODE = 'restrict_violation', CONSTRAINT = '%(key)s'; END IF;"
    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
)
POSTGRES_TRIGGER = (
    "CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
    " FOR EACH %(each)s EXECUTE FUNCTION %(name)s()"
)
# PostgreSQL keeps a plan for the whole connection: a plan made while a table was small would scan
# that table for each of many rows, although an index exists. Measured on PostgreSQL 15, an empty
# database filled with 5,000 devices by one connection: without this setting, 2,016 sequential scans
# read the 17,000 test results 8.6 million times; with it, there are none. The number of reads grows
# with the square of the devices.
BY_INDEX = " SET enable_seqscan = off"
# With one snapshot for a whole transaction, PostgreSQL would lock the rows that a condition reads,
# but read them as they were before the other transaction committed.
READ_COMMITTED = (
    " IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN"
    " RAISE EXCEPTION 'Write at READ COMMITTED: guards do not hold at the isolation level of this"
    " transaction' USING ERRCODE = 'feature_not_supported'; END IF;"
)
ALWAYS = "1 = 1"
# Placeholders of conditions, with the SQL of each engine. The day half a year ago:
HALF_A_YEAR_AGO = "HALF_A_YEAR_AGO"
# the day until which an amendment extends a loan, from JSON:
UNTIL = "UNTIL(a)"
# the name of the key in an event, from JSON:
KEY = "KEY(e)"
# whether a row of list cells changes except by blanking a cell:
MORE_THAN_BLANKED = "MORE_THAN_BLANKED"
LENGTHS = "(json{b}_array_length(NEW.cells) <> json{b}_array_length(OLD.cells) OR EXISTS"
OTHER_CELL = " ON o.key = n.key WHERE n.value <> '' AND n.value IS DISTINCT FROM o.value))"
# Current time of the database, and its allowed difference from the application's clock.
MINUTES_OF_TOLERANCE = 5
IN_A_FEW_MINUTES = "IN_A_FEW_MINUTES"
SQL_BY_VENDOR = {
    "sqlite": {
        HALF_A_YEAR_AGO: "date('now', '-180 days')",
        IN_A_FEW_MINUTES: f"datetime('now', '+{MINUTES_OF_TOLERANCE} minutes')",
        UNTIL: "json_extract(a.data, '$.until')",
        KEY: "json_extract(e.data, '$.key')",
        MORE_THAN_BLANKED: (
            f"{LENGTHS.format(b='')} (SELECT 1 FROM json_each(NEW.cells) n"
            f" LEFT JOIN json_each(OLD.cells) o{OTHER_CELL}"
        ),
    },
    "postgresql": {
        HALF_A_YEAR_AGO: "CURRENT_DATE - 180",
        IN_A_FEW_MINUTES: f"(clock_timestamp() + interval '{MINUTES_OF_TOLERANCE} minutes')",
        UNTIL: "(a.data ->> 'until')",
        KEY: "(e.data ->> 'key')",
        MORE_THAN_BLANKED: (
            f"{LENGTHS.format(b='b')} (SELECT 1"
            " FROM jsonb_array_elements_text(NEW.cells) WITH ORDINALITY n(value, key) LEFT JOIN"
            f" jsonb_array_elements_text(OLD.cells) WITH ORDINALITY o(value, key){OTHER_CELL}"
        ),
    },
}
# Rule of the `core.Unsettled` rows with which a merge allows foreign keys to change.
MERGE = "merge"
# The replacement of an erased text about a person.
FORGOTTEN = "[...]"
# The replacement of the erased JSON content of a paper.
EMPTY_JSON = "{}"
# Prefix of the names of constraints; Django fills in the app and the model.
OF_MODEL = "%(app_label)s_%(class)s_"
# SQLite has no TRUNCATE; emptying a table deletes each row there.
NEVER = {"DELETE": ALWAYS, "TRUNCATE": ALWAYS}

CROSS_TABLE: list["Guard"] = []


def in_dialect(condition, vendor):
    """Replace the placeholders in capitals of an SQL condition with this engine's SQL."""
    for word, sql in SQL_BY_VENDOR[vendor].items():
        condition = condition.replace(word, sql)
    return condition


def sql_list(*values):
    """Members of `TextChoices` as an SQL list: conditions never repeat their literals."""
    return "({})".format(", ".join(f"'{value}'" for value in values))


class Guard(BaseConstraint):
    """Database rule: each event in `on` is refused if its SQL condition holds.

    `on` maps an event ("INSERT", "UPDATE", "UPDATE OF a, b", "DELETE", "TRUNCATE") to a condition
    on OLD and NEW, in the SQL common to SQLite and PostgreSQL, without a percent sign. `table` is
    set only by a guard that reads another table. `hold` names the rows that the condition reads
    ("a_table t WHERE t.id = NEW.a_id", or several): PostgreSQL locks them before it reads, FOR NO
    KEY UPDATE unless stated otherwise, so that the second of two transactions sees the writes of
    the first; SQLite has one writer at a time. A guard that reads another row refuses to run at
    REPEATABLE READ and SERIALIZABLE. A table with a guard on DELETE allows no UPDATE to the key of
    another row, and no INSERT with it unless its rows are written by upsert (`upserted`).
    """

    def __init__(
        self, *, name, on, table=None, hold=(), upserted=False, violation_error_message=None
    ):
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.on = on
        self.table = table
        self.hold = (hold,) if isinstance(hold, str) else hold
        self.upserted = upserted

    def triggers(self, vendor):
        """Name, event and condition of each trigger of this guard."""
        for event, when in self.on.items():
            when = in_dialect(when, vendor)
            if vendor == "postgresql" or event != "TRUNCATE":
                yield f"{self.name}_{event.split()[0].lower()}", event, when

    def statements(self, model, editor):
        """Yield (trigger, SQL) for each statement that creates this guard, for `model` or None."""
        vendor = editor.connection.vendor
        table = Table(self.table or model._meta.db_table, editor.quote_name)
        for name, event, when in self.triggers(vendor):
            parts = {"name": name, "key": self.name, "event": event, "when": when, "table": table}
            if vendor == "sqlite":
                yield name, Statement(SQLITE, **parts)
            else:
                yield from self._postgres_statements(parts)
        if vendor == "sqlite" and model and "DELETE" in self.on:
            for event in ["UPDATE"] if self.upserted else ["INSERT", "UPDATE"]:
                name = f"{self.name}_keys_{event.lower()}"
                body = _refuse_keys(self.name, model, editor, event)
                yield name, Statement(SQLITE_KEYS, name=name, event=event, table=table, body=body)

    @property
    def reads_rows(self):
        """Whether a condition of the guard reads rows other than the written row."""
        return any("SELECT" in when for when in self.on.values())

    def holding(self):
        """PostgreSQL statements that check the isolation level and lock the rows to be read."""
        locks = "".join(f" PERFORM 1 FROM {_locked(rows)};" for rows in self.hold)
        return READ_COMMITTED + locks if self.reads_rows else locks

    def _postgres_statements(self, parts):
        each = "STATEMENT" if parts["event"] == "TRUNCATE" else "ROW"
        plan = BY_INDEX if self.table or self.follows_merges else ""
        hold = self.holding()
        parts_of_mark = [parts["event"], parts["when"], each, plan, hold]
        parts["mark"] = hashlib.md5(
            "|".join(parts_of_mark).encode(), usedforsecurity=False
        ).hexdigest()
        yield parts["name"], Statement(POSTGRES_FUNCTION, **parts, plan=plan, hold=hold)
        yield parts["name"], Statement(POSTGRES_TRIGGER, **parts, each=each)

    def _statements_for(self, model, editor):
        return [statement for _name, statement in self.statements(model, editor)]

    @property
    def follows_merges(self):
        """Whether the guard reads the marks of merges.

        If so, `triggers.settle` creates the guard once all tables exist.
        """
        return any("core_unsettled" in when for when in self.on.values())

    def constraint_sql(self, model, schema_editor):
        """Queue the triggers, to be created after the table and after each rebuild; return None."""
        if not self.follows_merges:
            schema_editor.deferred_sql.extend(self._statements_for(model, schema_editor))

    def create_sql(self, model, schema_editor):
        if not self.follows_merges:
            for statement in self._statements_for(model, schema_editor):
                schema_editor.execute(statement, params=None)

    def remove_sql(self, model, schema_editor):
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        on_table = "" if is_sqlite else f" ON {schema_editor.quote_name(model._meta.db_table)}"
        for name in dict(self.statements(model, schema_editor)):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}", params=None)

    def validate(self, model, instance, exclude=None, using=None):
        """Do nothing, since only the database checks a guard."""

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs.pop("violation_error_message", None)  # messages are not part of the schema
        upserted = {"upserted": True} if self.upserted else {}
        return path, args, {**kwargs, "on": self.on, **upserted}

    def clone(self):
        """Copy the guard for Django, with the message, which `deconstruct` leaves out."""
        message = self.violation_error_message
        return type(self)(
            name=self.name, on=self.on, upserted=self.upserted, violation_error_message=message
        )

    def __eq__(self, other):
        return isinstance(other, Guard) and (self.name, self.on, self.upserted) == (
            other.name,
            other.on,
            other.upserted,
        )

    __hash__ = None


def _locked(rows):
    return rows if " FOR " in rows else f"{rows} FOR NO KEY UPDATE"


def _refuse_keys(guard, model, editor, event):
    """SQLite statements that refuse a row if its primary key, or another unique key, exists."""
    pk = model._meta.pk.column
    other = f' AND kept."{pk}" <> OLD."{pk}"' if event == "UPDATE" else ""
    body = [SQLITE_KEY % {"message": guard, "same": f'kept."{pk}" = NEW."{pk}"{other}'}]
    for columns, condition in _unique_keys(model, editor):
        names = ", ".join(f"%(name)s.{column}" for column in columns)
        same = " AND ".join(f'kept."{column}" = NEW."{column}"' for column in columns) + other
        if condition:  # applies to the existing row and to the new one
            condition = condition.replace("%", "%%")
            columns = ", ".join(
                f'NEW."{f.column}" AS "{f.column}"' for f in model._meta.local_fields
            )
            same += (
                f" AND {condition} AND EXISTS (SELECT 1 FROM (SELECT {columns}) WHERE {condition})"
            )
        body.append(SQLITE_KEY % {"message": f"UNIQUE constraint failed: {names}", "same": same})
    table = model._meta.db_table  # during a rebuild, the table to be renamed afterwards
    return Statement(" ".join(body), table=Table(table, editor.quote_name), name=Table(table, str))


def _unique_keys(model, editor):
    """Yield (columns, SQL condition or None) for each unique key except the primary key."""
    meta = model._meta
    for field in meta.local_fields:
        if field.unique and not field.primary_key:
            yield [field.column], None
    for rule in meta.constraints:
        if isinstance(rule, UniqueConstraint) and rule.fields:
            columns = [meta.get_field(name).column for name in rule.fields]
            yield columns, rule._get_condition_sql(model, editor)


def append_only(message, *, name="append_only"):
    """Guards of a table whose rows are never changed or deleted."""
    on = {"UPDATE": ALWAYS, **NEVER}
    return Guard(name=OF_MODEL + name, on=on, violation_error_message=message)


def append_only_but(column, others, message):
    """Guard like `append_only`, except that the text `column` may be replaced by `FORGOTTEN`."""
    changed = " OR ".join(f"NEW.{other} IS DISTINCT FROM OLD.{other}" for other in others)
    rewritten = f"NEW.{column} <> OLD.{column} AND NEW.{column} <> '{FORGOTTEN}'"
    return Guard(
        name=f"{OF_MODEL}append_only",
        on={"UPDATE": f"{changed} OR {rewritten}", **NEVER},
        violation_error_message=message,
    )


def never_deleted(message, *, upserted=False):
    """Guard of a table whose rows are history: they end, but are never deleted."""
    name = f"{OF_MODEL}kept"
    return Guard(name=name, on=NEVER, upserted=upserted, violation_error_message=message)


def frozen(columns, message, *, name="frozen", when=ALWAYS, merged=()):
    """Freeze columns once the row is written (or once `when` holds for the old row).

    Columns in `merged` are frozen too, but follow the merge of the row that they refer to
    (`core.models.mergeable`). The table also needs a guard on DELETE, or SQLite's INSERT OR REPLACE
    would rewrite the row.
    """
    changes = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns]
    changes += [
        f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND NOT EXISTS (SELECT 1"
        f" FROM core_unsettled u WHERE u.rule = '{MERGE}' AND u.row_id = NEW.{column}))"
        for column in merged
    ]
    changed = " OR ".join(changes)
    on = {"UPDATE": f"({when}) AND ({changed})"}
    return Guard(name=OF_MODEL + name, on=on, violation_error_message=message)


def valid_transitions(steps, message):
    """Limit a status to its transitions: `steps` is {status: allowed next statuses}."""
    allowed = ", ".join(f"('{old}', '{new}')" for old in steps for new in sorted(steps[old]))
    return Guard(
        name=f"{OF_MODEL}steps",
        on={
            "UPDATE": "NEW.status <> OLD.status"
            f" AND (OLD.status, NEW.status) NOT IN (VALUES {allowed})"
        },
        violation_error_message=message,
    )


def only_forgotten(column, message, *, name="", when=ALWAYS, instead=FORGOTTEN):
    """Freeze a text column (once `when` holds for the old row), except for blanking it to
    `instead`.

    The table also needs a guard on DELETE, as for `frozen`.
    """
    changed = f"NEW.{column} <> OLD.{column} AND NEW.{column} <> '{instead}'"
    on = {"UPDATE": f"({when}) AND ({changed})"}
    name = OF_MODEL + (name or f"{column}_kept")
    return Guard(name=name, on=on, violation_error_message=message)


def register(*guards):
    """Add guards that read another table; called from `AppConfig.ready`."""
    CROSS_TABLE.extend(guards)
