"""`manage.py remove_module offline`: refused while work is out, and the site works without it."""

import json
from zipfile import ZipFile

import pytest
from django.utils import timezone

from modules.offline.module import work_out
from modules.offline.tests.factories import OfflineScanFactory, SnapshotFactory
from tests.factories import UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove


@pytest.mark.django_db
def test_the_module_stays_on_while_work_is_out():
    snapshot = SnapshotFactory()
    assert work_out()
    snapshot.ended_at = timezone.now()
    snapshot.save()
    assert not work_out()
    OfflineScanFactory(snapshot=snapshot)
    assert work_out()


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_the_module_scans_as_before(migrated_db, english, tmp_path):
    use_all_but()
    user = UserFactory(admin=True, language="en")
    OfflineScanFactory(done=True, snapshot=SnapshotFactory(ended_at=timezone.now()))
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("offline", archive, env=env)
        addresses = ["/scan/", "/returns/", user.get_absolute_url()]
        pages = pages_without("offline", addresses, folder=tmp_path, env=env)
    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {"offline_offlinescan": 1, "offline_snapshot": 1}
    assert "Take along" not in pages
    assert "webmanifest" not in pages
