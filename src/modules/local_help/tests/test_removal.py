"""`manage.py remove_module local_help`: papers no longer print help, and nothing else changes."""

import json
from zipfile import ZipFile

import pytest

from modules.local_help.tests.factories import ResourceLinkFactory
from tests.factories import AreaFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def helped(migrated_db):
    """A help line printed for everybody, and a place near a commune."""
    use_all_but()
    UserFactory(admin=True, language="en")
    ResourceLinkFactory()
    return ResourceLinkFactory(label="Le Blosne", commune=AreaFactory(name="Rennes"))


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_local_help_keeps_its_texts_and_communes(helped, tmp_path):
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("local_help", archive, env=env)
        addresses = ["/", "/agreement-texts/", "/territories/", "/settings/"]
        pages = pages_without("local_help", addresses, folder=tmp_path, env=env)

    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {"local_help_resourcelink": 2}
    assert "Languages in addition to French" in pages
    assert "Help shown on documents" not in pages
