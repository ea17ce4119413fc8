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
)
from factory.django import DjangoModelFactory

from inventory.identifiers import make_tag
from inventory.lifecycle import (
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    ImportStatus,
    MediumKind,
    MediumStatus,
    Outcome,
    RetireReason,
    RowVerdict,
    TagStatus,
)
from inventory.models import (
    Checklist,
    ChecklistItem,
    Device,
    Erasure,
    ImportBatch,
    ImportRow,
    LabelFormat,
    Medium,
    Place,
    Tag,
    TestResult,
)
from tests.factories.catalogue import CategoryFactory
from tests.factories.core import DocumentFactory
from tests.factories.donations import DonationFactory
from tests.factories.people import SiteFactory, UserFactory

ITEM = "tests.factories.loans.LoanItemFactory"


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    site = SubFactory(SiteFactory)
    name = Sequence("Shelf {}".format)
    code = Sequence("SHELF{}".format)


class DeviceFactory(DjangoModelFactory):
    """A device with its tag, that arrived yesterday with one disk if its category holds data.

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
        TagFactory(code=device.asset_tag, device=device, current=True)
        if device.category.holds_data:
            MediumFactory(device=device, erased=is_erased)
        if is_erased:
            Device.objects.filter(pk=device.pk).update(needs_erasure=False)
        for status in path:
            device.move_to(status)
        device.refresh_from_db()
        return device


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
        destroyed = Trait(status=MediumStatus.DESTROYED)
        erased = Trait(erasure=RelatedFactory("tests.factories.inventory.ErasureFactory", "medium"))

    device = SubFactory(DeviceFactory)
    kind = MediumKind.SSD
    serial = Sequence("DISK{:05}".format)


class ErasureFactory(DjangoModelFactory):
    """The record of an erasure that ended just now and passed."""

    class Meta:
        model = Erasure

    class Params:
        passed = Trait(result=ErasureResult.PASSED)
        failed = Trait(result=ErasureResult.FAILED)
        unknown = Trait(result=ErasureResult.UNKNOWN)

    medium = SubFactory(MediumFactory)
    medium_serial = LazyAttribute(lambda erasure: erasure.medium.serial or "FOUND LATER")
    method = ErasureMethod.ATA_SANITIZE
    tool = "nwipe"
    tool_version = "0.38"
    result = ErasureResult.PASSED
    ended_at = LazyFunction(timezone.now)
    started_at = LazyAttribute(lambda erasure: erasure.ended_at - timedelta(minutes=30))
    operator = SubFactory(UserFactory, technician=True)


class ChecklistFactory(DjangoModelFactory):
    class Meta:
        model = Checklist

    class Params:
        replaced = Trait(is_current=False)

    category = SubFactory(CategoryFactory)
    version = Sequence(lambda n: n + 1)


class ChecklistItemFactory(DjangoModelFactory):
    class Meta:
        model = ChecklistItem

    class Params:
        blocking = Trait(is_blocking=True)

    checklist = SubFactory(ChecklistFactory)
    code = Sequence("item-{}".format)
    position = Sequence(lambda n: n)
    label_fr = Sequence("point {}".format)
    label_en = Sequence("item {}".format)


class TestResultFactory(DjangoModelFactory):
    class Meta:
        model = TestResult

    class Params:
        passed = Trait(outcome=Outcome.PASS)
        failed = Trait(outcome=Outcome.FAIL)
        not_applicable = Trait(outcome=Outcome.NOT_APPLICABLE)

    device = SubFactory(DeviceFactory)
    item = SubFactory(ChecklistItemFactory)
    outcome = Outcome.PASS
    by = SubFactory(UserFactory, technician=True)


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    class Params:
        checked = Trait(status=ImportStatus.CHECKED)
        applying = Trait(status=ImportStatus.APPLYING)
        applied = Trait(status=ImportStatus.APPLIED)
        undone = Trait(status=ImportStatus.UNDONE)

    donation = SubFactory(DonationFactory)
    document = SubFactory(DocumentFactory, name="list.csv", content_type="text/csv")
    sha256 = Sequence("{:064x}".format)
    by = SubFactory(UserFactory, coordinator=True)


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportRow

    class Params:
        good = Trait(verdict=RowVerdict.GOOD)
        refused = Trait(
            verdict=RowVerdict.REFUSED, problems=[["This serial number is too long.", {}]]
        )

    batch = SubFactory(ImportBatchFactory)
    number = Sequence(lambda n: n + 1)
    cells = ["laptop", "SN1"]
    verdict = RowVerdict.GOOD


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
    left = Decimal("7.20")
    top = Decimal("15.10")
    pitch_x = Decimal("66.00")
    pitch_y = Decimal("38.10")
