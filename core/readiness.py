"""Readiness check: the site is not closed, and its database is migrated, with every guard."""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.workflow.triggers import missing_guards

AGAIN_AFTER = 5  # seconds: a process notices a `migrate` that ran beside it as soon as that
CLOSED = _("The site is closed for maintenance. Nothing is lost: try again in a few minutes.")
GUARDS_MISSING = _("The site is closed for maintenance: rules of its database are missing.")
NOT_MIGRATED = _("The site is being updated: its database is not up to date yet.")
NEWER = _("The site is being updated: its database is newer than the program.")
UNREACHABLE = _("The database does not answer. Nothing is lost: try again in a moment.")
log = logging.getLogger(__name__)


@dataclass
class _State:
    until: float = 0  # by the clock that never goes back
    fault: str | None = None


state = _State()


def fault():
    """Why the database cannot be used now, in one sentence; None if it can."""
    now = time.monotonic()
    if now >= state.until:
        was, state.fault = state.fault, find_fault()
        state.until = now + AGAIN_AFTER
        if state.fault and state.fault != was:
            with translation.override("en"):
                log.error("%s See: manage.py check --database default", state.fault)
    return state.fault


def find_fault():
    """The same, looked up."""
    if settings.CLOSED_BY.exists():
        return CLOSED
    try:
        is_newer, is_behind = compare_migrations(applied(connection))
        if is_newer:
            return NEWER
        if is_behind:
            return NOT_MIGRATED
        return GUARDS_MISSING if missing_guards(connection) else None
    except DatabaseError:
        return UNREACHABLE


def applied(database):
    """The names of the migrations that this database had."""
    return frozenset(MigrationRecorder(database).applied_migrations())


@lru_cache(maxsize=2)
def compare_migrations(names):
    """(applied migrations that this code does not have, whether one of its own is not applied)."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    ours = {app.label for app in apps.get_app_configs() if _is_ours(app)}
    unknown = sorted(name for name in names - set(loader.disk_migrations) if name[0] in ours)
    return unknown, bool(executor.migration_plan(loader.graph.leaf_nodes()))


def _is_ours(app):
    return Path(app.path).parent == settings.BASE_DIR
