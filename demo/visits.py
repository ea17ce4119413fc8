"""When each site receives people, who came, who comes next, and who is called back."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from core.holidays import french_holidays
from core.models import Event
from demo.book import event
from loans import operations
from loans.appointments.slots import bookable, days_of
from loans.campaigns import can_be_called_back
from loans.lifecycle import LoanStatus, RequestStatus
from loans.lifecycle.appointments import AppointmentKind, AppointmentStatus
from loans.lifecycle.campaigns import CampaignMode, CampaignReason
from loans.models import Appointment, Campaign, Closure, Loan, OpeningHours, Request
from people.roles import Role

WEEK = [(time(9), time(12)), (time(14), time(17, 30))]
SATURDAY, MINUTES, PLACES = 5, 30, 2
PAST, TODAY, NEXT, BACK = 60, 5, 6, 5
EVERY_NINTH = 9


def happen(world):
    _hours(world)
    _past(world)
    _today(world)
    _coming(world)
    _campaigns(world)


def _hours(world):
    for site in world.sites:
        spans = [
            OpeningHours(weekday=day, opens_at=opens, closes_at=closes, capacity=PLACES)
            for day in range(SATURDAY)
            for opens, closes in WEEK
        ]
        if site == world.sites[0]:
            spans.append(
                OpeningHours(
                    weekday=SATURDAY, opens_at=time(9), closes_at=time(12), capacity=PLACES
                )
            )
        operations.write_hours(site, by=world.staff[Role.ADMIN][0], spans=spans)
    _closures(world)


def _closures(world):
    days = french_holidays(world.today.year) + french_holidays(world.today.year + 1)
    rows = [
        Closure(site=site, first_on=day, last_on=day, reason=str(name))
        for site in world.sites
        for day, name in days
        if day > world.today
    ]
    summer = world.today.replace(year=world.today.year + 1, month=8, day=2)
    rows.append(
        Closure(
            site=world.sites[0],
            first_on=summer,
            last_on=summer + timedelta(days=12),
            reason="Congés d’été",
        )
    )
    Closure.objects.bulk_create(rows)


def _past(world):
    """Those who came for what they were lent this year; one in nine missed a first time."""
    loans = Loan.objects.exclude(starts_on=None).filter(
        starts_on__gt=world.ago(360), starts_on__lt=world.today, request__isnull=False
    )
    taken, rows = set(), []
    for number, loan in enumerate(loans.select_related("request").order_by("-pk")[:PAST]):
        if loan.starts_on.weekday() >= SATURDAY:
            continue
        if number % EVERY_NINTH == 0:
            day = loan.starts_on - timedelta(days=4)
            rows.append(_visit(world, loan, day, AppointmentStatus.MISSED, taken))
        rows.append(_visit(world, loan, loan.starts_on, AppointmentStatus.KEPT, taken))
    _write(world, rows)


def _visit(world, loan, day, status, taken):
    """An appointment for a request at the first half hour of a day that nobody holds."""
    begins = datetime.combine(day, time(9), timezone.get_default_timezone())
    seats = [(begins + timedelta(minutes=MINUTES * n), seat) for n in range(12) for seat in (1, 2)]
    starts_at, seat = next(one for one in seats if (loan.site_id, *one) not in taken)
    taken.add((loan.site_id, starts_at, seat))
    return Appointment(
        kind=AppointmentKind.PICK_UP,
        status=status,
        status_since=starts_at,
        site_id=loan.site_id,
        organisation_id=loan.organisation_id,
        request=loan.request,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=MINUTES),
        seat=seat,
        places=PLACES,
        booked_by=world.staff[Role.COUNTER][0],
        created_at=starts_at - timedelta(days=6),
    )


def _write(world, rows):
    rows = Appointment.objects.bulk_create(rows)
    counter, told = world.staff[Role.COUNTER][0], []
    for row in rows:
        data = {"at": row.starts_at.isoformat()}
        told.append(event(row.created_at, "appointment.booked", row, counter, **data))
        if row.status != AppointmentStatus.BOOKED:
            kind = f"appointment.{row.status}"
            told.append(event(row.starts_at, kind, row, counter, **data))
    Event.objects.bulk_create(told)


def _today(world):
    """Today at the first site: from nine to eleven, for what is being prepared."""
    site = world.sites[0]
    if not days_of(site, world.today, world.today)[0].slots:
        return
    loans = Loan.objects.filter(
        status=LoanStatus.PREPARED, site=site, request__status=RequestStatus.ACCEPTED
    )
    loans, taken = loans.select_related("request").order_by("pk")[:TODAY], set()
    booked = AppointmentStatus.BOOKED
    _write(world, [_visit(world, loan, world.today, booked, taken) for loan in loans])


def _coming(world):
    """Requests to collect and loans to return, in the next free times of their sites."""
    coordinator = world.staff[Role.COORDINATOR][0]
    asked = Request.objects.filter(status=RequestStatus.ACCEPTED, appointments=None)
    due = Loan.objects.filter(
        status=LoanStatus.ACTIVE, due_on__gte=world.today, due_on__lt=world.today + timedelta(14)
    )
    for number, thing in enumerate([*asked.order_by("pk")[:NEXT], *due.order_by("pk")[:BACK]]):
        slots = _free(thing.site, world.today)
        if operations.kind_for(thing) and slots:
            slot = slots[min(number * 3, len(slots) - 1)]
            operations.book(thing, by=coordinator, starts_at=slot.starts_at)


def _free(site, today):
    days = days_of(site, today + timedelta(days=1), today + timedelta(days=10))
    return [slot for day in bookable(days, timezone.now()) for slot in day.slots]


def _campaigns(world):
    """One that left two weeks before its days, and one to look at."""
    coordinator = world.staff[Role.COORDINATOR][0]
    loans = can_be_called_back(Loan.objects.filter(appointments=None)).order_by("due_on", "pk")
    loans = loans.select_related("site")
    for name, reason, rows, mode in (
        ("Fin du télétravail", CampaignReason.TELEWORK, loans[:8], CampaignMode.SLOTS),
        ("Fin d’année scolaire", CampaignReason.SCHOOL_YEAR, loans[8:20], CampaignMode.SLOTS),
    ):
        campaign = Campaign(
            name=name,
            reason=reason,
            mode=mode,
            first_on=world.today + timedelta(days=14),
            last_on=world.today + timedelta(days=40),
        )
        chosen = list(rows)
        if chosen:
            operations.prepare_campaign(campaign, by=coordinator, loans=chosen)
            if reason == CampaignReason.TELEWORK:
                operations.launch_campaign(campaign, by=coordinator)
