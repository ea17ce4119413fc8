from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.operating.clock import UNCERTAIN, is_plausible
from desk.privacy.daily import erase_what_is_due


class Command(BaseCommand):
    help = "Announce and erase people whose term is over, and purge papers at the end of theirs."

    def handle(self, **options):
        """Anonymise everything that is due; idempotent."""
        if not is_plausible(now=timezone.now()):
            raise CommandError(UNCERTAIN)
        done = erase_what_is_due(today=timezone.localdate())
        self.stdout.write(_("People notified: %(count)s") % {"count": done["announced"]})
        self.stdout.write(_("People anonymised: %(count)s") % {"count": done["erased"]})
        self.stdout.write(_("Contacts of donors erased: %(count)s") % {"count": done["donors"]})
        self.stdout.write(_("Documents deleted: %(count)s") % {"count": done["papers"]})
        self.stdout.write(_("Texts deleted: %(count)s") % {"count": done["texts"]})
        self.stdout.write(_("Accounts anonymised: %(count)s") % {"count": done["accounts"]})
        self.stdout.write(_("Access log entries deleted: %(count)s") % {"count": done["openings"]})
        self.stdout.write(
            _("Files without a document deleted: %(count)s") % {"count": done["files"]}
        )
