from contextlib import contextmanager

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from core.operating.maintenance import note_commit
from core.operating.migration_checksums import (
    REMEDY,
    REWRITTEN,
    of_this_program,
    record,
    recorded,
    rewritten_apps,
)

# Key of PostgreSQL's advisory lock: an arbitrary number, the same for all processes.
LOCK = 20_491_127
IN_USE = "The database is in use, perhaps by another migrate: try again."


@contextmanager
def alone(connection, stderr):
    """Open a transaction that excludes other `migrate` processes, which wait for it."""
    try:
        connection.disable_constraint_checking()  # SQLite: not possible within a transaction
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                _wait_for_others(connection, stderr)
            yield
            connection.check_constraints()
        connection.enable_constraint_checking()
    except OperationalError as error:
        connection.close()
        if connection.vendor != "sqlite" or "locked" not in str(error):
            raise
        raise CommandError(IN_USE) from error


def _wait_for_others(connection, stderr):
    with connection.cursor() as cursor:
        # Pages release their locks soon, so a migration waits for them without a timeout.
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            stderr.write("Another migrate is running: waiting for it.")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class Command(migrate.Command):
    """Django's `migrate` in one transaction: everything is applied, guards included, or nothing.

    Refuse a database that other migrations of the same names created.
    """

    def check(self, *args, **kwargs):
        """Skip the database checks, since this command creates the guards that they require."""
        super().check(*args, **kwargs | {"databases": None})

    def handle(self, *args, **options):
        connection = self.connection = connections[options["database"]]
        if options["plan"] or options["check_unapplied"] or connection.in_atomic_block:
            super().handle(*args, **options)
            return
        with alone(connection, self.stderr):
            checksums = of_this_program()
            apps = rewritten_apps(recorded(connection), checksums)
            if apps:
                raise CommandError(f"{REWRITTEN % {'apps': ', '.join(apps)}} {REMEDY}")
            super().handle(*args, **options)
            record(connection, checksums)
            if connection.alias == DEFAULT_DB_ALIAS:
                note_commit()

    def migration_progress_callback(self, action, migration=None, fake=False):  # noqa: FBT002
        """Check deferred constraints after each migration (PostgreSQL)."""
        is_done = migration and action.endswith("_success")
        if is_done and self.connection.vendor == "postgresql":
            self.connection.check_constraints()
        super().migration_progress_callback(action, migration, fake)
