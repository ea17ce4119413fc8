"""Checksums of migration files: a database remembers the files that created its tables.

Django remembers only names. Until a version is tagged, `0001_initial` is rewritten in place under
the same name, and a database created by an earlier version of it would lack columns and constraints
unnoticed. A migration is named here as `core.0001_initial`.
"""

import hashlib
import inspect
import subprocess
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.models import MigrationChecksum
from core.workflow.readiness import is_ours

REWRITTEN = (
    "The migrations of %(apps)s have been rewritten since they created this database. Until a"
    " version is tagged, a database is not upgraded across rewritten migrations."
)
REMEDY = (
    "Keep to the commit that created this database (git checkout), or start with an empty database."
)


def of_this_program():
    """{migration: checksum} of our own apps, since libraries do not rewrite their migrations."""
    loaded = MigrationLoader(None).disk_migrations
    return {
        f"{app}.{name}": _checksum(Path(inspect.getfile(type(migration))).read_bytes())
        for (app, name), migration in loaded.items()
        if app in _our_apps()
    }


def of_commit(commit, names):
    """{migration: checksum} of these migrations in a commit of this checkout, if it has them."""
    sources = {name: _file_at(commit, _path_of(name)) for name in names}
    return {name: _checksum(source) for name, source in sources.items() if source is not None}


def recorded(connection):
    """{applied migration: checksum, or "" if unknown}; {} before `core` has a table."""
    applied = _applied(connection)
    if "core.0001_initial" not in applied:
        return {}
    rows = MigrationChecksum.objects.using(connection.alias)
    checksums = dict(rows.values_list("pk", "sha256")) if _has_table(connection) else {}
    return {name: checksums.get(name, "") for name in applied}


def record(connection, checksums):
    """Record the checksums of applied migrations that are not recorded yet."""
    if not _has_table(connection):
        return
    rows = MigrationChecksum.objects.using(connection.alias)
    applied = _applied(connection)
    rows.exclude(pk__in=applied).delete()
    new = applied & checksums.keys() - set(rows.values_list("pk", flat=True))
    rows.bulk_create(MigrationChecksum(name, checksums[name]) for name in sorted(new))


def rewritten_apps(recorded, checksums):
    """The labels of apps whose applied migrations differ from these files.

    An applied migration without a file is not rewritten: the database is newer than the release.
    """
    changed = {name for name, sha256 in recorded.items() if checksums.get(name, sha256) != sha256}
    return sorted({name.partition(".")[0] for name in changed})


def _path_of(migration):
    app, _dot, name = migration.partition(".")
    folder = Path(apps.get_app_config(app).path).relative_to(settings.PROJECT_DIR)
    return folder / "migrations" / f"{name}.py"


def _our_apps():
    return {app.label for app in apps.get_app_configs() if is_ours(app)}


def _applied(connection):
    names = MigrationRecorder(connection).applied_migrations()
    return {f"{app}.{name}" for app, name in names if app in _our_apps()}


def _has_table(connection):
    return MigrationChecksum._meta.db_table in connection.introspection.table_names()


def _path_of(name):
    app, _dot, migration = name.partition(".")
    folder = Path(apps.get_app_config(app).path).relative_to(settings.PROJECT_DIR)
    return f"{folder.as_posix()}/migrations/{migration}.py"


def _checksum(source):
    return hashlib.sha256(source).hexdigest()


def _file_at(commit, path):
    done = subprocess.run(  # noqa: S603
        ["git", "show", f"{commit}:{path}"],  # noqa: S607
        cwd=settings.PROJECT_DIR,
        capture_output=True,
        check=False,
    )
    return None if done.returncode else done.stdout
