from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from factory import (
    LazyAttribute,
    LazyFunction,
    RelatedFactory,
    Sequence,
    SubFactory,
    Trait,
    post_generation,
)
from factory.django import DjangoModelFactory

from core.imports.kinds import RowVerdict
from inventory.devices.identifiers import make_tag
from inventory.devices.lifecycle.devices import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    MediumStatus,
    RetireReason,
    TagStatus,
)
from inventory.devices.lifecycle.erasure import usual_standard, usual_verification
from inventory.imports.lifecycle import ImportStatus
from inventory.models import (
    Device,
    Erasure,
    ImportBatch,
    ImportedDevice,
    ImportRow,
    LabelDefault,
    LabelFormat,
    Medium,
    Place,
    Printer,
    Tag,
    TagBatch,
)
from tests.factories.catalogue import CategoryFactory
from tests.factories.core import DocumentFactory, moved
from tests.factories.donations import DonationFactory
from tests.factories.people import SiteFactory, UserFactory

ITEM = "tests.factories.loans.LoanItemFactory"
PART = "tests.factories.repairs.RepairPartFactory"


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    site = SubFactory(SiteFactory)
    name = Sequence("Shelf {}".format)
    code = Sequence("SHELF{}".format)


class DeviceFactory(DjangoModelFactory):
    """A device that arrived yesterday, with a tag, and with a disk if its category holds data.

    `erased` adds the proof; every later state is reached from there, one step at a time.
    """

    class Meta:
        model = Device
        skip_postgeneration_save = True

    class Params:
        erased = Trait(is_erased=True)
        received = Trait(path=())
        refurbishing = Trait(path=[DeviceStatus.REFURBISHING])
        ready = Trait(
            is_erased=True, grade="B", path=[DeviceStatus.REFURBISHING, DeviceStatus.READY]
        )
        reserved = Trait(ready=True, item=RelatedFactory(ITEM, "device"))
        on_loan = Trait(ready=True, item=RelatedFactory(ITEM, "device", open=True))
        given = Trait(ready=True, item=RelatedFactory(ITEM, "device", given=True))
        lost = Trait(path=[DeviceStatus.LOST])
        stolen = Trait(path=[DeviceStatus.STOLEN])
        quarantined = Trait(path=[DeviceStatus.QUARANTINED])
        retired = Trait(retire_reason=RetireReason.RECYCLED, path=[DeviceStatus.RETIRED])
        withdrawn = Trait(path=[DeviceStatus.WITHDRAWN])

    asset_tag = Sequence(lambda n: make_tag("RB", 0, n + 1))
    category = SubFactory(CategoryFactory, holding_data=True)
    serial = Sequence("SN{:06}".format)
    site = SubFactory(SiteFactory)
    received_at = LazyFunction(lambda: timezone.now() - timedelta(days=1))
    path = ()
    is_erased = False

    @classmethod
    def _create(cls, model_class, *args, path, is_erased, retire_reason="", **facts):
        facts.setdefault("needs_erasure", facts["category"].holds_data)
        device = super()._create(model_class, *args, retire_reason=retire_reason, **facts)
        Tag.objects.create(code=device.asset_tag, device=device, status=TagStatus.CURRENT)
        if device.category.holds_data:
            MediumFactory(device=device, erased=is_erased)
        if is_erased:
            Device.objects.filter(pk=device.pk).update(needs_erasure=False)
        for status in path:
            moved(device, status)
        device.refresh_from_db()
        return device


class TagBatchFactory(DjangoModelFactory):
    class Meta:
        model = TagBatch

    reference = Sequence("E26-{:04}".format)
    created_by = SubFactory(UserFactory)


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    class Params:
        free = Trait(status=TagStatus.FREE)
        current = Trait(status=TagStatus.CURRENT)
        replaced = Trait(status=TagStatus.REPLACED, device=SubFactory(DeviceFactory))
        foreign = Trait(
            status=TagStatus.FOREIGN,
            device=SubFactory(DeviceFactory),
            code=Sequence("DONOR-{}".format),
        )

    code = Sequence(lambda n: make_tag("FREE", 0, n + 1))


