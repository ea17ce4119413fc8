"""Factories of rows for tests, with traits named after states.

A trait reaches its state by permitted steps.
"""

from factory.builder import DeclarationSet

from tests.factories.accessories import AccessoryStockFactory, DeviceChargerFactory
from tests.factories.afterwards import (
    AmendmentFactory,
    IncidentFactory,
    RenewalFactory,
    ReturnLineFactory,
    ReturnSessionFactory,
    SignatureLinkFactory,
)
from tests.factories.appointments import (
    AppointmentFactory,
    ClosureFactory,
    OpeningHoursFactory,
)
from tests.factories.catalogue import (
    AccessoryKindFactory,
    BrandFactory,
    CategoryFactory,
    DeviceModelFactory,
    FactorFactory,
    KitFactory,
    KitPartFactory,
    PriceFactory,
    ResaleCapFactory,
    VoucherProductFactory,
)
from tests.factories.ceiling import CeilingLiftFactory
from tests.factories.certificates import ErasureCertificateFactory, ErasureReportFactory
from tests.factories.checklists import (
    AttemptFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    TestResultFactory,
)
from tests.factories.conventions import (
    ConventionFactory,
    LateExemptionFactory,
    QuotaFactory,
)
from tests.factories.core import (
    DocumentFactory,
    EventFactory,
    IdentityFactory,
    ListChoiceFactory,
    PhotoFactory,
    SavedViewFactory,
)
from tests.factories.desk import (
    BackupFactory,
    ScanLineFactory,
    ScanSessionFactory,
)
from tests.factories.donations import (
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
    LetterFactory,
    PaperFactory,
)
from tests.factories.exits import ExitBatchFactory, ExitLineFactory, ExitWeightFactory
from tests.factories.figures import (
    AreaFactory,
    AreaTableFactory,
    FigureRulesFactory,
    TokenFactory,
)
from tests.factories.followups import FollowUpFactory
from tests.factories.handing import (
    AttachmentFactory,
    BriefingFactory,
    LanguageFactory,
    LoanTermFactory,
    MandateFactory,
    SignatureFactory,
)
from tests.factories.inventory import (
    DeviceFactory,
    ErasureFactory,
    ImportBatchFactory,
    ImportRowFactory,
    LabelDefaultFactory,
    LabelFormatFactory,
    MediumFactory,
    PlaceFactory,
    PrinterFactory,
    TagBatchFactory,
    TagFactory,
)
from tests.factories.loans import (
    AgreementFactory,
    AgreementTextFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
    WeightFactory,
)
from tests.factories.moving import FreightFactory, RefurbisherFactory, TransferFactory
from tests.factories.outbox import LetterTextFactory, MessageFactory, QuietHoursFactory
from tests.factories.people import (
    GuardianFactory,
    OrganisationFactory,
    PasskeyFactory,
    ProcessingFactory,
    RecipientFactory,
    RetentionFactory,
    SiteFactory,
    UserFactory,
)
from tests.factories.repairs import (
    FaultAliasFactory,
    FaultTypeFactory,
    RepairFactory,
    RepairFileFactory,
    RepairPartFactory,
)
from tests.factories.requests import (
    RequestGroupFactory,
    RequestMessageFactory,
)
from tests.factories.specs import MachineReportFactory, SpecificationFactory
from tests.factories.vouchers import (
    VoucherBatchFactory,
    VoucherFactory,
    VoucherListFactory,
    VoucherMinimumFactory,
)

# factory_boy builds an error message with all declarations for each trait that a test omits
DeclarationSet.__repr__ = object.__repr__

__all__ = [
    "AccessoryKindFactory",
    "AccessoryStockFactory",
    "AgreementFactory",
    "AgreementTextFactory",
    "AmendmentFactory",
    "AppointmentFactory",
    "AreaFactory",
    "AreaTableFactory",
    "AttachmentFactory",
    "AttemptFactory",
    "BackupFactory",
    "BrandFactory",
    "BriefingFactory",
    "CategoryFactory",
    "CeilingLiftFactory",
    "ChecklistFactory",
    "ChecklistItemFactory",
    "ClosureFactory",
    "ConventionFactory",
    "DeviceChargerFactory",
    "DeviceFactory",
    "DeviceModelFactory",
    "DocumentFactory",
    "DonationFactory",
    "DonationLineFactory",
    "DonorFactory",
    "ErasureCertificateFactory",
    "ErasureFactory",
    "ErasureReportFactory",
    "EventFactory",
    "ExitBatchFactory",
    "ExitLineFactory",
    "ExitWeightFactory",
    "FactorFactory",
    "FaultAliasFactory",
    "FaultTypeFactory",
    "FigureRulesFactory",
    "FollowUpFactory",
    "FreightFactory",
    "GuardianFactory",
    "IdentityFactory",
    "ImportBatchFactory",
    "ImportRowFactory",
    "IncidentFactory",
    "KitFactory",
    "KitPartFactory",
    "LabelDefaultFactory",
    "LabelFormatFactory",
    "LanguageFactory",
    "LateExemptionFactory",
    "LetterFactory",
    "LetterTextFactory",
    "ListChoiceFactory",
    "LoanFactory",
    "LoanItemFactory",
    "LoanTermFactory",
    "MachineReportFactory",
    "MandateFactory",
    "MediumFactory",
    "MessageFactory",
    "OpeningHoursFactory",
    "OrganisationFactory",
    "PaperFactory",
    "PasskeyFactory",
    "PhotoFactory",
    "PlaceFactory",
    "PriceFactory",
    "PrinterFactory",
    "ProcessingFactory",
    "QuietHoursFactory",
    "QuotaFactory",
    "RecipientFactory",
    "RefurbisherFactory",
    "RenewalFactory",
    "RepairFactory",
    "RepairFileFactory",
    "RepairPartFactory",
    "RequestFactory",
    "RequestGroupFactory",
    "RequestLineFactory",
    "RequestMessageFactory",
    "ResaleCapFactory",
    "RetentionFactory",
    "ReturnLineFactory",
    "ReturnSessionFactory",
    "SavedViewFactory",
    "ScanLineFactory",
    "ScanSessionFactory",
    "SignatureFactory",
    "SignatureLinkFactory",
    "SiteFactory",
    "SpecificationFactory",
    "TagBatchFactory",
    "TagFactory",
    "TestResultFactory",
    "TokenFactory",
    "TransferFactory",
    "UserFactory",
    "VoucherBatchFactory",
    "VoucherFactory",
    "VoucherListFactory",
    "VoucherMinimumFactory",
    "VoucherProductFactory",
    "WeightFactory",
]
