from django.utils import timezone
from factory import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.stocktakes.lifecycle import CountStatus, Finding
from modules.stocktakes.models import CountLine, CountScan, StockCount
from tests.factories.core import moved
from tests.factories.inventory import DeviceFactory
from tests.factories.people import SiteFactory, UserFactory


class StockCountFactory(DjangoModelFactory):
    """A count of a whole site without expected devices; operations lead to other statuses."""

    class Meta:
        model = StockCount
        skip_postgeneration_save = True

    class Params:
        open = Trait(path=())
        counted = Trait(path=[CountStatus.COUNTED])
        finalised = Trait(path=[CountStatus.COUNTED, CountStatus.FINALISED])
        cancelled = Trait(path=[CountStatus.CANCELLED])

    number = Sequence("I00-{:04}".format)
    site = SubFactory(SiteFactory)
    opened_by = SubFactory(UserFactory, coordinator=True)
    path = ()

    @classmethod
    def _create(cls, model_class, *args, path, **facts):
        count = super()._create(model_class, *args, **facts)
        for status in path:
            if status == CountStatus.COUNTED:
                who = UserFactory(volunteer=True, sites=[count.site])
                moved(count, status, counted_by=who, counted_at=timezone.now())
            elif status == CountStatus.FINALISED:
                who = UserFactory(coordinator=True)
                moved(count, status, finalised_by=who, finalised_at=timezone.now())
            else:
                moved(count, status)
        return count


class CountLineFactory(DjangoModelFactory):
    """An expected device without a scan."""

    class Meta:
        model = CountLine

    count = SubFactory(StockCountFactory)
    device = SubFactory(DeviceFactory, site=LazyAttribute(lambda d: d.factory_parent.count.site))
    is_expected = True
    status = LazyAttribute(lambda line: line.device.status)
    tag = LazyAttribute(lambda line: line.device.asset_tag)
    site = LazyAttribute(lambda line: line.device.site)
    place = LazyAttribute(lambda line: line.device.place)
    finding = Finding.MISSING


class CountScanFactory(DjangoModelFactory):
    """The scan of a line of a count."""

    class Meta:
        model = CountScan

    line = SubFactory(CountLineFactory)
    count = LazyAttribute(lambda scan: scan.line.count)
    by = SubFactory(UserFactory, volunteer=True)
    code = LazyAttribute(lambda scan: str(scan.line))
