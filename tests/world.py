"""A small association with one row of each model, and a family with recognisable texts."""

from types import SimpleNamespace

from core.models import Event
from tests.factories import (
    AccessoryStockFactory,
    AgreementTextFactory,
    BrandFactory,
    ChecklistItemFactory,
    ConventionFactory,
    DeviceFactory,
    DocumentFactory,
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
    ErasureCertificateFactory,
    ErasureReportFactory,
    ExitBatchFactory,
    ExitLineFactory,
    FreightFactory,
    GuardianFactory,
    IdentityFactory,
    ImportBatchFactory,
    ImportRowFactory,
    KitPartFactory,
    LabelDefaultFactory,
    LabelFormatFactory,
    LateExemptionFactory,
    MachineReportFactory,
    MessageFactory,
    OrganisationFactory,
    PaperFactory,
    PasskeyFactory,
    PhotoFactory,
    PlaceFactory,
    PrinterFactory,
    RecipientFactory,
    RepairFactory,
    RepairFileFactory,
    RepairPartFactory,
    RequestFactory,
    RequestGroupFactory,
    RequestLineFactory,
    RequestMessageFactory,
    ScanLineFactory,
    ScanSessionFactory,
    TagBatchFactory,
    TagFactory,
    TestResultFactory,
    TransferFactory,
    UserFactory,
    VoucherFactory,
    VoucherListFactory,
)
from tests.of_modules import add_modules
from tests.world_desk import add_desk
from tests.world_later import add_afterwards
from tests.world_loans import add_loans
from tests.world_privacy import add_privacy
from tests.world_visits import add_appointments

# Text of a request about the family's health, which the form does not ask for.
NEEDS = "une personne voit très mal de près"
# Words that no page, paper or export of the warehouse may contain.
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
    "Maëlle Cosquer",
    NEEDS,
]
# Data printed on the certificate of the world.
CODE = "CERTIFICATEOFTHEWORLD23456"


class World(SimpleNamespace):
    """A namespace in which each name is assigned once."""

    def __setattr__(self, name, value):
        assert not hasattr(self, name), name
        super().__setattr__(name, value)


def build_world(site):
    """Create a row of each model at `site`, for a request of an organisation for a family."""
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
    for language in ("fr", "en"):
        facts = {"kind": "convention", "audience": "staff", "language": language}
        AgreementTextFactory(**facts, body="## Objet\n\nPour {organisation}.")
    world = World(
        site=site,
        organisation=organisation,
        association_user=association_user,
        person=person,
        leaver=RecipientFactory(organisation=organisation),  # nothing is under way
        text=text,
        place=PlaceFactory(site=site),
        passkey=PasskeyFactory(user=association_user),
    )
    _add_stock(world)
    _add_requests(world)
    _add_conventions(world)
    add_loans(world)
    add_afterwards(world)
    add_appointments(world)
    add_desk(world)
    add_privacy(world)
    world.freight = FreightFactory(sent=True, transfer__destination=site)
    world.transfer = world.freight.transfer
    world.outing = TransferFactory(outside=True, sent=True, origin=site)
    world.refurbisher = world.outing.refurbisher
    world.exit_line = ExitLineFactory(batch__site=site)
    world.exit_batch = world.exit_line.batch
    world.certified_exit = ExitBatchFactory(certified=True, site=site)
    world.scan_session = ScanSessionFactory(lending=True, loan=world.prepared_loan, site=site)
    world.scan_line = ScanLineFactory(session=world.scan_session, waiting=True, device=world.device)
    add_modules(world)
    return world


def _add_stock(world):
    world.donation = DonationFactory(received=True, site=world.site)
    world.donor = world.donation.donor
    world.merged_donor = DonorFactory(merged_into=world.donor)
    world.proposal = BrandFactory(is_proposal=True)
    world.paper = PaperFactory(donation=world.donation)
    world.device = DeviceFactory(refurbishing=True, site=world.site, donation=world.donation)
    world.category = world.device.category
    DonationLineFactory(donation=world.donation, category=world.category)
    item = ChecklistItemFactory(file=True, checklist__category=world.category)
    world.checklist = item.checklist
    world.result = TestResultFactory(device=world.device, item=item, file=DocumentFactory())
    world.medium = world.device.media.get()
    world.repair = RepairFactory(underway=True, device=world.device)
    world.repair_file = RepairFileFactory(repair=world.repair)
    world.repair_part = RepairPartFactory(taken=True, repair=world.repair)
    world.erasure_report = ErasureReportFactory(device=world.device)
    clean = DeviceFactory(ready=True, site=world.site)
    world.certificate = ErasureCertificateFactory(device=clean, token=CODE)
    world.machine_report = MachineReportFactory(
        device=world.device,
        document__content=b'{"rebond_collect": 1, "cpu": "Intel(R) N100", "cores": 4}',
    )
    world.batch = ImportBatchFactory(donation=world.donation)
    # An imported list names the family beside the device.
    naming = ImportBatchFactory(
        applied=True, kind="organisations", names_people=True, donation=None, site=world.site
    )
    ImportRowFactory(batch=naming, written=True, devices=[world.device], cells=PERSONAL)
    # The phone number of a family's card is as personal as their own.
    world.voucher = VoucherFactory(
        sim=True,
        handed_out=True,
        batch__site=world.site,
        recipient=world.person,
        number="+33639984321",
        device=world.device,
    )
    world.voucher_batch = world.voucher.batch
    world.voucher_list = VoucherListFactory(site=world.site)
    world.stock = AccessoryStockFactory(site=world.device.site)
    world.kit = KitPartFactory(kit__code="phone-kit", category=world.category).kit
    world.photo = PhotoFactory(subject=world.device)
    shelves = {"former": "—", "to": world.place.code, "place": world.place.pk}
    world.move = Event.objects.record("device.moved", world.device, by=UserFactory(), **shelves)
    world.label_format = LabelFormatFactory(code="L7160")
    world.printer = PrinterFactory(site=world.site)
    LabelDefaultFactory(site=world.site, fmt=world.label_format)
    world.tag_batch = TagBatchFactory()
    TagFactory(free=True, batch=world.tag_batch)


def _add_requests(world):
    for state in ("draft", "sent", "accepted"):
        # Drafts of associations are private, so our team writes this one.
        author = UserFactory(coordinator=True) if state == "draft" else world.association_user
        request = RequestFactory(
            **{state: True},
            organisation=world.organisation,
            recipient=world.person,
            site=world.site,
            created_by=author,
            note=NEEDS,
        )
        accepted = 1 if state == "accepted" else None
        RequestLineFactory(request=request, category=world.category, requested=1, accepted=accepted)
        setattr(world, f"{state}_request", request)
    world.group = RequestGroupFactory(
        organisation=world.organisation, created_by=world.association_user
    )
    together = RequestFactory(
        sent=True,
        organisation=world.organisation,
        recipient=world.person,
        site=world.site,
        group=world.group,
        created_by=world.association_user,
        reference="DOSSIER-4471",
        note=NEEDS,
    )
    RequestLineFactory(request=together, category=world.category)
    world.word = RequestMessageFactory(
        request=world.sent_request,
        by=world.association_user,
        text="Zoraïde Quillévéré, venelle des Pluviers, viendra mardi.",
    )
    world.message = MessageFactory(
        failed=True, to_recipient=True, recipient=world.person, about=world.sent_request
    )


def _add_conventions(world):
    world.convention = ConventionFactory(
        organisation=world.organisation, document=DocumentFactory(content_type="application/pdf")
    )
    world.leave = LateExemptionFactory(organisation=world.organisation)
