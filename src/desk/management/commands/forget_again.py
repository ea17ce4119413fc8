from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_aware
from django.utils.translation import gettext as _

from core.workflow import erasure_journal
from desk.backups.post_restore import renew


class Command(BaseCommand):
    help = "After PostgreSQL was recovered to a point in time: erase again what was erased since."

    def add_arguments(self, parser):
        parser.add_argument(
            "since", metavar="MOMENT", help="of the recovery: 2026-03-01T14:30, local time"
        )
        parser.add_argument(
            "--journal", type=Path, metavar="FILE", help="a forgotten.jsonl that was kept elsewhere"
        )

    def handle(self, *, since, journal, **options):
        """Repeat erasures in the database of this site, as `restore` does in a restored database.

        Idempotent. Lines of another journal are added to the site's, so that the next
        backup has them.
        """
        moment = _moment(since)
        if not (journal or erasure_journal.journal()).exists():
            raise CommandError(
                _(
                    "There is no journal of erasures (%(path)s): use --journal to give "
                    "the one kept elsewhere."
                )
                % {"path": journal or erasure_journal.journal()}
            )
        if journal:
            erasure_journal.append(erasure_journal.lacking(erasure_journal.read(journal)))
        try:
            for line in renew(moment):
                self.stdout.write(line)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except DatabaseError as error:  # for example, a database that is still being recovered
            raise CommandError(f"{error}".partition("\n")[0]) from error
        self.stdout.write(_("Erasures repeated. Everyone must sign in again."))


def _moment(text):
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(_("Enter the time in this form: 2026-03-01T14:30."))
    return moment if is_aware(moment) else make_aware(moment)
