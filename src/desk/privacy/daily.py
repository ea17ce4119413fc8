"""Daily retention job: anonymise and purge data past its retention."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.dates import is_over
from core.models import CacheEntry
from core.operating.orphan_files import YOUNG, flush_pages, sweep_files, sweep_work
from core.workflow.erasure_journal import catch_up
from donations.models import Donor
from donations.operations.anonymisation import announce_donors, forget_donors_due, forget_frozen
from inventory.imports.operations.anonymisation import forget_lists
from loans.base.loan_terms import after_months
from loans.privacy.letters import ANNOUNCED
from loans.privacy.operations import (
    announce_erasures,
    erase_due,
    forget_old_texts,
    purge_archived_papers,
)
from people.accounts.operations import forget_closed_users
from people.base.roles import Role
from people.models import Recipient, Retention, User
from people.outbox.posting import post
from people.privacy.operations import forget_openings

# Long enough to investigate a failed job; its traceback may quote a row.
TASK_RETENTION = timedelta(days=7)


def _announce(by, today):
    """Announce anonymisations, and notify coordinators once on a day with new entries."""
    terms = Retention.objects.get_or_create(pk=1)[0]
    day = today + timedelta(days=terms.notice_days)
    count = announce_erasures(by=by, today=today)
    count += announce_donors(by=by, on=day, since=donors_idle_since(day))
    if any(noun.objects.filter(erase_on=day).exists() for noun in (Recipient, Donor)):
        for to in User.objects.filter(role=Role.COORDINATOR, is_active=True):
            post(ANNOUNCED, terms, to=to, on=today)
    return count


def donors_idle_since(day):
    """The day of the last donation after which a donor is retained beyond `day`."""
    return after_months(day, -Retention.cached().donor_months)


def keep_privacy(*, today: date) -> dict[str, int] | None:
    """Run the daily work unless it is done; return the counts, or None."""
    terms, _is_new = Retention.objects.get_or_create(pk=1)
    if terms.done_on == today:  # a later day was written by a wrong clock: no work was done on it
        return None
    done = erase_what_is_due(today=today)
    Retention.objects.filter(pk=1).update(done_on=today)
    return done


def erase_what_is_due(*, today: date) -> dict[str, int]:
    """Announce, erase, purge and sweep; can be resumed after an interruption."""
    by, now = User.objects.system(), timezone.now()
    forget_lists(by=by, now=now)
    done = {
        "announced": _announce(by, today),
        "erased": erase_due(by=by, today=today),
        "donors": forget_donors_due(by=by, today=today, since=donors_idle_since(today)),
        "papers": purge_archived_papers(by=by, today=today),
        "texts": forget_old_texts(by=by, today=today),
        "accounts": forget_closed_users(
            by=by, until=after_months(today, -Retention.cached().account_months)
        ),
        "openings": forget_openings(
            by=by, until=after_months(today, -Retention.cached().opening_months)
        ),
    }
    forget_frozen(by=by, today=today)
    Session.objects.filter(expire_date__lt=now).delete()
    CacheEntry.objects.filter(expires__lt=now).delete()  # the keys contain IP addresses of visitors
    DBTaskResult.objects.filter(is_over("started_at", TASK_RETENTION, now=now)).delete()
    flush_pages()
    catch_up()  # finish the work of an earlier run that was killed
    sweep_work(before=now - YOUNG)
    return done | {"files": sweep_files(before=now - YOUNG)}
