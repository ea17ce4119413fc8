from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.operating.clock import UNCERTAIN, is_plausible
from desk.daily import remind

SENTENCES = {
    "reminders": gettext_lazy("Reminders written: %(count)s"),
    "unsigned": gettext_lazy("Hand-overs to sign: %(count)s"),
    "vouchers": gettext_lazy("Vouchers expiring soon: %(count)s"),
    "appointments": gettext_lazy("Appointment reminders: %(count)s"),
    "calls": gettext_lazy("Calls planned: %(count)s"),
}


class Command(BaseCommand):
    help = (
        "Write the reminders of today: due dates, unsigned hand-overs, vouchers, calls. Once a day."
    )

    def handle(self, **options):
        """Post the reminders due today, of the enabled modules; idempotent."""
        now = timezone.now()
        if not is_plausible(now=now):
            raise CommandError(UNCERTAIN)
        for name, count in remind(now=now).items():
            if name in SENTENCES:
                self.stdout.write(str(SENTENCES[name]) % {"count": count})
