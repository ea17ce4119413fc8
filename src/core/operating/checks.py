"""System checks of fonts, translations, SQLite version, guards and schema."""

import ctypes.util
import shutil
import sqlite3

from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections

from core.operating.integrity import DAMAGED, find_damage
from core.operating.migration_checksums import (
    REMEDY,
    REWRITTEN,
    of_this_program,
    recorded,
    rewritten_apps,
)
from core.workflow.readiness import applied, compare_migrations
from core.workflow.triggers import missing_guards

MAX_NAMED = 5
OLDEST_SQLITE = (3, 39)  # the first with IS DISTINCT FROM, which guards use
APT_LINE = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 gettext python3-venv"


@register()
def papers_can_be_printed(app_configs, **kwargs):
    """Check for Pango, which PDFs need, and HarfBuzz's subsetter, which makes them five times
    faster.
    """
    errors = []
    if not ctypes.util.find_library("pangoft2-1.0"):
        errors.append(
            Error("Pango is missing: PDFs cannot be drawn.", hint=APT_LINE, id="core.E001")
        )
    if not ctypes.util.find_library("harfbuzz-subset"):
        errors.append(
            CheckWarning(
                "HarfBuzz's subsetter is missing: PDFs are slow.", hint=APT_LINE, id="core.W001"
            )
        )
    return errors


@register(Tags.translation)
def translations_can_be_compiled(app_configs, **kwargs):
    """Check for gettext's msgfmt, which `make setup` needs to compile the French."""
    if shutil.which("msgfmt"):
        return []
    return [
        CheckWarning(
            "gettext is missing: the French cannot be compiled.", hint=APT_LINE, id="core.W003"
        )
    ]


@register()
def sqlite_is_new_enough(app_configs, **kwargs):
    """Report an error before `migrate` if SQLite is too old for our tables."""
    is_used = any(connection.vendor == "sqlite" for connection in connections.all())
    if not is_used or sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return []
    oldest = ".".join(map(str, OLDEST_SQLITE))
    problem = f"SQLite {sqlite3.sqlite_version} is too old"
    needed = f"Rebond needs SQLite {oldest} or newer, or PostgreSQL."
    return [Error(f"{problem}: {needed}", id="core.E005")]


@register(Tags.database)
def guards_stand(app_configs, databases, **kwargs):
    """Check that every guard is installed in the database (`check --database default`)."""
    errors = []
    for alias in databases or []:
        missing = missing_guards(connections[alias])
        if missing:
            named = ", ".join(missing[:MAX_NAMED])
            message = f"{len(missing)} guards are missing in {alias}, such as {named}."
            errors.append(Error(message, hint="manage.py migrate", id="core.E002"))
    return errors


@register(Tags.database)
def schema_is_of_this_code(app_configs, databases, **kwargs):
    """Check that every migration is applied and known to this code."""
    errors = []
    for alias in databases or []:
        unknown, is_behind = compare_migrations(applied(connections[alias]))
        if unknown:
            named = ", ".join(".".join(name) for name in unknown[:MAX_NAMED])
            message = f"{alias} is newer than this code: it had {named}."
            errors.append(Error(message, hint="Install the newer release.", id="core.E003"))
        elif is_behind:
            message = f"{alias} is not up to date: migrations are not applied."
            errors.append(Error(message, hint="manage.py migrate", id="core.E004"))
    return errors


@register(Tags.database)
def migrations_are_as_applied(app_configs, databases, **kwargs):
    """Check that no migration file was rewritten since it created this database."""
    found = {
        alias: rewritten_apps(recorded(connections[alias]), of_this_program())
        for alias in databases or []
    }
    return [
        Error(REWRITTEN % {"apps": ", ".join(apps)}, hint=REMEDY, id="core.E006")
        for apps in found.values()
        if apps
    ]


@register(Tags.database)
def database_is_sound(app_configs, databases, **kwargs):
    """Check each database for damage."""
    found = {alias: find_damage(connections[alias]) for alias in databases or []}
    return [
        Error(f"{alias}: {DAMAGED % {'why': why}}", hint="manage.py restore", id="core.E007")
        for alias, why in found.items()
        if why
    ]
