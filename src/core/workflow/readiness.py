"""Readiness check: the site is open, and its database is migrated, with every guard.

The database is compared with the migrations of this process, read once at its start: files on the
disk may belong to a newer release that is installed but not running yet.
"""

import logging
import time
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.workflow.triggers import missing_guards

RECHECK_SECONDS = 5  # maximum delay until a process notices a `migrate` by another process
CLOSED = _("The site is closed for maintenance. Nothing is lost: try again in a few minutes.")
GUARDS_MISSING = _("The site is closed for maintenance: some rules are missing from its database.")
NOT_MIGRATED = _("The site is being updated: its database is not up to date yet.")
NEWER = _("The site is being updated: its database is newer than the program.")
RESTART = _("The site is being updated: its services have to be restarted.")
UNREACHABLE = _("The database is not responding. Nothing is lost: try again in a moment.")
SEE = " See: manage.py check --database default"  # for the log; does not apply to a closed site
log = logging.getLogger(__name__)


@dataclass
class _State:
    until: float = 0  # monotonic time
    fault: str | None = None


state = _State()


def fault():
    """Return a sentence saying why the database cannot be used now, or None if it can."""
    now = time.monotonic()
    if now >= state.until:
        was, state.fault = state.fault, find_fault()
        state.until = now + RECHECK_SECONDS
        if state.fault and state.fault != was:
            with translation.override("en"):
                log.error("%s%s", str(state.fault), "" if state.fault == CLOSED else SEE)
    return state.fault


def find_fault():
    """Find the fault without the cache; see `fault`."""
    if is_closed_here():
        return CLOSED
    try:
        unknown, is_behind = compare_migrations(applied(connection))
        if unknown:
            return RESTART if all(map(_is_installed, unknown)) else NEWER
        if is_behind:
            return NOT_MIGRATED
        if settings.CLOSED_BY and is_closed_everywhere():
            return CLOSED
        return GUARDS_MISSING if missing_guards(connection) else None
    except DatabaseError:
        return UNREACHABLE


def is_closed_here():
    """Whether the file `CLOSED_BY` closes this machine."""
    return bool(settings.CLOSED_BY) and Path(settings.CLOSED_BY).exists()


def is_closed_everywhere():
    """Whether the whole site is closed, on all machines (see `maintenance`)."""
    return apps.get_model("core.Deployment").objects.filter(closed_at__isnull=False).exists()


def applied(database):
    """Names of the migrations applied to this database."""
    return frozenset(MigrationRecorder(database).applied_migrations())


@cache
def migrations():
    """Return {name: migration} of the running release, read when the process started."""
    return MigrationLoader(None).disk_migrations


@lru_cache(maxsize=2)
def compare_migrations(names):
    """Return the applied migrations that this release lacks, and whether it has unapplied ones."""
    ours = {app.label for app in apps.get_app_configs() if is_ours(app)}
    unknown = sorted(name for name in names - migrations().keys() if name[0] in ours)
    done = set(names)
    for name, migration in migrations().items():
        if name in names:
            done.update(migration.replaces)
        elif migration.replaces and names.issuperset(migration.replaces):
            done.add(name)
    return unknown, not done.issuperset(migrations())


def _is_installed(migration):
    """Whether a migration unknown to this process has been installed since it started."""
    app, name = migration
    package = import_module(MigrationLoader.migrations_module(app)[0])
    return (Path(package.__path__[0]) / f"{name}.py").exists()


def is_ours(app):
    """Whether an app belongs to this product: in its root folder, or a removable module."""
    return Path(app.path).parent in (settings.BASE_DIR, settings.BASE_DIR / "modules")
