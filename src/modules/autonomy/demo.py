"""Demo data of the module."""

from datetime import timedelta

from django.utils import timezone

from core.dates import midnight
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan
from modules.autonomy.lifecycle import Level, Managed, Moment, Topic
from modules.autonomy.models import AutonomyNote

CALL_AFTER_DAYS = 90
MAX_LOANS = 60
TOPICS = [Topic.PROCEDURES, Topic.SCHOOL, Topic.EMAIL, Topic.JOB]


def note(world):
    """Add notes to past hand-overs: most people manage with less guidance after three months."""
    loans = Loan.objects.filter(
        status=LoanStatus.ACTIVE,
        recipient__isnull=False,
        recipient__anonymised_at=None,
        starts_on__lt=world.ago(CALL_AFTER_DAYS),
    ).order_by("-starts_on", "pk")
    levels = list(Level)
    for number, loan in enumerate(loans[:MAX_LOANS]):
        before = number % 2
        after = min(before + (number % 3 > 0), len(levels) - 1)
        _note(world, loan, Moment.HAND_OVER, levels[before], loan.starts_on, number)
        if number % 4:
            day = loan.starts_on + timedelta(days=CALL_AFTER_DAYS)
            managed = Managed.YES if after else Managed.PARTLY
            _note(world, loan, Moment.CALL, levels[after], day, number, managed=managed)


def _note(world, loan, moment, level, day, number, **facts):
    at = min(midnight(day) + timedelta(hours=10), timezone.now())
    topic = TOPICS[number % len(TOPICS)]
    AutonomyNote.objects.create(
        loan=loan, moment=moment, level=level, topic=topic, at=at, by=world.coordinator, **facts
    )
