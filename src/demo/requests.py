"""Requests of this week (families, a class, waiting list, a kit), and partnership agreements."""

from datetime import timedelta

from catalogue.models import Kit, KitPart
from catalogue.operations import save_kit
from demo.words import words
from demo.world import USUAL_SIZE
from desk.workshop.needs import needs_at
from loans.allocation.operations import reservations
from loans.allocation.operations.expiry import arrange
from loans.base.lifecycle.loans import Audience, Mode, Purpose
from loans.models import Convention, Loan, Quota, Request, RequestLine
from loans.organisations.lateness import why_late, with_late
from loans.organisations.operations import agree_convention, expire_conventions, grant_exemption
from loans.requests.operations import messages, requests
from people.models import Organisation, User

LACKING = {"laptop": 12, "tablet": 3}
YEAR = timedelta(days=364)
# Audience, days since the first request, total, {category: maximum} in a demo of the usual size.
TERMS = [
    (320, None, {"laptop": 90, "phone": 40, "tablet": 20, "monitor": None, "router": None}),
    (120, 80, {"laptop": 50, "tablet": 30}),
    (200, None, {}),
]


# --- Requests -------------------------------------------------------------------------------------
def _line(world, code, count=1, **needs):
    return RequestLine(category=world.categories[code], requested=count, **needs)


def _draft(world, **facts):
    """Return an unsaved request of the demo's own association, for a family by default."""
    facts = {"audience": Audience.FAMILY, "wanted_on": world.ahead(12)} | facts
    return Request(organisation=world.association.organisation, site=world.sites[0], **facts)


def _ask(world, lines, *, days=0, **facts):
    """Send a request of the demo's own association with these lines, dated `days` ago."""
    draft, by = _draft(world, **facts), world.association
    request = requests.write_request(draft, by=by, lines=lines, send=True)
    if days:
        sent = world.at(world.ago(days), 10)
        Request.objects.filter(pk=request.pk).update(waiting_since=sent)
    return request


def _accept(world, request, *, maximum=None):
    lines = {line: maximum or line.requested for line in request.lines.all()}
    requests.accept_request(request, by=world.coordinator, quantities=lines)


def ask_this_morning(world):
    """Create two requests of this morning, one of which is partly accepted."""
    facts = {"audience": Audience.STRUCTURE, "purpose": Purpose.RIGHTS}
    _ask(world, [_line(world, "laptop", 3), _line(world, "phone")], **facts)
    _accept(world, _ask(world, [_line(world, "laptop", 2)], **facts), maximum=1)


def equip_class(world):
    """Request the equipment of a class: all spare devices, and more laptops and tablets."""
    needs = needs_at(world.sites[:1])[world.sites[0]]
    spare = {need.category.code: need.ready - need.accepted for need in needs}
    lines = [
        _line(world, code, max(spare.get(code, 0), 0) + count) for code, count in LACKING.items()
    ]
    facts = {"audience": Audience.STRUCTURE, "purpose": Purpose.SCHOOL}
    _accept(world, _ask(world, lines, **facts))


def ask_together(world):
    """Create three requests of families with a message."""
    by, coordinator = world.association, world.coordinator
    families = [
        requests.Family(number, _draft(world, **facts), [_line(world, "laptop", needs_webcam=True)])
        for number, facts in enumerate(words.families, 1)
    ]
    group = requests.write_together(by.organisation, by=by, families=families, send=True)
    first, (question, answer) = group.requests.order_by("pk")[0], words.messages
    messages.write_message(first, by=by, text=question)
    messages.read_messages(first, by=coordinator)
    messages.write_message(first, by=coordinator, text=answer)


# --- The waiting list -----------------------------------------------------------------------------
def wait_in_turn(world):
    """Create a queue of three laptop requests, kits, and a reservation that ends tomorrow."""
    for row in words.waiting:
        request = _ask(world, [_line(world, "laptop", **row["needs"])], **row["home"])
        if row["is_accepted"]:
            _accept(world, request)
    parts = [
        KitPart(category=world.categories["phone"]),
        KitPart(product=world.products[0]),
        KitPart(accessory=world.accessories["charger"]),
    ]
    kit = save_kit(Kit(**words.kit), by=world.coordinator, parts=parts)
    request = _ask(world, RequestLine.of_kit(kit, 2, 1), days=4, purpose=Purpose.SOCIAL_LINK)
    _accept(world, request)
    reserved = reservations.reserve_fitting(request, by=world.counter).loan
    arrange(reserved, by=world.counter, mode=Mode.HOME)
    Loan.objects.filter(status="prepared", held_until=None).update(held_until=world.ahead(9))
    Loan.objects.filter(pk=reserved.pk).update(held_until=world.ahead(1))


# --- Partnership agreements ---
def let_late_ask(world):
    """Exempt organisations from the block for late loans, of which a large demo has many."""
    exemption = {"until": world.ahead(60), "reason": words.exemption}
    for organisation in with_late(Organisation.objects.filter(is_ours=False), world.today):
        if organisation.late and why_late(organisation, world.today):
            grant_exemption(organisation, by=world.coordinator, **exemption)


def agree(world):
    """Create partnership agreements: active, ending soon, and expired."""
    partners = [row for row in world.organisations if not row.is_ours]
    partners.sort(key=lambda row: row != world.association.organisation)
    times = max(1, world.size // USUAL_SIZE)
    for organisation, (days, maximum, quotas) in zip(partners, TERMS, strict=False):
        rows = [
            Quota(category=world.categories[code], most=most and most * times)
            for code, most in quotas.items()
        ]
        most = maximum and maximum * times
        row = _agree(world, organisation, days, rows, allows_vouchers=not most, most=most)
        since = Request.objects.filter(created_at__date__gte=row.starts_on)
        since.filter(organisation=organisation).update(convention=row)
    for organisation in Organisation.objects.filter(status=Organisation.Status.EXPIRED):
        _agree(world, organisation, 410, [])
    expire_conventions(by=User.objects.system(), today=world.today)


def _agree(world, organisation, days, quotas, **facts):
    """Create a partnership agreement for a year that began `days` ago."""
    starts_on = world.ago(days)
    dates = {"starts_on": starts_on, "ends_on": starts_on + YEAR}
    convention = Convention(organisation=organisation, **dates, **facts)
    return agree_convention(convention, by=world.coordinator, quotas=quotas)
