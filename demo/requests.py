"""The past of requests: those that loans served, and those that wait."""

from collections import Counter
from datetime import timedelta

from core.models import Sequence
from demo import words
from loans.lifecycle import Audience, Purpose, RequestStatus
from loans.models import Request, RequestLine
from people.lifecycle import OrganisationKind
from people.roles import Role

FAMILY_PURPOSES = [
    Purpose.SCHOOL,
    Purpose.JOB,
    Purpose.RIGHTS,
    Purpose.HEALTH,
    Purpose.SOCIAL_LINK,
]
ASKED = ["laptop", "laptop", "laptop", "phone", "tablet", "router"]
# Of so many hundred devices, how many requests are in each state that no loan shows.
WAITING = {
    RequestStatus.SENT: 2.5,
    RequestStatus.ACCEPTED: 0.8,
    RequestStatus.REFUSED: 0.8,
    RequestStatus.DRAFT: 0.6,
    RequestStatus.CANCELLED: 0.5,
}


class Numbers:
    """Numbers of requests, loans or agreements of these days, taken from their years' counters."""

    def __init__(self, name, letter, days):
        years = Counter(day.year % 100 for day in days)
        self.letter = letter
        self.left = {
            year: iter(Sequence.objects.take(f"{name}:{year}", count))
            for year, count in years.items()
        }

    def of(self, day):
        year = day.year % 100
        return f"{self.letter}{year:02}-{next(self.left[year]):05}"


def audience_of(world, organisation):
    if organisation.kind == OrganisationKind.EMPLOYER:
        return Audience.STAFF
    if organisation.kind in {OrganisationKind.SCHOOL, OrganisationKind.OTHER} and world.chance(0.3):
        return Audience.STRUCTURE
    return Audience.FAMILY


def person_of(world, book, organisation, audience, at):
    """Somebody new whom `organisation` knows, or nobody for the structure itself."""
    if audience == Audience.STRUCTURE:
        return None
    recipient = world.recipient(organisation, audience.value, at)
    book.recipients.append(recipient)
    book.tell(at, "recipient.entered", recipient, world.desk_of(organisation))
    return recipient


def _request(world, status, number, **facts):
    """A request, unsaved, of the person and organisation in `facts`."""
    recipient = facts["recipient"]
    is_family = facts["audience"] == Audience.FAMILY
    return Request(
        status=status,
        number=number,
        household_size=recipient.household_size if recipient else 1,
        purpose=world.pick(FAMILY_PURPOSES) if is_family else Purpose.TELEWORK,
        note=world.pick(words.NEEDS),
        **facts,
    )


def served(world, book, outing, number):
    """The request behind a loan: closed, or still accepted while its things are only set aside."""
    loan = outing.loan
    asked = outing.starts_on - timedelta(world.dice.randint(4, 30))
    answered = asked + timedelta(2)
    if (
        loan.audience == Audience.STAFF and int(number[-2:]) % 3
    ):  # staff are served from one day to the next
        asked = answered = outing.starts_on - timedelta(1)
    sent, answered = world.at(asked, 11), world.at(answered, 15)
    has_pupils = loan.audience == Audience.FAMILY and loan.recipient and int(number[-1]) % 2
    request = loan.request = _request(
        world,
        RequestStatus.CLOSED if outing.has_left else RequestStatus.ACCEPTED,
        number,
        organisation=loan.organisation,
        recipient=loan.recipient,
        audience=loan.audience,
        site=loan.site,
        wanted_on=asked + timedelta(21),
        pupils=min(loan.recipient.household_size - 1, 3) if has_pupils else 0,
        created_by=world.desk_of(loan.organisation),
        created_at=sent,
        waiting_since=sent,
        status_since=outing.left_at or answered,
    )
    book.requests.append(request)
    count = len(outing.tracks)
    for category, number in Counter(track.device.category for track in outing.tracks).items():
        line = RequestLine(request=request, category=category, requested=number, accepted=number)
        line.served = number if outing.has_left else 0
        outing.lines[category.pk] = line
        book.lines.append(line)
    _tell_sent(book, request)
    coordinator = world.staff[Role.COORDINATOR][0]
    book.tell(answered, "request.accepted", request, coordinator, accepted=count, requested=count)
    if outing.has_left:
        book.tell(outing.left_at, "request.served", request, loan.created_by, count=count)
        book.tell(outing.left_at, "request.closed", request, loan.created_by)


def _tell_sent(book, request):
    book.tell(request.created_at, "request.entered", request, request.created_by)
    book.tell(request.created_at, "request.sent", request, request.created_by)


def waiting(world, book, devices):
    """The requests that no loan serves: to answer, accepted, refused, given up, or drafts."""
    for status, share in WAITING.items():
        days = [
            world.ago(world.dice.randint(1, 21)) for _ in range(max(2, int(devices * share / 100)))
        ]
        numbers = Numbers("request", "R", days)
        for day in sorted(days):
            _waiting(world, book, status, day, numbers.of(day))


def _waiting(world, book, status, day, number):
    organisation = world.asker()
    audience = audience_of(world, organisation)
    at = world.at(day, 10)
    request = _request(
        world,
        status,
        number,
        organisation=organisation,
        recipient=person_of(world, book, organisation, audience, at),
        audience=audience,
        site=world.site(),
        wanted_on=day + timedelta(world.dice.randint(5, 40)),
        created_by=world.desk_of(organisation),
        created_at=at,
        waiting_since=at,
        status_since=at,
        refusal=world.pick(words.REFUSALS) if status == RequestStatus.REFUSED else "",
    )
    book.requests.append(request)
    is_accepted = status == RequestStatus.ACCEPTED
    for code in set(world.dice.sample(ASKED, world.pick([1, 1, 2]))):
        count = world.pick([1, 1, 1, 2, 4])
        line = RequestLine(request=request, category=world.categories[code], requested=count)
        line.accepted = count if is_accepted else None
        book.lines.append(line)
    _tell_waiting(world, book, request)


def _tell_waiting(world, book, request):
    if request.status == RequestStatus.DRAFT:
        book.tell(request.created_at, "request.entered", request, request.created_by)
        return
    _tell_sent(book, request)
    coordinator, later = world.staff[Role.COORDINATOR][0], request.created_at + timedelta(hours=4)
    if request.status == RequestStatus.ACCEPTED:
        book.tell(later, "request.accepted", request, coordinator, accepted=1, requested=1)
    elif request.status == RequestStatus.REFUSED:
        book.tell(later, "request.refused", request, coordinator)
    elif request.status == RequestStatus.CANCELLED:
        book.tell(later, "request.cancelled", request, request.created_by)
