"""`manage.py remove_module merging`: merged rows stay merged, and no row can be merged any more."""

import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from modules.merging.merging import merge
from tests.factories import BrandFactory, DonorFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REMOVE = """
    import sys
    import django
    django.setup()
    from django.core.management import call_command
    call_command("remove_module", "merging", "--yes", "--to", sys.argv[1])
"""


@pytest.fixture
def survivor(migrated_db):
    """A donor into which another donor was merged."""
    use_all_but()
    UserFactory(admin=True, language="en")
    loser, survivor = DonorFactory(name="Mairie de Rennes"), DonorFactory(name="Ville de Rennes")
    BrandFactory(name="Vedette", is_proposal=True)
    merge(loser, by=UserFactory(coordinator=True), into=survivor)
    return survivor


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_merging_keeps_what_was_merged(survivor, tmp_path):
    archive, page = tmp_path / "data.zip", survivor.get_absolute_url()
    addresses = [page, reverse("donor_list"), reverse("proposal_list"), "/settings/"]
    with copied_site(tmp_path) as env:
        run(REMOVE, archive, env=env)
        pages = pages_without("merging", addresses, folder=tmp_path, env=env)

    assert json.loads(ZipFile(archive).read("manifest.json"))["tables"] == {}
    assert "Recorded by a module that was removed (row.merged)" in pages
    assert "Vedette" in pages
    assert "Mairie de Rennes" not in pages
    assert "Merge with another" not in pages
