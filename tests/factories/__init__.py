"""Rows for tests. A trait is named as the state it gives, and reaches it as the database allows."""

from tests.factories.catalogue import (
    AccessoryKindFactory,
    BrandFactory,
    CategoryFactory,
    DeviceModelFactory,
    FactorFactory,
    VoucherProductFactory,
)
from tests.factories.core import DocumentFactory, EventFactory, IdentityFactory
from tests.factories.donations import DonationFactory, DonationLineFactory, DonorFactory
from tests.factories.inventory import (
    ChecklistFactory,
    ChecklistItemFactory,
    DeviceFactory,
    ErasureFactory,
    ImportBatchFactory,
    ImportRowFactory,
    LabelFormatFactory,
    MediumFactory,
    PlaceFactory,
    TagFactory,
    TestResultFactory,
)
from tests.factories.loans import (
    AgreementFactory,
    AgreementTextFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
)
from tests.factories.people import (
    GuardianFactory,
    OrganisationFactory,
    PasskeyFactory,
    RecipientFactory,
    SiteFactory,
    UserFactory,
)
from tests.factories.vouchers import VoucherBatchFactory, VoucherFactory

__all__ = [
    "AccessoryKindFactory",
    "AgreementFactory",
    "AgreementTextFactory",
    "BrandFactory",
    "CategoryFactory",
    "ChecklistFactory",
    "ChecklistItemFactory",
    "DeviceFactory",
    "DeviceModelFactory",
    "DocumentFactory",
    "DonationFactory",
    "DonationLineFactory",
    "DonorFactory",
    "ErasureFactory",
    "EventFactory",
    "FactorFactory",
    "GuardianFactory",
    "IdentityFactory",
    "ImportBatchFactory",
    "ImportRowFactory",
    "LabelFormatFactory",
    "LoanFactory",
    "LoanItemFactory",
    "MediumFactory",
    "OrganisationFactory",
    "PasskeyFactory",
    "PlaceFactory",
    "RecipientFactory",
    "RequestFactory",
    "RequestLineFactory",
    "SiteFactory",
    "TagFactory",
    "TestResultFactory",
    "UserFactory",
    "VoucherBatchFactory",
    "VoucherFactory",
    "VoucherProductFactory",
]
