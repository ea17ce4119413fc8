"""The house, its people, the bodies it works with and its donors."""

from django.contrib.auth.hashers import make_password

from catalogue.models import AccessoryKind, Category, DeviceModel, VoucherProduct
from core.models import Event, Identity
from desk.demo import words
from desk.demo.book import event
from desk.demo.world import siren, siret
from donations.lifecycle import DonorKind
from donations.models import Donor
from inventory.models import LabelDefault, LabelFormat, Place, Printer
from loans.models import AgreementText
from people.lifecycle import OrganisationStatus
from people.models import Organisation, Site, User
from people.roles import Role

PEOPLE_PER_BODY = 1_500
ENGLISH = 7  # the donor who reads English
LABELS = "L7160"


def found(world):
    """The house stands: who it is, where, with whom; `world` knows them all."""
    _identity()
    _sites(world)
    _organisations(world)
    _users(world)
    _donors(world)
    _catalogue(world)
    _first_events(world)


def _identity():
    Identity.objects.update_or_create(
        pk=1,
        defaults={
            "name": words.HOUSE,
            "siren": siren(1),
            "rna": "W000000001",
            "address": f"14 {words.STREETS[0]}",
            "town": words.TOWNS[0],
            "email": "bonjour@clavier-partage.test",
            "phone": "02 61 91 00 12",
            "signatory": "Claire Guérin, coordinatrice",
            "purpose": words.PURPOSE,
            "tax_quality": "Œuvre ou organisme d’intérêt général",
            "issues_tax_receipts": True,
            "tag_prefix": "RB",
        },
    )
    Identity.clear_cache()


def _sites(world):
    for number, (name, town, letter) in enumerate(words.SITES):
        site = Site.objects.create(
            name=name,
            address=f"{14 + number} {words.STREETS[number]}",
            town=town,
            phone=f"02 61 91 00 {12 + number}",
        )
        world.sites.append(site)
        printer = Printer.objects.create(
            site=site, name=words.PRINTER, shift_x="-0.5", shift_y="1.0"
        )
        if number == 0:
            _print_twice(site, printer)
        world.places[site.pk] = Place.objects.bulk_create(
            Place(site=site, code=f"{letter}-{code}", name=place) for code, place in words.PLACES
        )


def _print_twice(site, printer):
    """At the depot a label goes on the device and another on its charger."""
    fmt = LabelFormat.objects.filter(code=LABELS).first()
    if fmt:
        LabelDefault.objects.create(site=site, fmt=fmt, printer=printer, copies=2)


def _organisations(world):
    started = world.at(world.ago(1100), 9)
    bodies = [(words.HOUSE, "association", OrganisationStatus.APPROVED, words.TOWNS[0])]
    bodies += words.ORGANISATIONS
    bodies += [
        (f"Centre social no {number}", "association", "approved", world.pick(words.TOWNS))
        for number in range(1, world.size // PEOPLE_PER_BODY + 1)
    ]
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=name,
            kind=kind,
            status=status,
            is_ours=number == 0,
            siret=siret(number + 1) if number < 900 else "",
            address=world.address(),
            town=town,
            phone=f"02 61 91 {number // 100 % 100:02} {number % 100:02}",
            email=f"contact-{number}@structures.test",
            status_since=started,
        )
        for number, (name, kind, status, town) in enumerate(bodies)
    )
    world.organisations = [row for row in rows if row.status == OrganisationStatus.APPROVED]


def _users(world):
    password = make_password(words.PASSWORD)
    joined = world.at(world.ago(1000), 9)
    by_name = {row.name: row for row in world.organisations}
    world.staff = {role: [] for role in Role}
    for email, name, role, where in words.USERS:
        user = User.objects.create(
            email=f"{email}@rebond.test",
            name=name,
            role=role,
            password=password,
            organisation=by_name.get(where),
            is_manager=role == Role.ASSOCIATION,
            site=None if role == Role.ASSOCIATION else world.sites[0],
            is_active=True,
            invited_at=joined,
            joined_at=joined,
        )
        if role != Role.ASSOCIATION:
            user.sites.set(world.sites[:where])
        world.staff[role].append(user)
    _invited_and_gone(world, password)


def _invited_and_gone(world, password):
    """Somebody who has not answered an invitation, and somebody whose access was closed."""
    User.objects.create(
        email="nouvelle@rebond.test",
        name="Kenza Boukhari",
        role=Role.VOLUNTEER,
        password=make_password(None),
        invited_at=world.at(world.ago(2), 11),
    )
    User.objects.create(
        email="ancien@rebond.test",
        name="Arthur Delmas",
        role=Role.TECHNICIAN,
        password=password,
        invited_at=world.at(world.ago(900), 9),
        joined_at=world.at(world.ago(899), 9),
    )


def _donors(world):
    names = [(name, DonorKind.COMPANY) for name in words.COMPANIES]
    names += [(name, DonorKind.PUBLIC) for name in words.PUBLIC_BODIES]
    names += [(name, DonorKind.INDIVIDUAL) for name in words.GIVERS]
    names += [
        (f"Ateliers Belvoir, agence {number}", DonorKind.COMPANY)
        for number in range(1, world.size // 1_000 + 1)
    ]
    world.donors = Donor.objects.bulk_create(
        Donor(
            name=name,
            kind=kind,
            legal_form=words.LEGAL_FORMS[kind][number % 3],
            language="en" if number == ENGLISH else "fr",
            siren="" if kind == DonorKind.INDIVIDUAL or number > 800 else siren(100 + number),
            contact=f"{world.pick(words.FIRST_NAMES)} {world.pick(words.LAST_NAMES)}",
            email=f"dons-{number}@donateurs.test",
            phone=world.phone(),
            address=f"{world.address()}, {world.pick(words.TOWNS)}",
        )
        for number, (name, kind) in enumerate(names)
    )


def _catalogue(world):
    known = {
        (model.brand.name, model.name): model
        for model in DeviceModel.objects.exclude(brand=None).select_related("brand")
    }
    world.categories = {category.code: category for category in Category.objects.all()}
    world.models = {
        code: ([known[brand, name] for brand, name, _ in rows], [weight for *_, weight in rows])
        for code, rows in words.MODELS.items()
    }
    world.texts = {
        (text.kind, text.audience, text.language): text
        for text in AgreementText.objects.filter(is_current=True)
    }
    world.products = list(VoucherProduct.objects.order_by("pk"))
    world.charger = AccessoryKind.objects.get(code="charger")
    world.counted_charger = AccessoryKind.objects.get(code="charger-usbc-65")


def _first_events(world):
    """The register of people and bodies opened on the first day."""
    admin, at = world.staff[Role.ADMIN][0], world.at(world.ago(1000), 9)
    rows = [(donor, "donor.entered") for donor in world.donors]
    for organisation in Organisation.objects.all():
        rows.append((organisation, "organisation.entered"))
        if organisation.status != OrganisationStatus.PENDING:
            rows.append((organisation, "organisation.approved"))
        if organisation.status in {OrganisationStatus.SUSPENDED, OrganisationStatus.EXPIRED}:
            rows.append((organisation, f"organisation.{organisation.status}"))
    Event.objects.bulk_create(event(at, kind, subject, admin) for subject, kind in rows)
