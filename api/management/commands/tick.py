import logging
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.webhooks.jobs import forget_deliveries, offer_webhooks
from core.deployment import pulse
from core.erasure_journal import catch_up
from core.error_mails import mail_waiting_errors
from core.merging import follow_merges
from core.modules.registry import is_job_on
from core.storage import try_storage
from desk.backups.copies import send_journal
from desk.daily import REMINDERS
from desk.finder_message import mail_waiting_messages
from desk.full_export.jobs import clear_exports, offer_exports_again
from desk.full_export.operations import forget_exports
from desk.privacy.daily import keep_privacy
from inventory.erasure.jobs import offer_certificates_again
from inventory.erasure.operations.certificates import forget_reports
from inventory.imports.jobs import drop_unfinished, offer_again
from inventory.imports.operations.anonymisation import forget_lists
from inventory.intake.operations.papers import give_up_letters
from inventory.vouchers.operations.lists import forget_voucher_lists
from inventory.vouchers.operations.vouchers import expire_vouchers
from loans.allocation.operations.expiry import release_expired, warn_of_endings
from loans.organisations.operations import expire_conventions, remind_of_conventions
from loans.staff.jobs import offer_stacks_again
from people.access.operations import forget_access
from people.accounts.operations import forget_previous_emails
from people.models import User
from people.outbox.jobs import give_up_messages, offer_messages_again

logger = logging.getLogger(__name__)

OFFERED = gettext_lazy("Offered again: %(count)s")
UNSURE = gettext_lazy("Mails that perhaps left: %(count)s")


def now():
    return timezone.now()


def today():
    return timezone.localdate()


def system():
    return User.objects.system()


# {name of a step: (function, message of its count or None)}, in order.
STEPS = {
    "pulse": (pulse.enqueue, None),
    "lists": (lambda: offer_again(now=now()), OFFERED),
    "lists half checked": (lambda: drop_unfinished(now=now()), None),
    "certificates": (lambda: offer_certificates_again(now=now()), OFFERED),
    "stacks": (lambda: offer_stacks_again(now=now()), OFFERED),
    "exports": (lambda: offer_exports_again(now=now()), OFFERED),
    "old exports": (lambda: forget_exports(by=system(), now=now()), None),
    "files of exports": (lambda: clear_exports(now=now()), None),
    **{name: (lambda run=run: run(today()), None) for name, run in REMINDERS.items()},
    "messages": (lambda: offer_messages_again(now=now()), OFFERED),
    "webhooks": (offer_webhooks, None),
    "old deliveries": (lambda: forget_deliveries(now=now()), None),
    "old reports": (lambda: forget_reports(by=system(), now=now()), None),
    "old lists": (
        lambda: forget_lists(by=system(), now=now()),
        gettext_lazy("Lists forgotten: %(count)s"),
    ),
    "unsure letters": (lambda: give_up_letters(by=system(), now=now()), UNSURE),
    "unsure messages": (lambda: give_up_messages(now=now()), UNSURE),
    "old voucher lists": (lambda: forget_voucher_lists(by=system(), now=now()), None),
    "conventions": (
        lambda: expire_conventions(by=system(), today=today()),
        gettext_lazy("Conventions over: %(count)s"),
    ),
    "conventions that end": (lambda: remind_of_conventions(by=system(), today=today()), None),
    "merges": (follow_merges, None),
    "access": (lambda: forget_access(by=system(), now=now()), None),
    "previous addresses": (lambda: forget_previous_emails(by=system(), now=now()), None),
    "expired vouchers": (
        lambda: expire_vouchers(by=system(), today=today()),
        gettext_lazy("Vouchers expired: %(count)s"),
    ),
    "endings": (lambda: warn_of_endings(today=today()), None),
    "reservations": (
        lambda: release_expired(today=today()),
        gettext_lazy("Reservations ended: %(count)s"),
    ),
    "privacy": (lambda: keep_privacy(today=today()), None),
    "journal": (lambda: catch_up(since=now() - timedelta(hours=1)), None),
    "copy of the journal": (send_journal, None),
    "storage": (try_storage, None),
    "finders": (mail_waiting_messages, None),
    "error mails": (mail_waiting_errors, None),
}


class Command(BaseCommand):
    help = "Do what is due: offer jobs again, expire vouchers, forget names; a timer runs it."

    def handle(self, **options):
        """Enqueue unfinished jobs again; expire or delete rows past their date.

        A failing step is logged and does not stop the others; the command then fails.
        """
        counts, failed = {words: 0 for _run, words in STEPS.values() if words}, []
        for name, (run, words) in STEPS.items():
            if not is_job_on(name):
                continue
            try:
                done = run()
            except Exception:
                logger.exception("A step of the tick failed: %s", name)
                failed.append(name)
                continue
            if words:
                counts[words] += done
        for words, count in counts.items():
            self.stdout.write(str(words) % {"count": count})
        if failed:
            raise CommandError(_("These steps failed: %(steps)s") % {"steps": ", ".join(failed)})
