"""Current work of the counter: people, agreements, appointments; created by operations."""

from collections import Counter as Count
from datetime import datetime, time, timedelta

from django.utils import timezone

from demo.book import write_events
from demo.words import picture, words
from inventory.models import Device
from loans.agreements.operations import agreements
from loans.allocation.operations import reservations
from loans.allocation.operations.preparation import add_accessory, prepare
from loans.appointments import operations as appointments
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.slots import bookable, days_of
from loans.base.lifecycle.agreements import MandatePaper, Outcome, Training, WhyNotSigned
from loans.base.lifecycle.loans import Audience, LoanKind
from loans.base.papers import facts_of, sign
from loans.handovers import operations as handovers
from loans.models import Appointment, Briefing, Loan, Mandate, OpeningHours, Request
from people.base.lifecycle import OrganisationKind
from people.models import Guardian, Language
from people.recipients.operations import save_recipient

TRAINING = [
    {"training": Training.ACCEPTED, "where": "Espace numérique", "outcome": Outcome.BOOKED},
    {"training": Training.DECLINED},
    {"training": Training.NOT_ASKED},
]
PLACES, HALF_HOUR = 2, timedelta(minutes=30)
PAST, TODAY, NEXT, BACK = 60, 5, 6, 5
EVERY_NINTH = 9
MONDAY_TO_FRIDAY = range(2, 7)  # as databases number days


# --- Hand-overs -----------------------------------------------------------------------------------
class Counter:
    """The counter, with the ready devices, sorted so that those of the first site come first."""

    def __init__(self, world):
        self.world, self.by = world, world.counter
        ready = Device.objects.filter(status=Device.Status.READY, donation__isnull=False)
        ready = ready.select_related("category", "site", "donation__donor")
        self.devices = list(ready.order_by("site_id", "pk")[:60])

    def prepare(self, code="laptop", person=None, devices=None):
        """Prepare a hand-over to `person` or a new family, with a device set aside.

        The device is the first of `devices` (by default the ready ones) in category `code`, or else
        in any category.
        """
        person = person or enter_family(self.world)
        keys = [row.pk for row in devices or self.devices]  # others may have been lent since
        here = Device.objects.filter(pk__in=keys, status=Device.Status.READY)
        ready = set(here.values_list("pk", flat=True))
        devices = [row for row in devices or self.devices if row.pk in ready]
        device = next((row for row in devices if row.category.code == code), devices[0])
        self.devices.remove(device)
        who = {"organisation": person.organisation, "recipient": person}
        loan = prepare(by=self.by, site=device.site, audience=Audience(person.kind), **who)
        reservations.reserve(loan, by=self.by, devices=[device], override=True)
        answer = self.world.pick(TRAINING)
        briefing = Briefing(switch_on=True, charge=True, who_to_call=True, **answer)
        handovers.brief(loan, briefing, by=self.by)
        return loan

    def issue(self, *facts, **named):
        return agreements.issue(self.prepare(*facts, **named), by=self.by)

    def sign(self, loan):
        agreement = agreements.issue(loan, by=self.by)
        count = len(facts_of(loan, agreement.text, agreement.second_text)["signatories"])
        drawings = [picture("signature.png")] * count
        pdf, signed_at = sign(agreement, *drawings, by=self.by)
        signed = {"pdf": pdf, "signed_at": signed_at, "drawings": drawings}
        agreements.sign_on_screen(agreement, by=self.by, **signed)


def hand_over(world):
    """Create hand-overs of every kind: signed on the screen or on paper, declined, cancelled..."""
    counter = world.counter_desk = Counter(world)
    by = counter.by
    family = counter.prepare(person=_pupil(world, years=11, homes=2))
    add_accessory(family, by=by, accessory=world.accessories["charger-usbc-65"])
    reservations.reserve_vouchers(family, by=by, product=world.products[4], quantity=1)
    counter.sign(family)
    counter.sign(counter.prepare("tablet", _pupil(world, years=14, homes=1)))
    counter.sign(counter.prepare(person=enter_family(world, language="en")))
    ukrainian = enter_family(world, second_language=Language.objects.get(code="uk"))
    counter.sign(counter.prepare(person=ukrainian))
    collected = counter.prepare()
    who = {"structure": collected.organisation.name, "paper": MandatePaper.WRITTEN}
    mandate = Mandate(name=words.collector, seen_on=world.today, **who)
    handovers.name_collector(collected, mandate, by=by)
    counter.sign(collected)
    employer = next(o for o in world.organisations if o.kind == OrganisationKind.EMPLOYER)
    employee = world.recipient(employer, "staff", world.at(world.yesterday, 9))
    counter.sign(counter.prepare(person=save_recipient(employee, by=by)))
    given = counter.prepare("phone")
    handovers.set_terms(given, by=by, kind=LoanKind.GIFT)
    counter.sign(given)

    scan = {"scan": picture("page.jpg"), "content_type": "image/jpeg"}
    agreements.sign_on_paper(counter.issue(), by=by, **scan)
    counter.issue()
    agreements.decline(counter.issue(), by=by, because=WhyNotSigned.THINK)
    counter.issue("phone")
    appointments.cancel_loan(counter.prepare(), by=by)


