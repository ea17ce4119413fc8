"""Reminders of due loans to the person and the organisation, once for each day of the rules."""

from django.contrib.contenttypes.models import ContentType

from loans.aftercare.reminders import GRACE
from loans.aftercare.reminders.steps import KINDS, due_days, step_on
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan
from people.models import Message
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS
from people.outbox.posting import post


def remind_due(*, today):
    """Post today's reminders about loans under way; return how many letters are new.

    Each is committed separately: after a crash, the next run continues.
    """
    loans = _due(today)
    posted = _already_posted(today)
    people = sum(_remind_person(loan, step, posted) for loan, step in loans)
    offices = {(loan.organisation, step) for loan, step in loans if not loan.organisation.is_ours}
    return people + sum(_remind_office(to, step, posted) for to, step in sorted(offices, key=str))


def _due(today):
    """The loans with a reminder due: kind and day."""
    out = Loan.objects.filter(status=LoanStatus.ACTIVE, due_on__in=due_days(today))
    loans = out.select_related("organisation", "recipient", "site").order_by("pk")
    steps = [(loan, step_on(loan.due_on, today)) for loan in loans]
    return [(loan, step) for loan, step in steps if step and step[1] > loan.starts_on]


def _already_posted(today):
    """(kind, row's type and id, day) of the reminders of these days that are written."""
    kinds = [*KINDS, *(f"{kind}_office" for kind in KINDS)]
    posted = Message.objects.filter(kind__in=kinds, on__gte=today - GRACE, turn=0)
    return set(posted.values_list("kind", "about_type", "about_id", "on"))


def _remind_person(loan, step, posted):
    kind, day = step
    return loan.recipient is not None and _post_once(kind, loan, loan.recipient, day, posted)


def _remind_office(organisation, step, posted):
    kind, day = step
    return _post_once(f"{kind}_office", organisation, organisation, day, posted)


def _post_once(kind, about, to, day, posted):
    """Post this, unless it is known to be written or `to` has no address; whether it was."""
    about_type = ContentType.objects.get_for_model(about).pk
    if (kind, about_type, about.pk, day) in posted or not can_reach(LETTERS(kind), to):
        return False
    post(kind, about, to=to, on=day)
    return True
