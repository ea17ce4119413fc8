"""This week's requests: families, a class, priorities, a kit, slips, conventions."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from catalogue.models import Kit, KitPart
from catalogue.operations import save_kit
from demo.words import words
from desk.workshop.needs import needs_of
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import Audience, Mode, Purpose, Urgency
from loans.models import Convention, Loan, Quota, Referral, ReferralLine, Request, RequestLine
from loans.organisations.lateness import why_late, with_late
from loans.organisations.operations import agree_convention, expire_conventions, grant_exemption
from loans.requests.operations import messages as message_operations
from loans.requests.operations import referrals as referral_operations
from loans.requests.operations import requests as request_operations
from people.models import AccessRequest, Organisation, User

# The reference of each family, how many live there, study there, and devices they have.
FAMILIES = [("VS-0311", 4, 2, 0), ("VS-0327", 2, 1, 1), ("VS-0342", 6, 3, 0)]
# A household, what makes it wait or not, and since how many days it does.
WAITING = [
    (
        {
            "household_size": 5,
            "pupils": 3,
            "devices_at_home": 0,
            "urgency": Urgency.COURSE,
            "purpose": Purpose.SCHOOL,
        },
        {"min_screen_inches": Decimal(14), "needs_webcam": True},
        24,
    ),
    ({"household_size": 1, "urgency": Urgency.JOB, "purpose": Purpose.JOB}, {"min_ram_gb": 8}, 9),
    ({"household_size": 3, "devices_at_home": 2, "purpose": Purpose.RIGHTS}, {}, 31),
]
LACKING = {"laptop": 12, "tablet": 3}
SLIP_DAYS = 60
YEAR = timedelta(days=364)
# For whom: days since its first day, the total, {category: at most}, in a demo of this size.
FOR_DEVICES = 400
TERMS = [
    (320, None, {"laptop": 90, "phone": 40, "tablet": 20, "monitor": None, "router": None}),
    (120, 80, {"laptop": 50, "tablet": 30}),
    (200, None, {}),
]


# --- Requests -------------------------------------------------------------------------------------
def _line(world, code, count=1, **needs):
    return RequestLine(category=world.categories[code], requested=count, **needs)


def _draft(world, **facts):
    """A request of the demo's own association, for a family by default."""
    facts = {"audience": Audience.FAMILY, "wanted_on": world.ahead(12)} | facts
    return Request(organisation=world.association.organisation, site=world.sites[0], **facts)


def _ask(world, lines, **facts):
    """Such a request, sent."""
    draft, by = _draft(world, **facts), world.association
    return request_operations.write_request(draft, by=by, lines=lines, send=True)


def _ask_before(world, lines, days, **facts):
    """Such a request, sent so many days ago."""
    request = _ask(world, lines, **facts)
    sent = timezone.make_aware(datetime.combine(world.ago(days), time(10)))
    Request.objects.filter(pk=request.pk).update(waiting_since=sent)
    return request


def _accept(world, request, *, maximum=None):
    lines = {line: maximum or line.requested for line in request.lines.all()}
    request_operations.accept_request(request, by=world.coordinator, quantities=lines)


def ask_this_morning(world):
    """Create two requests of this morning; one is accepted in part."""
    facts = {"audience": Audience.STRUCTURE, "purpose": Purpose.RIGHTS}
    facts["wanted_on"] = world.ahead(14)
    _ask(world, [_line(world, "laptop", 3), _line(world, "phone")], **facts)
    _accept(world, _ask(world, [_line(world, "laptop", 2)], **facts), maximum=1)


def equip_class(world):
    """A class is to be equipped: with all that is ready, some laptops and tablets lack still."""
    spare = {need.category.code: need.ready - need.accepted for need in needs_of(world.sites[0])}
    lines = [
        _line(world, code, max(spare.get(code, 0), 0) + count) for code, count in LACKING.items()
    ]
    facts = {"audience": Audience.STRUCTURE, "purpose": Purpose.SCHOOL}
    _accept(world, _ask(world, lines, wanted_on=world.ahead(21), **facts))


def ask_together(world):
    """Create three family requests with a message, and two referral slips."""
    by, coordinator = world.association, world.coordinator
    families = [_family(world, number, *family) for number, family in enumerate(FAMILIES)]
    group = request_operations.write_together(by.organisation, by=by, families=families, send=True)
    first = group.requests.order_by("pk")[0]
    message_operations.write_message(first, by=by, text="Un clavier AZERTY, c’est possible ?")
    message_operations.read_messages(first, by=coordinator)
    answer = "Oui, tous nos portables en ont un."
    message_operations.write_message(first, by=coordinator, text=answer)
    for size in (1, 3):
        _give_slip(world, size)


