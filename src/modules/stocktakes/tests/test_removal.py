"""`manage.py remove_module stocktakes`: counts end first; devices and shelves are unchanged."""

import json
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from modules.removal import installed, reasons_to_keep
from modules.stocktakes.operations.counts import cancel_count
from modules.stocktakes.tests.factories import CountScanFactory
from tests.factories import UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_counts_under_way_are_ended_before_the_module_is_removed(tmp_path):
    scan = CountScanFactory()
    with pytest.raises(CommandError, match="1 stock count is in progress: finalise or cancel it"):
        call_command("remove_module", "stocktakes", to=tmp_path / "data.zip", yes=True)
    cancel_count(scan.count, by=UserFactory(coordinator=True))
    assert list(reasons_to_keep(installed()["stocktakes"])) == []


@pytest.fixture
def counted(migrated_db):
    """A scanned device, whose count is cancelled."""
    use_all_but()
    UserFactory(admin=True, language="en")
    scan = CountScanFactory()
    cancel_count(scan.count, by=UserFactory(coordinator=True))
    return scan.line.device


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_stocktakes_keeps_its_devices_and_shelves(counted, tmp_path):
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("stocktakes", archive, env=env)
        addresses = ["/", counted.get_absolute_url(), "/places/", "/batch/", "/settings/"]
        pages = pages_without("stocktakes", addresses, folder=tmp_path, env=env)

    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {
        "stocktakes_stockcount": 1,
        "stocktakes_countline": 1,
        "stocktakes_countscan": 1,
    }
    assert counted.asset_tag in pages
    assert "Stock counts" not in pages
    assert "Last counted" not in pages
