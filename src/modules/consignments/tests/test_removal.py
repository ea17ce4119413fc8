"""`manage.py remove_module consignments`: organisations report first; vouchers are unchanged."""

import json
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from modules.consignments.lifecycle import Outcome
from modules.consignments.operations import account_for
from modules.consignments.tests.factories import ConsignmentLineFactory
from modules.removal import installed, reasons_to_keep
from tests.factories import UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def give_back(line):
    by = UserFactory(coordinator=True)
    account_for(line.consignment, by=by, outcomes={line: Outcome.GIVEN_BACK})


def test_organisations_report_before_the_module_is_removed(tmp_path):
    line = ConsignmentLineFactory()
    with pytest.raises(CommandError, match="1 voucher is with an organisation"):
        call_command("remove_module", "consignments", to=tmp_path / "data.zip", yes=True)
    give_back(line)
    assert list(reasons_to_keep(installed()["consignments"])) == []


@pytest.fixture
def returned(migrated_db):
    """A voucher that an organisation gave back."""
    use_all_but()
    UserFactory(admin=True, language="en")
    line = ConsignmentLineFactory()
    give_back(line)
    return line.voucher


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_consignments_keeps_its_vouchers(returned, tmp_path):
    archive = tmp_path / "data.zip"
    paths = [returned.get_absolute_url(), returned.batch.get_absolute_url()]
    paths += [reverse("voucher_stock"), reverse("voucher_list")]
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("consignments", archive, env=env)
        pages = pages_without("consignments", paths, folder=tmp_path, env=env)

    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {"consignments_consignment": 1, "consignments_consignmentline": 1}
    assert str(returned) in pages
    assert "Consigned to organisations" not in pages
    assert "Consign to an organisation" not in pages
