"""Verify a whole backup before anything changes; refuse it if any part is foreign."""

import csv
import json
import re
from contextlib import contextmanager
from io import TextIOWrapper

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.backups.create import FORMAT, JOURNAL, LISTING, MANIFEST, VERSION
from desk.backups.engines import engine
from desk.backups.manifest import STATES, read_listing
from desk.full_export import archives

NEWER = gettext_lazy("This backup was made by a newer Rebond: install that release first.")
PATH = re.compile(r"[0-9a-f]{2}/\w+", re.ASCII)
FOREIGN = (KeyError, ValueError, TypeError, AttributeError, RecursionError, csv.Error)


@contextmanager
def checked(path):
    """(zip, manifest) of a fully verified backup; raise `Damaged` or `ValidationError`.

    Refuses a backup that is incomplete, foreign, of another engine or of a newer release.
    """
    with archives.opened(path) as zipped:
        manifest = _manifest_of(zipped, path)
        if manifest["engine"] != connection.vendor:
            raise ValidationError(
                _(
                    "This backup comes from %(theirs)s and this site runs on %(ours)s: set "
                    "DATABASE_URL."
                )
                % {"theirs": manifest["engine"], "ours": connection.vendor}
            )
        if recorded(manifest) - set(MigrationLoader(None).disk_migrations):
            raise ValidationError(NEWER)
        with _refusing_foreign(path):
            _judge_names(zipped)
        yield zipped, manifest


@contextmanager
def _refusing_foreign(path):
    try:
        yield
    except FOREIGN as error:
        raise ValidationError(_("%(path)s is not a Rebond backup.") % {"path": path}) from error


def _manifest_of(zipped, path):
    with _refusing_foreign(path):
        manifest = json.loads(zipped.read(MANIFEST))
        _require(manifest["format"] == FORMAT)
        if manifest["version"] != VERSION:
            raise ValidationError(NEWER)
        _judge_manifest(manifest)
    return manifest


def _judge_manifest(manifest):
    _require(is_aware(made_at(manifest)))
    counts = ("documents", "missing", "has_files")
    _require(all(isinstance(manifest[name], int) for name in counts))
    groups = [*manifest["keys"].items(), *recorded(manifest), [manifest["engine"]]]
    _require(all(isinstance(word, str) for words in groups for word in words))


def _judge_names(zipped):
    """Check that the archive has exactly the entries and files of its manifest."""
    wanted = {engine().NAME, LISTING, MANIFEST, archives.SUMS}
    for document in listed(zipped):
        _require(PATH.fullmatch(document.path) and int(document.id) and document.state in STATES)
        _require(is_aware(parse_datetime(document.born)))
        if document.has_file:
            wanted.add(f"documents/{document.path}")
    _require(set(zipped.namelist()) - {JOURNAL} == wanted)


def _require(is_so):
    if not is_so:
        raise ValueError


def made_at(manifest):
    return parse_datetime(manifest["made_at"])


def recorded(manifest):
    """Migrations of the release that made the backup, as (app, name)."""
    return {(app, name) for app, name in manifest["migrations"]}


def listed(zipped):
    """Documents of a backup, as `Listed`."""
    with TextIOWrapper(zipped.open(LISTING), newline="") as lines:
        yield from read_listing(lines)
