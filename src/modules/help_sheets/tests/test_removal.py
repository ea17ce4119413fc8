"""`manage.py remove_module help_sheets`: loans and devices stay, without sheets and support."""

import json
from zipfile import ZipFile

import pytest

from modules.help_sheets.tests.factories import SupportCodeFactory, SupportContactFactory
from tests.factories import UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def contact(migrated_db):
    use_all_but()
    UserFactory(admin=True, language="en")
    contact = SupportContactFactory(solved=True)
    SupportCodeFactory(device=contact.item.device)
    return contact


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_help_sheets_keeps_its_loans(contact, tmp_path):
    archive, item = tmp_path / "data.zip", contact.item
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("help_sheets", archive, env=env)
        addresses = [
            "/",
            item.loan.get_absolute_url(),
            item.device.get_absolute_url(),
        ]
        pages = pages_without("help_sheets", addresses, folder=tmp_path, env=env)
    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables["help_sheets_supportcontact"] == 1
    assert item.loan.number in pages
    assert "Help with the devices" not in pages
