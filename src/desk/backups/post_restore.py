"""Steps that a restored database needs before it is put in place.

A restored backup sends nothing automatically. Its queued messages may have been sent since: they
are marked “perhaps sent”, and a user decides.
"""

from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from core.models import CacheEntry, Deployment, MigrationChecksum
from core.operating.maintenance import reopen
from core.operating.migration_checksums import of_this_program, record
from core.workflow import erasure_journal
from core.workflow.triggers import is_migrated, missing_guards
from core.workflow.triggers import settle as settle_guards
from desk.backups.engines import engine
from desk.backups.keys import differing, unreadable_vouchers
from desk.backups.operations import note_backup
from desk.backups.schema import Unsound, make_tables
from desk.backups.verify import made_at, recorded
from people.models import User
from people.outbox.jobs import doubt_all


def settle(facts):
    """Finish a restore; yield a line for each step.

    Steps are migrations, guards, repeated erasures...
    """
    manifest = facts["manifest"]
    _read_rows(Path(facts["database"]), recorded(manifest))
    if not is_migrated(connection):
        call_command("migrate", interactive=False, verbosity=0)
    _lay_guards()
    reopen()  # the backup of an upgrade is made while the site is closed
    yield from renew(made_at(manifest))
    _write_down(facts)
    yield from _about_keys(manifest["keys"])


def renew(since):
    """Repeat the erasures since this time, end all sessions, and hold messages back.

    Works on a database restored by any means. Yields a line for each step.
    """
    for label, count in erasure_journal.forget_again(since=since).items():
        if count:
            yield erasure_journal.KINDS[label].message % {"count": count, "table": label}
    if not User.objects.administrators().exists():
        yield _("This site no longer has an administrator: run manage.py first_admin.")
    Session.objects.all().delete()
    CacheEntry.objects.all().delete()
    DBTaskResult.objects.all().delete()
    doubted = doubt_all()
    if doubted:
        yield _("Messages that were waiting and may have been sent since, to check: %(count)s") % {
            "count": doubted
        }


def _read_rows(path, migrations):
    """Create the tables of the release that made the backup, and load its rows.

    They are created by the migrations of this program, so the checksums are recorded again.
    """
    make_tables(migrations)
    engine().load(path)
    if set(MigrationRecorder(connection).applied_migrations()) != migrations:
        raise Unsound("django_migrations")
    Deployment.objects.update(checked_on=None, damage="")
    MigrationChecksum.objects.all().delete()
    record(connection, of_this_program())


def _lay_guards():
    """Create every guard, since a backup contains none."""
    settle_guards(connection)
    missing = missing_guards(connection)
    if missing:
        names = ", ".join(missing[:5])
        raise ValidationError(_("Rules missing from the database: %(names)s") % {"names": names})


def _write_down(facts):
    """Create the row of the restored backup, which the backup itself cannot contain."""
    manifest = facts["manifest"]
    note_backup(
        by=User.objects.system(),
        name=facts["name"],
        size=facts["size"],
        sha256=facts["sha256"],
        documents=manifest["documents"],
        missing=manifest["missing"],
        at=made_at(manifest),
    )


def _about_keys(expected):
    for name in differing(expected):
        yield _(
            "On this site, %(name)s is not the key of the backup, whose fingerprint is %(print)s."
        ) % {
            "name": name,
            "print": expected.get(name) or "–",
        }
    unreadable = unreadable_vouchers()
    if unreadable:
        yield _(
            "Voucher codes that no key on this site can decrypt: %(count)s. Put the "
            "VOUCHER_KEYS of the site that was backed up into .env."
        ) % {"count": unreadable}
