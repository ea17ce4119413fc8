"""Categories of models in an update."""

import pytest

from core.imports.kinds import RowVerdict
from inventory.models import Device
from modules.device_updates.tests.updates import sent, sheet
from tests.factories import BrandFactory, CategoryFactory, DeviceFactory, DeviceModelFactory
from tests.inventory.lists import verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def ipad():
    """A model with a tablet on record."""
    model = DeviceModelFactory(name="iPad 9", brand=BrandFactory(name="Apple"))
    DeviceFactory(category=CategoryFactory(code="tablet"), brand=model.brand, model=model)


def test_an_update_import_with_a_model_of_another_category_is_refused(coordinator, site, ipad):
    device = DeviceFactory(site=site, category=CategoryFactory(code="laptop"))
    lines = sheet((device.asset_tag, "Apple", "iPad 9"), headings=("tag", "brand", "model"))
    assert verdicts(sent(coordinator, lines)) == [RowVerdict.REFUSED]


def test_an_update_import_changes_the_category_of_all_devices_of_a_model(coordinator, site, ipad):
    CategoryFactory(code="laptop")
    devices = [*Device.objects.all(), DeviceFactory(site=site, **kind_of_ipad())]
    lines = sheet(*[(d.asset_tag, "laptop") for d in devices], headings=("tag", "category"))
    batch = sent(coordinator, lines)
    [doubt] = batch.reading["doubts"]
    assert (doubt["key"], doubt["first"], doubt["rows"]) == ("model:ipad 9", "tablet", 2)
    assert verdicts(batch) == [RowVerdict.REFUSED] * 2
    for answer, verdict in (("laptop", "good"), ("tablet", "same"), ("-", "refused")):
        batch = sent(coordinator, lines, categories_of_models={"ipad 9": answer})
        assert verdicts(batch) == [verdict] * 2


def kind_of_ipad():
    [device] = Device.objects.all()
    return {"category": device.category, "brand": device.brand, "model": device.model}
