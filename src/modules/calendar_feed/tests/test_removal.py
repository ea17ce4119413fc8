"""`manage.py remove_module calendar_feed`: URLs are revoked, donations and appointments stay."""

import json
from zipfile import ZipFile

import pytest

from modules.calendar_feed.tests.factories import AgendaKeyFactory
from tests.factories import UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_calendars_keeps_its_donations_and_appointments(
    migrated_db, english, tmp_path
):
    use_all_but()
    user = UserFactory(admin=True, language="en")
    AgendaKeyFactory(user=user)
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("calendar_feed", archive, env=env)
        addresses = ["/donations/", "/appointments/", user.get_absolute_url()]
        pages = pages_without("calendar_feed", addresses, folder=tmp_path, env=env)
    assert json.loads(ZipFile(archive).read("manifest.json"))["tables"] == {
        "calendar_feed_agendakey": 1
    }
    assert "Add to my calendar" not in pages
    assert "/agenda/" not in pages