class MediumFactory(DjangoModelFactory):
    """A disk; `erased` adds the proof of an erasure that ended just now."""

    class Meta:
        model = Medium
        skip_postgeneration_save = True

    class Params:
        present = Trait(status=MediumStatus.PRESENT)
        removed = Trait(status=MediumStatus.REMOVED)
        destroyed = Trait(is_destroyed=True)
        erased = Trait(erasure=RelatedFactory("tests.factories.inventory.ErasureFactory", "medium"))
        moved = Trait(removed=True, erased=True, moved_by=RelatedFactory(PART, "medium", disk=True))

    device = SubFactory(DeviceFactory)
    kind = MediumKind.SSD
    serial = Sequence("DISK{:05}".format)
    is_destroyed = False

    @classmethod
    def _create(cls, model_class, *args, is_destroyed, **facts):
        medium = super()._create(model_class, *args, **facts)
        if is_destroyed:
            ErasureFactory(medium=medium, shredded=True)
            moved(medium, MediumStatus.DESTROYED)
        return medium


class ErasureFactory(DjangoModelFactory):
    """A passed erasure that ended just now."""

    class Meta:
        model = Erasure

    class Params:
        passed = Trait(result=ErasureResult.PASSED)
        failed = Trait(result=ErasureResult.FAILED)
        unknown = Trait(result=ErasureResult.UNKNOWN)
        attested = Trait(
            is_attested=True, method="", tool="", tool_version="", medium_serial="", verification=""
        )
        shredded = Trait(method=ErasureMethod.SHRED, tool="", tool_version="")
        overwritten = Trait(method=ErasureMethod.OVERWRITE)

    medium = SubFactory(MediumFactory)
    medium_serial = LazyAttribute(lambda erasure: erasure.medium.serial or "FOUND LATER")
    method = ErasureMethod.ATA_SANITIZE
    standard = LazyAttribute(lambda erasure: str(usual_standard(erasure.method)))
    verification = LazyAttribute(lambda erasure: str(usual_verification(erasure.method)))
    parent_serial = LazyAttribute(lambda erasure: erasure.medium.device.serial or "")
    device_received_at = LazyAttribute(lambda erasure: erasure.medium.device.received_at)
    tool = "nwipe"
    tool_version = "0.38"
    result = ErasureResult.PASSED
    ended_at = LazyFunction(timezone.now)
    started_at = LazyAttribute(lambda erasure: erasure.ended_at - timedelta(minutes=30))
    operator = SubFactory(UserFactory, technician=True)


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    class Params:
        checking = Trait(status=ImportStatus.CHECKING)
        checked = Trait(status=ImportStatus.CHECKED)
        applying = Trait(status=ImportStatus.APPLYING)
        applied = Trait(status=ImportStatus.APPLIED)
        undoing = Trait(status=ImportStatus.UNDOING)
        undone = Trait(status=ImportStatus.UNDONE)
        dropped = Trait(status=ImportStatus.DROPPED)

    donation = SubFactory(DonationFactory)
    document = SubFactory(DocumentFactory, name="list.csv", content_type="text/csv")
    digest = Sequence("{:064x}".format)
    by = SubFactory(UserFactory, coordinator=True)


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportRow
        skip_postgeneration_save = True

    class Params:
        good = Trait(verdict=RowVerdict.GOOD)
        refused = Trait(
            verdict=RowVerdict.REFUSED, problems=[["This serial number is too long.", {}]]
        )

        written = Trait(verdict=RowVerdict.WRITTEN)

    batch = SubFactory(ImportBatchFactory)
    number = Sequence(lambda n: n + 1)
    cells = ["laptop", "SN1"]
    verdict = RowVerdict.GOOD

    @post_generation
    def devices(self, create, devices, **kwargs):
        for device in devices or ():
            ImportedDevice.objects.create(row=self, device=device)


class LabelFormatFactory(DjangoModelFactory):
    """Avery L7160: 3 columns of 7."""

    class Meta:
        model = LabelFormat

    code = Sequence("format-{}".format)
    name = "L7160"
    width = Decimal("63.50")
    height = Decimal("38.10")
    columns = 3
    rows = 7
    left = Decimal("7.25")
    top = Decimal("15.15")
    pitch_x = Decimal("66.00")
    pitch_y = Decimal("38.10")


class PrinterFactory(DjangoModelFactory):
    class Meta:
        model = Printer

    site = SubFactory(SiteFactory)
    name = Sequence("printer {}".format)


class LabelDefaultFactory(DjangoModelFactory):
    """Default of two labels per device for a site."""

    class Meta:
        model = LabelDefault

    site = SubFactory(SiteFactory)
    fmt = SubFactory(LabelFormatFactory)
    copies = 2
