from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forgotten import catch_up
from core.pulse import pulse
from desk.daily import remind
from desk.privacy.daily import keep_privacy
from desk.whole.jobs import clear_exports, offer_exports_again
from desk.whole.operations import forget_exports
from inventory.jobs import offer_again, offer_certificates_again
from inventory.operations import (
    expire_vouchers,
    forget_lists,
    forget_reports,
    give_up_letters,
)
from inventory.operations.vouchers import forget_voucher_lists
from loans.jobs import offer_stacks_again
from loans.operations import (
    expire_conventions,
    release_expired,
    remind_of_conventions,
    warn_of_endings,
)
from people.models import User
from people.operations import forget_access
from people.outbox.jobs import give_up_messages, offer_messages_again


class Command(BaseCommand):
    help = "Do what is due: offer jobs again, expire vouchers, forget names; run it every minute."

    def handle(self, **options):
        """Unfinished jobs are with a worker again; what is past its day is expired or forgotten."""
        pulse.enqueue()
        offered = offer_again(now=timezone.now())
        offered += offer_certificates_again(now=timezone.now())
        offered += offer_stacks_again(now=timezone.now())
        offered += offer_exports_again(now=timezone.now())
        forget_exports(by=User.objects.system(), now=timezone.now())
        clear_exports(now=timezone.now())
        remind(today=timezone.localdate())
        offered += offer_messages_again(now=timezone.now())
        forget_reports(by=User.objects.system(), now=timezone.now())
        forgotten = forget_lists(by=User.objects.system(), now=timezone.now())
        unsure = give_up_letters(by=User.objects.system(), now=timezone.now())
        unsure += give_up_messages(now=timezone.now())
        forget_voucher_lists(by=User.objects.system(), now=timezone.now())
        over = expire_conventions(by=User.objects.system(), today=timezone.localdate())
        remind_of_conventions(by=User.objects.system(), today=timezone.localdate())
        forget_access(by=User.objects.system(), now=timezone.now())
        expired = expire_vouchers(by=User.objects.system(), today=timezone.localdate())
        warn_of_endings(today=timezone.localdate())
        released = release_expired(today=timezone.localdate())
        keep_privacy(today=timezone.localdate())
        catch_up(since=timezone.now() - timedelta(hours=1))
        self.stdout.write(_("Reservations ended: %(count)s") % {"count": released})
        self.stdout.write(_("Vouchers expired: %(count)s") % {"count": expired})
        self.stdout.write(_("Lists forgotten: %(count)s") % {"count": forgotten})
        self.stdout.write(_("Mails that perhaps left: %(count)s") % {"count": unsure})
        self.stdout.write(_("Offered again: %(count)s") % {"count": offered})
        self.stdout.write(_("Conventions over: %(count)s") % {"count": over})
