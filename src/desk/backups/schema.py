"""Create the empty tables into which a backup is loaded, in the schema of its release.

An archive contains rows, never a schema: rows that violate our constraints are refused. Its
checksums prove integrity, not origin. So its rows are loaded into empty tables in a temporary
database, with the schema of the release that made it, every constraint and no trigger; if they do
not fit, that database is deleted. Tables of the current release are created from the models in a
second; tables of older releases by the migrations named in the archive, and then migrated forward.
Foreign keys are checked at the end of the transaction, so PostgreSQL needs no superuser. Files are
restored only after the database.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _


class Unsound(ValidationError):
    """Error for rows of an archive that violate the schema of its release."""

    def __init__(self, why):
        message = _("the database in this archive is corrupt (%(why)s)") % {"why": why}
        super().__init__(message)


def make_tables(recorded):
    """Create the tables of these migrations in an empty database, without triggers."""
    executor = MigrationExecutor(connection)
    nodes = set(executor.loader.graph.nodes)
    if nodes <= recorded:
        _make_those_of_today()
    else:
        executor.migrate(last_of_each_app(executor.loader.graph, nodes & recorded))
        if set(executor.recorder.applied_migrations()) - recorded:
            raise Unsound("django_migrations")
    _lift_triggers()
    names = connection.introspection.table_names()
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names))


def _make_those_of_today():
    """Create the current tables at once, instead of running each migration."""
    MigrationRecorder(connection).ensure_schema()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)


def last_of_each_app(graph, applied):
    """The leaf migrations of each app."""
    followed = {
        parent.key
        for node in applied
        for parent in graph.node_map[node].parents
        if parent.key[0] == node[0]
    }
    return sorted(applied - followed)


def _lift_triggers():
    if connection.vendor == "sqlite":
        query = "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname, ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        for name, on_table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}{on_table}")
