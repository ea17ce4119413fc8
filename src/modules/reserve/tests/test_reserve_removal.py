"""`manage.py remove_module reserve`: devices stay, and requests may have all of them."""

import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from modules.reserve.tests.factories import LevelFactory
from tests.factories import DeviceFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def device(migrated_db):
    use_all_but()
    UserFactory(admin=True, language="en")
    device = DeviceFactory(ready=True)
    LevelFactory(site=device.site, category=device.category)
    return device


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_numbers_kept_back_keeps_its_devices(device, tmp_path):
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("reserve", archive, env=env)
        addresses = ["/", device.get_absolute_url(), reverse("waiting_list")]
        pages = pages_without("reserve", addresses, folder=tmp_path, env=env)
    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {"reserve_level": 1}
    assert device.asset_tag in pages
    assert "kept back" not in pages
