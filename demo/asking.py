"""This week at an association: families asked for together, a question, two referral slips."""

from datetime import timedelta

from loans import operations
from loans.lifecycle import Audience, Purpose, Urgency
from loans.models import Referral, ReferralLine, Request, RequestLine
from loans.operations import Family
from people.roles import Role

# The reference of each family, how many live there, study there, and devices they have.
FAMILIES = [("VS-0311", 4, 2, 0), ("VS-0327", 2, 1, 1), ("VS-0342", 6, 3, 0)]
SLIP_DAYS = 60


def happen(world):
    """Three families of one street are waiting; one was asked about, and two people have a slip."""
    author, site = world.staff[Role.ASSOCIATION][0], world.sites[0]
    families = [_family(world, author, site, number) for number in range(len(FAMILIES))]
    group = operations.write_together(author.organisation, by=author, families=families, send=True)
    asked = group.requests.order_by("pk")[0]
    operations.write_message(asked, by=author, text="Un clavier AZERTY, c’est possible ?")
    coordinator = world.staff[Role.COORDINATOR][0]
    operations.read_messages(asked, by=coordinator)
    operations.write_message(asked, by=coordinator, text="Oui, tous nos portables en ont un.")
    for size in (1, 3):
        _slip(world, author, site, size)


def _family(world, author, site, number):
    reference, people, pupils, devices = FAMILIES[number]
    request = Request(
        organisation=author.organisation,
        site=site,
        audience=Audience.FAMILY,
        purpose=Purpose.SCHOOL,
        urgency=Urgency.COURSE if number == 0 else "",
        wanted_on=world.today + timedelta(days=21),
        reference=reference,
        household_size=people,
        pupils=pupils,
        devices_at_home=devices,
    )
    laptop = world.categories["laptop"]
    line = RequestLine(category=laptop, requested=1, needs_webcam=True)
    return Family(number + 1, request, [line])


def _slip(world, author, site, size):
    """A slip for a phone and its connection, without any name."""
    operations.issue_referral(
        Referral(
            organisation=author.organisation,
            site=site,
            purpose=Purpose.RIGHTS,
            household_size=size,
            valid_until=world.today + timedelta(days=SLIP_DAYS),
        ),
        by=author,
        lines=[
            ReferralLine(category=world.categories["phone"], quantity=1),
            ReferralLine(product=world.products[4], quantity=1),
        ],
    )
