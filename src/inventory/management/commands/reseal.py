from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.vouchers.operations.vouchers import reseal_vouchers
from people.models import User

AT_ONCE = 500


class Command(BaseCommand):
    help = "Close the secrets of vouchers with the first of VOUCHER_KEYS; the others may then go."

    def handle(self, **options):
        """Re-encrypt every voucher with the newest key; safe to run again after an interruption."""
        total = 0
        try:
            while done := reseal_vouchers(by=User.objects.system(), at_once=AT_ONCE):
                total += done
        except Refused as refusal:
            raise CommandError(
                _(
                    "%(why)s Put the key they were encrypted with back into "
                    "VOUCHER_KEYS, after the new one, and run this command again. "
                    "Encrypted with the newest key: %(count)s."
                )
                % {"why": " ".join(refusal.messages), "count": total}
            ) from refusal
        self.stdout.write(_("Vouchers encrypted with the newest key: %(count)s") % {"count": total})
