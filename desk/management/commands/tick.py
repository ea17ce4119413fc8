from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.jobs import offer_again


class Command(BaseCommand):
    help = "Offer to a worker again what one began and did not finish; run it every minute."

    def handle(self, **options):
        count = offer_again(now=timezone.now())
        self.stdout.write(_("Offered again: %(count)s") % {"count": count})
