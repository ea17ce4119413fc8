"""What associations and the house agreed, and who asks to come in."""

from datetime import timedelta

from catalogue.models import Category
from loans.asking.lateness import why_late, with_late
from loans.lifecycle.conventions import ConventionStatus
from loans.models import Convention, Quota, Request
from loans.operations.conventions import grant_exemption
from loans.operations.requests import next_numbers
from people.lifecycle import AccessStatus, OrganisationKind, OrganisationStatus
from people.models import AccessRequest, Organisation
from people.roles import Role

YEAR = timedelta(days=364)
# For whom: days since its first day, the total, {category: at most}, in a demo of this size.
FOR_DEVICES = 400
TERMS = [
    (320, None, {"laptop": 60, "phone": 30, "tablet": 20, "monitor": None, "router": None}),
    (120, 80, {"laptop": 50, "tablet": 30}),
    (200, None, {}),
]
ASKING = [
    (
        "Les Amis de la Halle",
        OrganisationKind.ASSOCIATION,
        "Vitré",
        "Ysolde Kermarrec",
        "ysolde@halle.example.org",
        "Une trentaine de foyers suivis pour l’accès aux droits, surtout des téléphones.",
    ),
    (
        "Collège des Quatre-Vents",
        OrganisationKind.SCHOOL,
        "Fougères",
        "Bakary Tréguier",
        "gestion@quatre-vents.example.org",
        "Douze élèves sans ordinateur à la maison.",
    ),
]


def let_late_ask(world):
    """In a large demo every organisation has many late loans: the coordinator lets them ask."""
    coordinator = world.staff[Role.COORDINATOR][0]
    for organisation in with_late(Organisation.objects.filter(is_ours=False), world.today):
        if organisation.late and why_late(organisation, world.today):
            until, reason = world.today + timedelta(days=60), "Un plan de retour est convenu."
            grant_exemption(organisation, by=coordinator, until=until, reason=reason)


def happen(world):
    _agree(world)
    _expire(world)
    for days, (name, kind, town, contact, email, message) in enumerate(ASKING, 1):
        AccessRequest.objects.create(
            name=name,
            kind=kind,
            town=town,
            contact=contact,
            email=email,
            message=message,
            status=AccessStatus.WAITING,
            confirmed_at=world.at(world.ago(days), 10),
        )


def _agree(world):
    """A convention for the association of the demo, which ends soon, and for a few others."""
    categories = {category.code: category for category in Category.objects.all()}
    known = [row for row in world.organisations if not row.is_ours]
    times = max(1, 2 * world.size // FOR_DEVICES - 1)
    known.sort(key=lambda row: not row.users.filter(email="association@rebond.test").exists())
    for organisation, (days, most, quotas) in zip(known, TERMS, strict=False):
        convention = _convention(
            world, organisation, world.today - timedelta(days=days), most=most and most * times
        )
        Quota.objects.bulk_create(
            Quota(convention=convention, category=categories[code], most=number and number * times)
            for code, number in quotas.items()
        )
        Request.objects.filter(
            organisation=organisation, created_at__date__gte=convention.starts_on
        ).update(convention=convention)


def _expire(world):
    """The last convention of those whose time is over."""
    for organisation in Organisation.objects.filter(status=OrganisationStatus.EXPIRED):
        first_day = world.today - timedelta(days=410)
        _convention(world, organisation, first_day, status=ConventionStatus.EXPIRED)


def _convention(world, organisation, starts_on, **facts):
    return Convention.objects.create(
        organisation=organisation,
        number=next_numbers("convention", "K", 1)[0],
        starts_on=starts_on,
        ends_on=starts_on + YEAR,
        created_by=world.staff[Role.COORDINATOR][0],
        **facts,
    )