def enter_family(world, guardians=(), **facts):
    """Enter a family of the association that demo users belong to."""
    by = world.association
    person = world.recipient(by.organisation, "family", world.at(world.yesterday, 9))
    for name, value in facts.items():
        setattr(person, name, value)
    return save_recipient(person, by=by, guardians=guardians)


def _pupil(world, *, years, homes):
    """Enter a pupil with a parent who signs, or with two parents in separate homes."""
    guardians = [
        Guardian(
            name=world.name(),
            relationship=relationship,
            phone=world.phone(),
            address=world.full_address(),
        )
        for relationship in ("father", "mother")[:homes]
    ]
    return enter_family(world, guardians, birth_date=world.ago(years * 365))


# --- Appointments ---------------------------------------------------------------------------------
def open_sites(world):
    """Set the opening hours of each site, closed on public holidays."""
    for site in world.sites:
        spans = [
            OpeningHours(weekday=day, opens_at=opens, closes_at=closes, capacity=PLACES)
            for days, opens, closes in words.hours
            for day in days
        ]
        appointments.write_hours(site, by=world.admin, spans=spans)
        for year in (world.today.year, world.today.year + 1):
            appointments.close_on_holidays(site, by=world.admin, year=year)


def meet(world):
    """Create past appointments (one in nine was missed), today's, and future appointments."""
    served = Loan.objects.exclude(request=None).filter(
        starts_on__range=[world.ago(360), world.yesterday],
        starts_on__week_day__in=MONDAY_TO_FRIDAY,
    )
    taken, rows = Count(), []
    for number, loan in enumerate(served.select_related("request").order_by("-pk")[:PAST]):
        if number % EVERY_NINTH == 0:
            day = loan.starts_on - timedelta(days=4)
            rows.append(_visit(world, loan, day, Appointment.Status.MISSED, taken))
        rows.append(_visit(world, loan, loan.starts_on, Appointment.Status.KEPT, taken))
    site = world.sites[0]
    if days_of(site, world.today, world.today)[0].slots:
        loans = Loan.objects.filter(status=Loan.Status.PREPARED, site=site)
        loans = loans.filter(request__status=Request.Status.ACCEPTED).select_related("request")
        loans = loans.order_by("pk")
        booked = Appointment.Status.BOOKED
        rows += [_visit(world, loan, world.today, booked, taken) for loan in loans[:TODAY]]
    events = []
    for row in Appointment.objects.bulk_create(rows):
        about = (row, world.counter, {"at": row.starts_at.isoformat()})
        events.append((row.created_at, "appointment.booked", *about))
        if row.status != Appointment.Status.BOOKED:
            events.append((row.starts_at, f"appointment.{row.status}", *about))
    write_events(events)
    _book(world)


def _visit(world, loan, day, status, taken):
    """Book an appointment for a request at the first free half hour of a day."""
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


def _book(world):
    """Book the next free times of their sites for some requests set aside and due loans."""
    accepted = Request.objects.filter(status=Request.Status.ACCEPTED, appointments=None)
    accepted = accepted.filter(loans__items__status="reserved").distinct()
    due = Loan.objects.filter(
        status=Loan.Status.ACTIVE, due_on__gte=world.today, due_on__lt=world.ahead(14)
    )
    for number, subject in enumerate([*accepted.order_by("pk")[:NEXT], *due.order_by("pk")[:BACK]]):
        days = bookable(days_of(subject.site, world.ahead(1), world.ahead(10)), timezone.now())
        slots = [slot for day in days for slot in day.slots]
        if appointments.kind_for(subject) and slots:
            slot = slots[min(number * 3, len(slots) - 1)]
            appointments.book(subject, by=world.coordinator, starts_at=slot.starts_at)
