import logging
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files.storage import try_storage
from core.modules.registry import is_job_on
from core.operating import clock
from core.operating.deployment import pulse
from core.operating.error_mails import mail_waiting_errors
from core.operating.integrity import DAMAGED, check_integrity, is_of_damage
from core.workflow import readiness
from core.workflow.erasure_journal import catch_up
from desk.backups.copies import send_journal
from desk.daily import REMINDERS, Step
from desk.health.conditions import clock_sentence
from desk.health.letters import notify_of_clock, notify_of_damage
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
from people.accounts.operations import forget_previous_emails
from people.models import User
from people.outbox.jobs import give_up_messages, offer_messages_again

logger = logging.getLogger(__name__)

OFFERED = gettext_lazy("Tasks queued again: %(count)s")
UNSURE = gettext_lazy("Messages that may have been sent: %(count)s")


def _at(job):
    """Return a step that runs a job with the time of the tick."""
    return lambda now: job(now=now)


def _by_us(job):
    """Return a step that runs an operation as the system user, with the time of the tick."""
    return lambda now: job(by=User.objects.system(), now=now)


def _on_the_day(job):
    return lambda now: job(today=timezone.localdate(now))


def _by_us_on_the_day(job):
    return lambda now: job(by=User.objects.system(), today=timezone.localdate(now))


def _always(job):
    return lambda now: job()


# Steps by name, in order.
STEPS = {
    "pulse": Step(run=_always(pulse.enqueue), needs_clock=False),
    "lists": Step(run=_at(offer_again), needs_clock=False, words=OFFERED),
    "lists half checked": Step(run=_at(drop_unfinished), needs_clock=True),
    "certificates": Step(run=_at(offer_certificates_again), needs_clock=False, words=OFFERED),
    **REMINDERS,
    # Send queued letters; outdated letters are dropped only if the clock is trusted.
    "messages": Step(run=_at(offer_messages_again), needs_clock=False, words=OFFERED),
    "old reports": Step(run=_by_us(forget_reports), needs_clock=True),
    "old lists": Step(
        run=_by_us(forget_lists),
        needs_clock=True,
        words=gettext_lazy("Expired lists deleted: %(count)s"),
    ),
    "unsure letters": Step(run=_by_us(give_up_letters), needs_clock=True, words=UNSURE),
    "unsure messages": Step(run=_at(give_up_messages), needs_clock=True, words=UNSURE),
    "old voucher lists": Step(run=_by_us(forget_voucher_lists), needs_clock=True),
    "conventions": Step(
        run=_by_us_on_the_day(expire_conventions),
        needs_clock=True,
        words=gettext_lazy("Partnership agreements ended: %(count)s"),
    ),
    "conventions that end": Step(run=_by_us_on_the_day(remind_of_conventions), needs_clock=True),
    "previous addresses": Step(run=_by_us(forget_previous_emails), needs_clock=True),
    "expired vouchers": Step(
        run=_by_us_on_the_day(expire_vouchers),
        needs_clock=True,
        words=gettext_lazy("Vouchers expired: %(count)s"),
    ),
    "endings": Step(run=_on_the_day(warn_of_endings), needs_clock=True),
    "reservations": Step(
        run=_on_the_day(release_expired),
        needs_clock=True,
        words=gettext_lazy("Devices no longer set aside: %(count)s"),
    ),
    "privacy": Step(run=_on_the_day(keep_privacy), needs_clock=True),
    "journal": Step(run=lambda now: catch_up(since=now - timedelta(hours=1)), needs_clock=False),
    "copy of the journal": Step(run=_always(send_journal), needs_clock=False),
    "storage": Step(run=_always(try_storage), needs_clock=False),
    "error mails": Step(run=_always(mail_waiting_errors), needs_clock=False),
}


# Steps run first: damage is found before it makes later steps fail.
FIRST = {
    "database": Step(
        run=_always(lambda: check_integrity(on_damage=notify_of_damage)), needs_clock=False
    )
}


class Command(BaseCommand):
    help = "Do periodic work: requeue jobs, expire vouchers, erase names; run it from a timer."

    def add_arguments(self, parser):
        parser.add_argument(
            "--confirm-clock",
            action="store_true",
            help="Confirm that the server's clock is right, and run the steps that waited for it.",
        )

    def handle(self, *, confirm_clock=False, **options):
        """Enqueue unfinished jobs again; expire or delete rows past their date.

        A failing step is logged and does not stop the others; the command then fails. While the
        clock is not trusted, steps that need it are skipped without failing. While the site is
        closed, nothing is done, without failing.
        """
        if readiness.find_fault() == readiness.CLOSED:
            self.stdout.write(_("The site is closed for maintenance: nothing was done."))
            return
        now = timezone.now()
        _counts, failed = _run(FIRST, now)
        try:
            self._do_what_is_due(now, failed, confirm_clock)
        except DatabaseError as error:
            if not is_of_damage(error):
                raise
            raise CommandError(DAMAGED % {"why": error}) from error

    def _do_what_is_due(self, now, failed, confirm_clock):
        if confirm_clock:
            clock.confirm_clock(by=User.objects.system())
        is_believed = not clock.check_clock(now=now, on_fault=notify_of_clock).fault
        steps = {
            name: step
            for name, step in STEPS.items()
            if is_job_on(name) and (is_believed or not step.needs_clock)
        }
        counts, more = _run(steps, now)
        failed = [*failed, *more]
        for words, count in counts.items():
            self.stdout.write(str(words) % {"count": count})
        if not is_believed:
            self.stderr.write(clock_sentence())
        if failed:
            raise CommandError(_("These steps failed: %(steps)s") % {"steps": ", ".join(failed)})


def _run(steps, now):
    """Run each step separately; return {sentence: count} and the names of the failed steps."""
    counts, failed = {step.words: 0 for step in STEPS.values() if step.words}, []
    for name, step in steps.items():
        try:
            done = step.run(now)
        except Exception:
            logger.exception("A step of the tick failed: %s", name)
            failed.append(name)
            continue
        if step.words:
            counts[step.words] += done
    return counts, failed
