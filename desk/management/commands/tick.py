from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.jobs import offer_again
from inventory.operations import expire_vouchers
from people.models import User


class Command(BaseCommand):
    help = "Do what is due: offer again what a worker left, expire vouchers; run it every minute."

    def handle(self, **options):
        """Unfinished jobs are with a worker again; no voucher in stock is past its last day."""
        offered = offer_again(now=timezone.now())
        expired = expire_vouchers(by=User.objects.system(), today=timezone.localdate())
        self.stdout.write(_("Vouchers expired: %(count)s") % {"count": expired})
        self.stdout.write(_("Offered again: %(count)s") % {"count": offered})
