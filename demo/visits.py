"""Opening hours, past and future appointments, and recalls."""

from collections import Counter
from datetime import datetime, time, timedelta

from django.utils import timezone

from demo.book import write_events
from loans.appointments import operations as appointment_operations
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.slots import bookable, days_of
from loans.campaigns import operations as campaign_operations
from loans.campaigns.lifecycle import CampaignMode, CampaignReason
from loans.campaigns.preview import can_be_called_back
from loans.models import Appointment, Campaign, Closure, Loan, OpeningHours, Request

SATURDAY, PLACES, HALF_HOUR = 5, 2, timedelta(minutes=30)
MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(17, 30))
HOURS = [(day, *span) for day in range(SATURDAY) for span in (MORNING, AFTERNOON)]
PAST, TODAY, NEXT, BACK = 60, 5, 6, 5
EVERY_NINTH = 9
MONDAY_TO_FRIDAY = range(2, 7)  # as databases count


def open_sites(world):
    """Write the opening hours of each site, and when it is closed."""
    for site in world.sites:
        hours = [*HOURS, (SATURDAY, *MORNING)] if site == world.sites[0] else HOURS
        spans = [
            OpeningHours(weekday=day, opens_at=opens, closes_at=closes, capacity=PLACES)
            for day, opens, closes in hours
        ]
        appointment_operations.write_hours(site, by=world.admin, spans=spans)
        for year in (world.today.year, world.today.year + 1):
            appointment_operations.close_on_holidays(site, by=world.admin, year=year)
    first = world.today.replace(year=world.today.year + 1, month=8, day=2)
    days = {"first_on": first, "last_on": first + timedelta(days=12), "reason": "Congés d’été"}
    appointment_operations.close_site(Closure(site=world.sites[0], **days), by=world.admin)


def happen(world):
    _enter_past(world)
    _enter_today(world)
    _book(world)
    _call_back(world)


def _enter_past(world):
    """Create past appointments of this year's hand-overs; one in nine missed."""
    loans = Loan.objects.exclude(request=None).filter(
        starts_on__range=[world.ago(360), world.yesterday],
        starts_on__week_day__in=MONDAY_TO_FRIDAY,
    )
    taken, rows = Counter(), []
    for number, loan in enumerate(loans.select_related("request").order_by("-pk")[:PAST]):
        if number % EVERY_NINTH == 0:
            day = loan.starts_on - timedelta(days=4)
            rows.append(_visit(world, loan, day, Appointment.Status.MISSED, taken))
        rows.append(_visit(world, loan, loan.starts_on, Appointment.Status.KEPT, taken))
    _write(world, rows)


def _enter_today(world):
    """Today at the first site: from nine to eleven, for what is being prepared."""
    site = world.sites[0]
    if not days_of(site, world.today, world.today)[0].slots:
        return
    loans = Loan.objects.filter(
        status=Loan.Status.PREPARED, site=site, request__status=Request.Status.ACCEPTED
    )
    loans, taken = loans.select_related("request").order_by("pk")[:TODAY], Counter()
    booked = Appointment.Status.BOOKED
    _write(world, [_visit(world, loan, world.today, booked, taken) for loan in loans])


def _visit(world, loan, day, status, taken):
    """An appointment for a request at the first free half hour of a day."""
    half_hours, seat = divmod(taken[loan.site_id, day], PLACES)
    taken[loan.site_id, day] += 1
    nine = datetime.combine(day, time(9), timezone.get_default_timezone())
    starts_at = nine + half_hours * HALF_HOUR
    return Appointment(
        kind=AppointmentKind.PICK_UP,
        status=status,
        status_since=starts_at,
        site_id=loan.site_id,
        organisation_id=loan.organisation_id,
        request=loan.request,
        starts_at=starts_at,
        ends_at=starts_at + HALF_HOUR,
        seat=seat + 1,
        places=PLACES,
        booked_by=world.counter,
        created_at=starts_at - timedelta(days=6),
    )


def _write(world, rows):
    events = []
    for row in Appointment.objects.bulk_create(rows):
        about = (row, world.counter, {"at": row.starts_at.isoformat()})
        events.append((row.created_at, "appointment.booked", *about))
        if row.status != Appointment.Status.BOOKED:
            events.append((row.starts_at, f"appointment.{row.status}", *about))
    write_events(events)


def _book(world):
    """Requests to collect and loans to return, in the next free times of their sites."""
    accepted = Request.objects.filter(status=Request.Status.ACCEPTED, appointments=None)
    due = Loan.objects.filter(
        status=Loan.Status.ACTIVE, due_on__gte=world.today, due_on__lt=world.ahead(14)
    )
    for number, subject in enumerate([*accepted.order_by("pk")[:NEXT], *due.order_by("pk")[:BACK]]):
        days = bookable(days_of(subject.site, world.ahead(1), world.ahead(10)), timezone.now())
        slots = [slot for day in days for slot in day.slots]
        if appointment_operations.kind_for(subject) and slots:
            slot = slots[min(number * 3, len(slots) - 1)]
            appointment_operations.book(subject, by=world.coordinator, starts_at=slot.starts_at)


def _call_back(world):
    """A campaign that left two weeks before its days, and one to look at."""
    loans = can_be_called_back(Loan.objects.filter(appointments=None)).order_by("due_on", "pk")
    days = {"first_on": world.ahead(14), "last_on": world.ahead(40), "mode": CampaignMode.SLOTS}
    for name, reason, first, last in (
        ("Fin du télétravail", CampaignReason.TELEWORK, 0, 8),
        ("Fin d’année scolaire", CampaignReason.SCHOOL_YEAR, 8, 20),
    ):
        campaign = Campaign(name=name, reason=reason, **days)
        chosen = list(loans.select_related("site")[first:last])
        if chosen:
            campaign_operations.prepare_campaign(campaign, by=world.coordinator, loans=chosen)
            if reason == CampaignReason.TELEWORK:
                campaign_operations.launch_campaign(campaign, by=world.coordinator)
