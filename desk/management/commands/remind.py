from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.daily import remind


class Command(BaseCommand):
    help = (
        "Write the reminders of today: due dates, unsigned hand-overs, vouchers, calls. Once a day."
    )

    def handle(self, **options):
        """Post the reminders due today; idempotent."""
        counts = remind(today=timezone.localdate())
        self.stdout.write(_("Reminders written: %(count)s") % {"count": counts["reminders"]})
        self.stdout.write(_("Hand-overs to sign: %(count)s") % {"count": counts["unsigned"]})
        self.stdout.write(_("Vouchers that end soon: %(count)s") % {"count": counts["vouchers"]})
        self.stdout.write(_("Appointments recalled: %(count)s") % {"count": counts["appointments"]})
        self.stdout.write(_("Calls planned: %(count)s") % {"count": counts["calls"]})
