"""The association, its users, its partner organisations and its donors."""

from django.contrib.auth.hashers import make_password

from catalogue.models import AccessoryKind, Category, DeviceModel, VoucherProduct
from core.models import Document, Event, Identity
from core.modules.registry import keys
from core.pdf.render import render_pdf
from core.settings_page.switches import proposed
from demo.book import write_events
from demo.words import words
from demo.world import checked, siren
from donations.models import Donor
from inventory.models import ChecklistItem, LabelDefault, LabelFormat, Place, Printer
from inventory.workshop.lifecycle import ShippedList
from inventory.workshop.operations.checklist_versions import take_shipped
from loans.models import AgreementText
from people.base.models.user import DEMO_DOMAIN
from people.base.roles import Role
from people.models import Organisation, Retention, Site, User

PEOPLE_PER_BODY = 1_500
ENGLISH = 7  # index of the donor who reads English
# categories with the complete checklist; others have the short checklist
CHECKED_WHOLE = ["laptop", "phone"]


def create_association(world):
    """Create the association, its sites and users, set on `world`."""
    facts = words.identity | {"siren": siren(1), "modules": " ".join(keys())}
    Identity.objects.update_or_create(pk=1, defaults=facts)
    Identity.clear_cache()
    Retention.objects.update_or_create(pk=1, defaults={"officer": words.officer})
    Retention.clear_cache()
    world.sites, world.places = [], {}
    for number, site in enumerate(words.sites):
        _open_site(world, number, *site)
    _enter_organisations(world)
    _enter_users(world)
    _enter_donors(world)
    for category in Category.objects.filter(code__in=CHECKED_WHOLE):
        take_shipped(category, by=world.admin, which=ShippedList.COMPLETE)
    _read_catalogue(world)
    _record_registrations(world)
    world.paper = Document.objects.store(  # scan of past agreements signed on paper
        render_pdf("demo/paper.html", {"identity": Identity.cached()}),
        kind="agreement_signed",
        name="agreement.pdf",
        content_type="application/pdf",
        by=world.counter,
    )


def begin_small():
    """Leave on only the modules with work to finish, as “small” on the page of modules."""
    small = proposed("small", Event.objects.none())
    Identity.objects.update(modules=" ".join(key for key, is_on in small.items() if is_on))
    Identity.clear_cache()


def _open_site(world, number, name, town, letter):
    """Create a site with its printer and places; the first site prints each label twice."""
    address, phone = f"{14 + number} {words.streets[number]}", f"02 61 91 00 {12 + number}"
    site = Site.objects.create(name=name, address=address, town=town, phone=phone)
    printer = Printer.objects.create(site=site, name=words.printer, shift_x="-0.5", shift_y="1.0")
    if number == 0:  # a label for the device, and a label for its charger
        fmt = LabelFormat.objects.get(code="L7160")
        LabelDefault.objects.create(site=site, fmt=fmt, printer=printer, copies=1)
    world.sites.append(site)
    world.places[site.pk] = Place.objects.bulk_create(
        Place(site=site, code=f"{letter}-{code}", name=place, purpose=purpose)
        for code, place, purpose in words.places
    )


def _enter_organisations(world):
    started = world.at(world.ago(1100), 9)
    bodies = [(words.identity["name"], "association", "approved", words.towns[0])]
    bodies += words.organisations
    bodies += [
        (f"Centre social no {number}", "association", "approved", world.pick(words.towns))
        for number in range(1, world.size // PEOPLE_PER_BODY + 1)
    ]
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=name,
            kind=kind,
            status=status,
            is_ours=number == 0,
            siret=checked(f"{siren(number + 1)}0001") if number < 900 else "",
            address=world.address(),
            town=town,
            phone=f"02 61 91 {number // 100 % 100:02} {number % 100:02}",
            email=f"contact-{number}@structures.test",
            status_since=started,
        )
        for number, (name, kind, status, town) in enumerate(bodies)
    )
    world.organisations = [row for row in rows if row.status == Organisation.Status.APPROVED]


def _enter_users(world):
    """Create active users, an invited user and a closed account."""
    by_name = {row.name: row for row in world.organisations}
    password, joined = make_password(words.password), world.at(world.ago(1000), 9)
    account = {"password": password, "invited_at": joined, "joined_at": joined}
    world.staff = {role: [] for role in Role}
    for email, name, role, where in words.users:
        is_ours = role != Role.ASSOCIATION
        place = {"site": world.sites[0]} if is_ours else {"organisation": by_name[where]}
        user = _user(email, name, role, is_active=True, is_manager=not is_ours, **account, **place)
        if is_ours:
            user.sites.set(world.sites[:where])
        world.staff[role].append(user)
    vars(world).update({role.value: users[0] for role, users in world.staff.items()})
    _user("ancien", "Arthur Delmas", Role.TECHNICIAN, **account)
    new = {"password": make_password(None), "invited_at": world.at(world.ago(2), 11)}
    _user("nouvelle", "Kenza Boukhari", Role.VOLUNTEER, **new)


def _user(email, name, role, **facts):
    return User.objects.create(email=f"{email}{DEMO_DOMAIN}", name=name, role=role, **facts)


def _enter_donors(world):
    names = [(name, kind) for kind, names in words.donors.items() for name in names]
    agencies = range(1, world.size // 1_000 + 1)
    names += [(f"Ateliers Belvoir, agence {number}", "company") for number in agencies]
    world.donors = Donor.objects.bulk_create(
        Donor(
            name=name,
            kind=kind,
            legal_form=words.legal_forms[kind],
            language="en" if number == ENGLISH else "fr",
            siren="" if kind == "individual" or number > 800 else siren(100 + number),
            contact=world.name(),
            email=f"dons-{number}@donateurs.test",
            phone=world.phone(),
            address=world.full_address(),
        )
        for number, (name, kind) in enumerate(names)
    )


def _read_catalogue(world):
    models = DeviceModel.objects.exclude(brand=None).select_related("brand")
    models_by_name = {(model.brand.name, model.name): model for model in models}
    world.categories = {category.code: category for category in Category.objects.all()}
    world.models = {
        code: ([models_by_name[row[0], row[1]] for row in rows], [row[2] for row in rows])
        for code, rows in words.models.items()
    }
    texts = AgreementText.objects.filter(is_current=True)
    world.texts = {(text.kind, text.audience, text.language): text for text in texts}
    world.products = list(VoucherProduct.objects.order_by("pk"))
    world.accessories = {kind.code: kind for kind in AccessoryKind.objects.all()}
    world.checklists = {}
    items = ChecklistItem.objects.filter(checklist__is_current=True).select_related("checklist")
    for item in items:
        world.checklists.setdefault(item.checklist.category_id, []).append(item)


def _record_registrations(world):
    """Record the registration of donors and organisations a thousand days ago."""
    rows = [(donor, "donor.entered") for donor in world.donors]
    for organisation in Organisation.objects.all():
        rows.append((organisation, "organisation.entered"))
        if organisation.status != Organisation.Status.PENDING:
            rows.append((organisation, "organisation.approved"))
        if organisation.status in {Organisation.Status.SUSPENDED, Organisation.Status.EXPIRED}:
            rows.append((organisation, f"organisation.{organisation.status}"))
    at = world.at(world.ago(1000), 9)
    write_events([(at, kind, subject, world.admin, {}) for subject, kind in rows])
