"""A small house where each thing exists once, and a family whose every word could be recognised."""

from types import SimpleNamespace

from tests.factories import (
    AgreementFactory,
    AgreementTextFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DocumentFactory,
    DonationFactory,
    DonationLineFactory,
    GuardianFactory,
    IdentityFactory,
    ImportBatchFactory,
    LabelFormatFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    PasskeyFactory,
    PlaceFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
    VoucherFactory,
)

# No page, paper or export of the warehouse may hold any of these.
PERSONAL = [
    "Zoraïde",
    "Quillévéré",
    "06 39 98 77 66",
    "zoraide@example.org",
    "venelle des Pluviers",
    "Locquirec",
    "Hervé Tanguy-Roudaut",
    "06 39 98 55 44",
    "sente du Moulin",
    "DOSSIER-4471",
]


def build_world(site):
    """One of each thing at `site`, asked for by one organisation for one family."""
    organisation = OrganisationFactory(approved=True, name="CCAS de Belvoir")
    association_user = UserFactory(association=True, organisation=organisation)
    person = RecipientFactory(
        organisation=organisation,
        first_name="Zoraïde",
        last_name="Quillévéré",
        phone="06 39 98 77 66",
        email="zoraide@example.org",
        address="7 venelle des Pluviers",
        town="Locquirec",
        reference="DOSSIER-4471",
        household_size=3,
    )
    GuardianFactory(
        recipient=person,
        name="Hervé Tanguy-Roudaut",
        phone="06 39 98 55 44",
        address="1 sente du Moulin",
    )
    IdentityFactory()
    text = AgreementTextFactory(body="## Objet\n\nPour {borrower}.")
    world = SimpleNamespace(
        site=site,
        organisation=organisation,
        association_user=association_user,
        person=person,
        text=text,
        place=PlaceFactory(site=site),
        passkey=PasskeyFactory(user=association_user),
    )
    _add_stock(world)
    _add_requests(world)
    _add_loans(world)
    return world


def _add_stock(world):
    world.donation = DonationFactory(received=True, site=world.site)
    world.donor = world.donation.donor
    world.device = DeviceFactory(refurbishing=True, site=world.site, donation=world.donation)
    world.category = world.device.category
    DonationLineFactory(donation=world.donation, category=world.category)
    ChecklistItemFactory(checklist__category=world.category)
    world.medium = world.device.media.get()
    world.batch = ImportBatchFactory(donation=world.donation)
    world.voucher = VoucherFactory(handed_out=True, batch__site=world.site, recipient=world.person)
    world.voucher_batch = world.voucher.batch
    LabelFormatFactory()


def _add_requests(world):
    for state in ("draft", "sent", "accepted"):
        # A draft of an association is for its own eyes: this one the house writes for it.
        author = UserFactory(coordinator=True) if state == "draft" else world.association_user
        request = RequestFactory(
            **{state: True},
            organisation=world.organisation,
            recipient=world.person,
            site=world.site,
            created_by=author,
        )
        accepted = 1 if state == "accepted" else None
        RequestLineFactory(request=request, category=world.category, requested=1, accepted=accepted)
        setattr(world, f"{state}_request", request)


def _add_loans(world):
    whose = {
        "organisation": world.organisation,
        "recipient": world.person,
        "site": world.site,
    }
    stock = {"device__site": world.site, "device__category": world.category}
    world.prepared_loan = LoanFactory(**whose)
    world.reserved_item = LoanItemFactory(loan=world.prepared_loan, **stock)
    world.active_loan = LoanFactory(active=True, **whose)
    world.open_item = LoanItemFactory(open=True, loan=world.active_loan, **stock)
    world.lost_item = LoanItemFactory(lost=True, loan=world.active_loan, **stock)
    back = LoanItemFactory(returned=True, loan=world.active_loan, **stock)
    world.receipt = DocumentFactory()
    back.receipt = world.receipt
    back.save()
    world.issued = AgreementFactory(issued=True, loan=world.prepared_loan, text=world.text)
    world.signed = AgreementFactory(signed=True, loan=world.active_loan, text=world.text)
