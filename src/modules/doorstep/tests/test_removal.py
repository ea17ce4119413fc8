"""`manage.py remove_module doorstep`: refused while papers are out, and the site works without."""

import json
from zipfile import ZipFile

import pytest

from core.models import Identity
from core.settings_page.switches import switch_modules
from core.workflow.lifecycle import Refused
from modules.doorstep.module import visits_open
from modules.doorstep.tests.factories import VisitFactory
from tests.factories import UserFactory
from tests.modules import use_all_but
from tests.removal import copied_site, pages_without, remove


@pytest.mark.django_db
def test_the_module_stays_on_while_papers_are_out():
    visit = VisitFactory()
    assert visits_open()
    visit.until = visit.at
    visit.save()
    assert not visits_open()
    VisitFactory(open=True)
    assert visits_open()


@pytest.mark.django_db
def test_the_module_is_switched_on_together_with_work_without_network():
    use_all_but("offline", "doorstep")
    admin = UserFactory(admin=True)
    on = Identity.load().module_keys
    with pytest.raises(Refused):
        switch_modules(on=on | {"doorstep"}, by=admin)
    switch_modules(on=on | {"offline", "doorstep"}, by=admin)
    assert {"offline", "doorstep"} <= Identity.load().module_keys
    with pytest.raises(Refused):
        switch_modules(on=on | {"doorstep"}, by=admin)


@pytest.mark.audit
@pytest.mark.engine
def test_a_site_without_the_module_signs_as_before(migrated_db, english, tmp_path):
    use_all_but()
    user = UserFactory(admin=True, language="en")
    visit = VisitFactory(outcome="resolved", reason="Signée au comptoir")
    archive = tmp_path / "data.zip"
    with copied_site(tmp_path) as env:
        assert f"Its data is in {archive}" in remove("doorstep", archive, env=env)
        addresses = ["/offline/", "/offline/work/", visit.loan.get_absolute_url(), "/sw.js"]
        pages = pages_without("doorstep", addresses, folder=tmp_path, env=env)
    tables = json.loads(ZipFile(archive).read("manifest.json"))["tables"]
    assert tables == {"doorstep_visit": 1}
    assert user.language == "en"
    assert "door" not in pages.replace("indoor", "")
