"""Today at the workshop: accepted requests that what is ready does not serve."""

from datetime import timedelta

from desk.workshop.needs import needs_of
from loans import operations
from loans.lifecycle import Audience, Purpose
from loans.models import Request, RequestLine
from people.roles import Role

LACKING = {"laptop": 12, "tablet": 3}


def happen(world):
    """A class is to be equipped: with all that is ready, some laptops and tablets lack still."""
    site, author = world.sites[0], world.staff[Role.ASSOCIATION][0]
    spare = {need.category.code: need.ready - need.accepted for need in needs_of(site)}
    wanted = {
        world.categories[code]: max(spare.get(code, 0), 0) + count
        for code, count in LACKING.items()
    }
    request = operations.write_request(
        Request(
            organisation=author.organisation,
            site=site,
            audience=Audience.STRUCTURE,
            purpose=Purpose.SCHOOL,
            wanted_on=world.today + timedelta(21),
        ),
        by=author,
        lines=[RequestLine(category=c, requested=count) for c, count in wanted.items()],
        send=True,
    )
    lines = {line: line.requested for line in request.lines.all()}
    operations.accept_request(request, by=world.staff[Role.COORDINATOR][0], quantities=lines)
