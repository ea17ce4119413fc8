"""`manage.py remove_module end_of_support`: devices stay, without the ends of their updates."""

import json
from zipfile import ZipFile

import pytest

from modules.end_of_support.tests.factories import SupportEndFactory
from tests.factories import SpecificationFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def device(migrated_db):
    use_all_but()
    UserFactory(admin=True, language="en")
    SupportEndFactory(system="windows", version="11 Pro")
    return SpecificationFactory().device


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_ends_of_updates_keeps_its_devices(device, tmp_path):
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("end_of_support", archive, env=env)
        addresses = ["/", "/devices/", device.get_absolute_url()]
        pages = pages_without("end_of_support", addresses, folder=tmp_path, env=env)
    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {"end_of_support_supportend": 1}
    assert device.asset_tag in pages
    assert "end of updates" not in pages