def _family(world, number, reference, people, pupils, devices):
    request = _draft(
        world,
        purpose=Purpose.SCHOOL,
        urgency="" if number else Urgency.COURSE,
        reference=reference,
        household_size=people,
        pupils=pupils,
        devices_at_home=devices,
    )
    lines = [_line(world, "laptop", needs_webcam=True)]
    return request_operations.Family(number + 1, request, lines)


def _give_slip(world, size):
    """A slip for a phone and its connection, without any name."""
    slip = Referral(
        organisation=world.association.organisation,
        site=world.sites[0],
        purpose=Purpose.RIGHTS,
        household_size=size,
        worker_phone="02 61 91 00 40",
        valid_until=world.ahead(SLIP_DAYS),
    )
    phone = ReferralLine(category=world.categories["phone"], quantity=1)
    voucher = ReferralLine(product=world.products[4], quantity=1)
    referral_operations.issue_referral(slip, by=world.association, lines=[phone, voucher])


# --- The waiting list -----------------------------------------------------------------------------
def wait_in_turn(world):
    """Create a queue of three laptop requests, and a reservation that ends tomorrow."""
    for number, (home, needs, days) in enumerate(WAITING):
        request = _ask_before(world, [_line(world, "laptop", **needs)], days, **home)
        if number:
            _accept(world, request)
    _ask_for_kits(world)
    _keep_until_tomorrow(world)
    indefinite = Loan.objects.filter(status="prepared", held_until=None)
    indefinite.update(held_until=world.ahead(9))


def _ask_for_kits(world):
    """Request two kits “phone that works at once”, and reserve those available."""
    kit = save_kit(
        Kit(code="kit-telephone", name_fr="kit téléphone", name_en="phone kit", position=1),
        by=world.coordinator,
        parts=[
            KitPart(category=world.categories["phone"]),
            KitPart(product=world.products[0]),
            KitPart(accessory=world.accessories["charger"]),
        ],
    )
    facts = {"household_size": 2, "purpose": Purpose.SOCIAL_LINK}
    request = _ask_before(world, RequestLine.of_kit(kit, 2, 1), 4, **facts)
    _accept(world, request)
    reservations_operations.reserve_fitting(request, by=world.counter)


def _keep_until_tomorrow(world):
    """A reserved screen to be delivered, without a day yet."""
    facts = {"household_size": 4, "pupils": 2, "purpose": Purpose.SCHOOL}
    request = _ask_before(world, [_line(world, "monitor")], 20, **facts)
    _accept(world, request)
    reservation = reservations_operations.reserve_fitting(request, by=world.counter)
    expiry_operations.arrange(reservation.loan, by=world.counter, mode=Mode.HOME)
    Loan.objects.filter(pk=reservation.loan.pk).update(held_until=world.ahead(1))


# --- Conventions ----------------------------------------------------------------------------------
def let_late_ask(world):
    """In a large demo every organisation has many late loans: the coordinator lets them ask."""
    exemption = {"until": world.ahead(60), "reason": "Un plan de retour est convenu."}
    for organisation in with_late(Organisation.objects.filter(is_ours=False), world.today):
        if organisation.late and why_late(organisation, world.today):
            grant_exemption(organisation, by=world.coordinator, **exemption)


def agree(world):
    """A convention for a few associations, one of which ends soon; those whose time is over."""
    partners = [row for row in world.organisations if not row.is_ours]
    partners.sort(key=lambda row: row != world.association.organisation)
    times = max(1, 2 * world.size // FOR_DEVICES - 1)
    for organisation, (days, maximum, quotas) in zip(partners, TERMS, strict=False):
        rows = [
            Quota(category=world.categories[code], most=number and number * times)
            for code, number in quotas.items()
        ]
        terms = {"allows_vouchers": maximum is None, "most": maximum and maximum * times}
        row = _agree(world, organisation, days, rows, **terms)
        for other in partners[len(TERMS) : len(TERMS) + 2] if maximum else ():
            _agree(world, other, days, [], terms_from=row)
        since = Request.objects.filter(created_at__date__gte=row.starts_on)
        since.filter(organisation=organisation).update(convention=row)
    for organisation in Organisation.objects.filter(status=Organisation.Status.EXPIRED):
        _agree(world, organisation, 410, [])
    expire_conventions(by=User.objects.system(), today=world.today)
    for days, facts in enumerate(words.access_requests, 1):
        at = world.at(world.ago(days), 10)
        AccessRequest.objects.create(status=AccessRequest.Status.WAITING, confirmed_at=at, **facts)


def _agree(world, organisation, days, quotas, **facts):
    """A convention for a year, whose first day was so many days ago."""
    starts_on = world.ago(days)
    dates = {"starts_on": starts_on, "ends_on": starts_on + YEAR}
    convention = Convention(organisation=organisation, **dates, **facts)
    return agree_convention(convention, by=world.coordinator, quotas=quotas)
