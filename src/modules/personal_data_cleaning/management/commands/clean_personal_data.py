from collections import Counter

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from modules.personal_data_cleaning.suspicions import search, source_label
from people.models import User


class Command(BaseCommand):
    help = (
        "Count the texts of devices and of lists that look like personal data; with --erase, blank"
        " them. No text is printed: read them on the page of personal data."
    )

    def add_arguments(self, parser):
        parser.add_argument("--erase", action="store_true", help="blank them, which is final")

    def handle(self, *, erase, **options):
        """Blank suspect texts if `erase`, else only list them; skips texts that were reviewed."""
        counts, position = Counter(), ""
        while True:
            suspicions, position = search(position)
            for one in suspicions:
                counts[one.source, one.kinds] += self._erase(one) if erase else 1
            if not position:
                break
        done = _("deleted") if erase else _("would be deleted")
        for (source, kinds), count in sorted(counts.items()):
            words = ", ".join(str(kind.label) for kind in kinds)
            self.stdout.write(f"{source_label(source)} ({words}): {count} {done}")
        if not counts:
            self.stdout.write(_("Nothing looks like personal data."))
        elif not erase:
            self.stdout.write(_("Nothing was changed: add --erase to delete them."))

    def _erase(self, suspicion):
        try:
            suspicion.erase(by=User.objects.system())
        except Refused as refusal:
            self.stderr.write(" ".join(refusal.messages))
            return 0
        return 1
