"""`manage.py remove_module personal_data_cleaning`: kept and blanked texts stay as they are."""

import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from loans.privacy.operations import blank_text
from modules.personal_data_cleaning.operations import keep_text
from people.privacy.anonymisation import TEXTS
from tests.factories import DeviceFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def device(migrated_db):
    """A device with a kept remark, next to a device whose remark was blanked."""
    use_all_but()
    UserFactory(admin=True, language="en")
    by, remark = UserFactory(coordinator=True), TEXTS["inventory.device.remark"]
    blank_text(remark, DeviceFactory(remark="Ancien poste de Jean Dupont"), by=by)
    return keep_text(remark, DeviceFactory(remark="Don de Mme Awa Kerjean"), by=by)


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_the_cleaning_keeps_the_review_of_free_texts(device, tmp_path):
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("personal_data_cleaning", archive, env=env)
        addresses = [device.get_absolute_url(), reverse("privacy"), reverse("text_list") + "?all"]
        pages = pages_without("personal_data_cleaning", addresses, folder=tmp_path, env=env)

    assert json.loads(ZipFile(archive).read("manifest.json"))["tables"] == {}
    assert "Recorded by a module that was removed (text.kept)" in pages
    assert "Don de Mme Awa Kerjean" in pages
    assert "Jean Dupont" not in pages
    assert "Free texts" in pages
    assert "Possible personal data" not in pages
