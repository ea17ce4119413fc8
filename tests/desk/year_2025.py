"""A year small enough to count by hand: a dozen devices, three families, two staff members."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from catalogue.models.factor import FactorKind
from core.models import Event
from inventory.models import Device
from loans.base.lifecycle.loans import Audience
from loans.models import LoanItem
from people.base.lifecycle import RecipientKind
from tests.factories import (
    AmendmentFactory,
    AppointmentFactory,
    AreaFactory,
    BriefingFactory,
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    ExitBatchFactory,
    ExitLineFactory,
    ExitWeightFactory,
    FactorFactory,
    FigureRulesFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    SiteFactory,
    UserFactory,
    VoucherFactory,
)
from tests.factories.exits import mark_sent

# further data of the event sentences
EVENT_DATA = {"finished": {"grade": "B"}, "lent": {"loan": "P26-0001"}}


def at(text):
    """Return local midnight at the start of a day of 2025, such as "02-01"."""
    day = text if len(text) > 5 else f"2025-{text}"
    return timezone.make_aware(datetime.fromisoformat(day))


def build():
    """Create the year, with rows to filter by: two sites, two donors, a town."""
    year = SimpleNamespace(by=UserFactory(coordinator=True))
    year.north, year.south = SiteFactory(), SiteFactory()
    year.first, year.second = DonationFactory(received=True), DonationFactory(received=True)
    year.laptop = CategoryFactory(weight_g=1650)
    year.phone = CategoryFactory(weight_g=170)
    year.screen = CategoryFactory(weight_g=5000, holds_data=False)
    year.router = CategoryFactory(weight_g=None)
    for category, value in ((year.laptop, "27.00"), (year.phone, "24.60")):
        facts = {"kind": FactorKind.CO2E_AVOIDED_YEAR, "valid_from": date(2022, 9, 1)}
        FactorFactory(category=category, value=Decimal(value), **facts)
    FigureRulesFactory(gift_months=6)
    year.town = AreaFactory()
    year.structure = OrganisationFactory(approved=True)
    _people(year)
    _lend(year)
    _others(year)
    return year


def _people(year):
    of = {"organisation": year.structure}
    year.three = RecipientFactory(household_size=3, commune=year.town, **of)
    year.alone = RecipientFactory(household_size=1, **of)
    year.four = RecipientFactory(household_size=4, **of)
    year.staff = [RecipientFactory(kind=RecipientKind.STAFF, **of) for _n in range(2)]


def record(year, device, *story):
    """Add events to the history of a device: ("received", "01-10")..."""
    kind = ContentType.objects.get_for_model(Device)
    Event.objects.bulk_create(
        Event(
            kind=f"device.{name}",
            at=at(day),
            on=at(day).date(),
            by=year.by,
            subject_type=kind,
            subject_id=device.pk,
            data=EVENT_DATA.get(name, {}),
        )
        for name, day in story
    )


def _device(year, category, *, lot=None, site=None, **trait):
    return DeviceFactory(
        category=category, site=site or year.north, donation=lot or year.first, **trait
    )


def _loan(
    year, person, since, *, site=None, requested_on=None, purpose="school", pupils=0, **facts
):
    """Create a loan for a person or the organisation itself, requested on `requested_on`."""
    site = site or year.north
    audience = person.kind if person else Audience.STRUCTURE
    who = {"organisation": year.structure, "recipient": person, "site": site, "audience": audience}
    request = requested_on and RequestFactory(
        accepted=True, waiting_since=at(requested_on), purpose=purpose, pupils=pupils, **who
    )
    return LoanFactory(active=True, starts_on=at(since).date(), request=request, **who, **facts)


def _out(year, loan, category, since, *, until="", lot=None, **trait):
    """Create a device of a loan, handed over on `since`, and returned or lost on `until`."""
    device = _device(year, category, lot=lot, site=loan.site, ready=True)
    item = LoanItemFactory(loan=loan, device=device, **(trait or {"open": True}))
    changes = {"opened_at": at(since)} | ({"ended_at": at(until)} if until else {})
    LoanItem.objects.filter(pk=item.pk).update(**changes)
    return device


def _lend(year):
    gift = {"kind": "gift", "due_on": None}
    first = _loan(year, year.three, "02-01", requested_on="01-20", pupils=2)
    one = _out(year, first, year.laptop, "02-01")
    two = _out(year, first, year.laptop, "02-01", until="03-03", returned=True)
    given = _loan(year, year.alone, "07-01", **gift)
    three = _out(year, given, year.phone, "07-01", given=True)
    south = {"site": year.south, "purpose": "telework"}
    soon = _loan(year, year.staff[0], "04-10", requested_on="04-09", **south)
    four = _out(year, soon, year.laptop, "04-10", lot=year.second)
    late = _loan(year, year.staff[1], "05-10", requested_on="05-01", **south)
    five = _out(year, late, year.laptop, "05-10", lot=year.second)
    six = _out(year, _loan(year, None, "06-01"), year.screen, "06-01")
    lost = _loan(year, year.three, "01-05")
    seven = _out(year, lost, year.laptop, "01-05", until="03-06", lost=True)
    before = _loan(year, year.four, "2024-12-30")
    _out(year, before, year.laptop, "2024-12-30", until="01-09", returned=True)
    twelve = _out(year, _loan(year, year.alone, "08-02"), year.router, "08-02")
    gift_loan = _loan(year, year.four, "03-01", **gift)
    thirteen = _out(year, gift_loan, year.laptop, "03-01", given=True)
    AmendmentFactory(loan=gift_loan, at=at("09-01"))
    BriefingFactory(loan=first, accepted=True)
    BriefingFactory(loan=soon)
    BriefingFactory(loan=late, not_asked=True)
    record(
        year,
        one,
        ("received", "01-10"),
        ("refurbishing", "01-12"),
        ("clean", "01-14"),
        ("finished", "01-15"),
    )
    record(year, one, ("lent", "02-01"))
    record(
        year,
        two,
        ("received", "01-10"),
        ("refurbishing", "01-14"),
        ("clean", "01-15"),
        ("finished", "01-15"),
    )
    record(year, two, ("lent", "02-01"), ("returned", "03-03"), ("refurbishing", "03-10"))
    record(year, two, ("clean", "03-31"), ("finished", "04-01"))
    record(year, three, ("received", "06-01"))
    record(year, four, ("received", "04-01"), ("refurbishing", "04-01"), ("finished", "04-05"))
    record(year, four, ("lent", "04-10"))
    record(year, five, ("received", "04-01"))
    record(year, six, ("received", "05-20"))
    record(year, seven, ("received", "01-02"))
    record(year, twelve, ("received", "08-01"))
    record(year, thirteen, ("received", "02-20"))


def _others(year):
    """Add recycled devices, devices entered in error or in another year, vouchers, appointments."""
    batch = ExitBatchFactory(open=True, site=year.north)
    gone = _device(year, year.laptop, retired=True, erased=True)
    record(year, gone, ("received", "02-01"))
    ExitLineFactory(batch=batch, device=gone)
    ExitWeightFactory(batch=batch, category=year.laptop, scrap="", grams=1500)
    mark_sent(batch)
    record(year, _device(year, year.laptop, withdrawn=True), ("received", "03-01"))
    record(year, _device(year, year.laptop), ("received", "2026-01-05"))
    for day in ("03-01", "2025-12-31", "2024-12-31"):
        VoucherFactory(
            handed_out=True,
            handed_out_at=at(day),
            recipient=year.alone,
            batch__product__face_value=Decimal(10),
        )
    for hour, trait in enumerate(["kept", "kept", "kept", "missed", "cancelled"]):
        AppointmentFactory(starts_at=at(f"03-{hour + 10}"), **{trait: True})
