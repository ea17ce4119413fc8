"""`manage.py remove_module workshop_audits`: lots and the results of their audits stay."""

import pytest

from inventory.transfers.operations import load, send
from modules.workshop_audits.tests.audits import audit, taken_over
from tests.factories import DeviceFactory, FaultTypeFactory, TransferFactory, UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_audits_keeps_what_they_brought(migrated_db, english, tmp_path):
    use_all_but()
    UserFactory(admin=True, language="en")
    FaultTypeFactory(code="unknown")
    by, outing = UserFactory(coordinator=True), TransferFactory(outside=True)
    device = DeviceFactory(site=outing.origin)
    load(outing, by=by, device=device)
    send(outing, by=by)
    batch = taken_over(audit(outing, by, {"Tag": device.asset_tag}), by)
    assert batch.status == "applied"
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("workshop_audits", archive, env=env)
        addresses = [outing.get_absolute_url(), device.get_absolute_url()]
        pages = pages_without("workshop_audits", addresses, folder=tmp_path, env=env)
    assert "One dead pixel" in pages
    assert "Recorded by a module that was removed (device.audited)" in pages
    assert "Import the workshop’s audit file" not in pages
