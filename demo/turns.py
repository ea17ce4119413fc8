"""Today's waiting list: who comes first and why, a kit, and a reservation that ends tomorrow."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from catalogue.models import Kit, KitPart
from catalogue.operations import save_kit
from loans import operations
from loans.lifecycle import Audience, Mode, Purpose, Urgency
from loans.models import Loan, Request, RequestLine
from people.roles import Role

# A household, what makes it wait or not, and since how many days it does.
FAMILIES = [
    (
        {"household_size": 5, "pupils": 3, "urgency": Urgency.COURSE, "purpose": Purpose.SCHOOL},
        {"min_screen_inches": Decimal(14), "needs_webcam": True},
        24,
    ),
    (
        {"household_size": 1, "urgency": Urgency.JOB, "purpose": Purpose.JOB},
        {"min_ram_gb": 8},
        9,
    ),
    (
        {"household_size": 3, "devices_at_home": 2, "purpose": Purpose.RIGHTS},
        {},
        31,
    ),
]


def happen(world):
    """Three families wait for a laptop behind one another; another's is kept until tomorrow."""
    for number, (home, needs, days) in enumerate(FAMILIES):
        line = RequestLine(category=world.categories["laptop"], requested=1, **needs)
        request = _ask(world, [line], days, **home)
        if number:
            _accept(world, request)
    _kit(world)
    _ending(world)
    long = world.today + timedelta(9)
    Loan.objects.filter(status="prepared", held_until=None).update(held_until=long)


def _ask(world, lines, days, **said):
    """A request of the demo's own association, for a family, sent so many days ago."""
    author = world.staff[Role.ASSOCIATION][0]
    facts = {"audience": Audience.FAMILY, "wanted_on": world.today + timedelta(12)}
    request = operations.write_request(
        Request(organisation=author.organisation, site=world.sites[0], **facts | said),
        by=author,
        lines=lines,
        send=True,
    )
    sent = timezone.make_aware(datetime.combine(world.ago(days), time(10)))
    Request.objects.filter(pk=request.pk).update(waiting_since=sent)
    return request


def _accept(world, request):
    lines = {line: line.requested for line in request.lines.all()}
    operations.accept_request(request, by=world.staff[Role.COORDINATOR][0], quantities=lines)


def _kit(world):
    """A phone that works at once: two are asked for, and as many as there are set aside."""
    kit = save_kit(
        Kit(code="kit-telephone", name_fr="kit téléphone", name_en="phone kit", position=1),
        by=world.staff[Role.COORDINATOR][0],
        parts=[
            KitPart(category=world.categories["phone"]),
            KitPart(product=world.products[0]),
            KitPart(accessory=world.charger),
        ],
    )
    lines = RequestLine.of_kit(kit, 2, 1)
    request = _ask(world, lines, 4, household_size=2, purpose=Purpose.SOCIAL_LINK)
    _accept(world, request)
    operations.reserve_fitting(request, by=world.staff[Role.COUNTER][0])


def _ending(world):
    """A screen to bring home, kept until tomorrow: nobody has agreed on a day yet."""
    line = RequestLine(category=world.categories["monitor"], requested=1)
    request = _ask(world, [line], 20, household_size=4, pupils=2, purpose=Purpose.SCHOOL)
    _accept(world, request)
    found = operations.reserve_fitting(request, by=world.staff[Role.COUNTER][0])
    operations.arrange(found.loan, by=world.staff[Role.COUNTER][0], mode=Mode.HOME)
    Loan.objects.filter(pk=found.loan.pk).update(held_until=world.today + timedelta(1))
