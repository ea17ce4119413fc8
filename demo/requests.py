"""The past of requests: those that loans served, and those that wait."""

from collections import Counter
from datetime import timedelta

from demo.words import words
from demo.world import Numbers
from loans.base.lifecycle.loans import Audience, Purpose
from loans.models import Request, RequestLine
from people.base.lifecycle import OrganisationKind

FAMILY_PURPOSES = ["school", "job", "rights", "online", "social_link"]
CATEGORIES = ["laptop", "laptop", "laptop", "phone", "tablet", "router"]
# Of so many hundred devices, how many requests are in each state that no loan shows.
WAITING = {
    Request.Status.SENT: 2.5,
    Request.Status.ACCEPTED: 0.8,
    Request.Status.REFUSED: 0.8,
    Request.Status.DRAFT: 0.6,
    Request.Status.CANCELLED: 0.5,
}


FOR_WHOM = {Audience.STRUCTURE: 1, Audience.FAMILY: 2}


def audience_of(world, organisation, signing=""):
    """The audience of a request of `organisation`; equal shares for those with one `signing`."""
    if organisation.kind == OrganisationKind.EMPLOYER:
        return Audience.STAFF
    if organisation.kind in {OrganisationKind.SCHOOL, OrganisationKind.OTHER}:
        return world.dealt(FOR_WHOM, signing)
    return Audience.FAMILY


def person_of(world, organisation, audience, at):
    """A new recipient of `organisation`, or None for the organisation itself."""
    if audience == Audience.STRUCTURE:
        return None
    recipient = world.book.add(world.recipient(organisation, audience.value, at))
    world.record_event(at, "recipient.entered", recipient, world.desk_of(organisation))
    return recipient


def _request(world, status, number, at, **facts):
    """A request entered and, but for drafts, sent at that moment."""
    recipient, organisation = facts["recipient"], facts["organisation"]
    is_family = facts["audience"] == Audience.FAMILY
    request = Request(
        status=status,
        number="R{:02}-{:05}".format(*number),
        household_size=recipient.household_size if recipient and is_family else None,
        devices_at_home=0 if is_family and number[1] % 3 else None,
        purpose=world.pick(FAMILY_PURPOSES) if is_family else Purpose.TELEWORK,
        note=world.pick(words.needs),
        created_by=world.desk_of(organisation),
        created_at=at,
        waiting_since=at,
        **facts,
    )
    for kind in ["entered"] if status == Request.Status.DRAFT else ["entered", "sent"]:
        world.record_event(at, f"request.{kind}", request, request.created_by)
    return world.book.add(request)


def write_served(world, outing, numbers):
    """The request of a loan: closed, or accepted while its items are only reserved."""
    loan, (year, number) = outing.loan, numbers.of(outing.starts_on)
    sent = outing.starts_on - timedelta(world.dice.randint(4, 30))
    answered = sent + timedelta(2)
    if loan.audience == Audience.STAFF and number % 100 % 3:  # served from one day to the next
        sent = answered = outing.starts_on - timedelta(1)
    sent_at, answered = world.at(sent, 11), world.at(answered, 15)
    has_pupils = loan.audience == Audience.FAMILY and loan.recipient and number % 2
    request = loan.request = _request(
        world,
        Request.Status.CLOSED if outing.has_left else Request.Status.ACCEPTED,
        (year, number),
        sent_at,
        organisation=loan.organisation,
        recipient=loan.recipient,
        audience=loan.audience,
        site=loan.site,
        wanted_on=sent + timedelta(21),
        pupils=min(loan.recipient.household_size - 1, 3) if has_pupils else None,
        status_since=outing.left_at or answered,
    )
    for category, some in Counter(track.device.category for track in outing.tracks).items():
        line = RequestLine(request=request, category=category, requested=some, accepted=some)
        line.served = some if outing.has_left else 0
        outing.lines[category.pk] = world.book.add(line)
    count = {"accepted": len(outing.tracks), "requested": len(outing.tracks)}
    world.record_event(answered, "request.accepted", request, world.coordinator, **count)
    if outing.has_left:
        count = {"count": len(outing.tracks)}
        world.record_event(outing.left_at, "request.served", request, loan.created_by, **count)
        world.record_event(outing.left_at, "request.closed", request, loan.created_by)


def write_waiting(world):
    """The requests that no loan serves: to answer, accepted, refused, given up, or drafts."""
    for status, share in WAITING.items():
        count = max(2, int(world.size * share / 100))
        days = [world.ago(world.dice.randint(1, 21)) for _ in range(count)]
        numbers = Numbers("request:{year}", days)
        for day in sorted(days):
            _wait(world, status, day, numbers.of(day))


def _wait(world, status, day, number):
    organisation = world.asker()
    audience = audience_of(world, organisation)
    at = world.at(day, 10)
    request = _request(
        world,
        status,
        number,
        at,
        organisation=organisation,
        recipient=person_of(world, organisation, audience, at),
        audience=audience,
        site=world.site(),
        wanted_on=day + timedelta(world.dice.randint(5, 40)),
        status_since=at,
        refusal=world.pick(words.refusals) if status == Request.Status.REFUSED else "",
    )
    for code in sorted(set(world.dice.sample(CATEGORIES, world.pick([1, 1, 2])))):
        count = world.pick([1, 1, 1, 2, 4])
        accepted = count if status == Request.Status.ACCEPTED else None
        category = world.categories[code]
        world.book.add(
            RequestLine(request=request, category=category, requested=count, accepted=accepted)
        )
    later, counts = at + timedelta(hours=4), {}
    by = request.created_by if status == Request.Status.CANCELLED else world.coordinator
    if status == Request.Status.ACCEPTED:
        counts = {"accepted": 1, "requested": 1}
    if status not in {Request.Status.DRAFT, Request.Status.SENT}:
        world.record_event(later, f"request.{status}", request, by, **counts)
