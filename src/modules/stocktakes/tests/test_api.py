"""A stock count through the API."""

import pytest

from tests.api.caller import Caller
from tests.factories import DeviceFactory

pytestmark = pytest.mark.django_db


def test_a_device_is_counted(coordinator, site):
    office, device = Caller(coordinator), DeviceFactory(site=site)
    count = office.post("/api/v1/counts", {"scope": "site", "site": site.pk}).json()
    scan = office.post(f"/api/v1/counts/{count['id']}/scan", {"code": device.asset_tag}).json()
    assert (scan["tag"], scan["finding"]) == (device.asset_tag, "found")
    assert office.post(f"/api/v1/counts/{count['id']}/close").status_code == 200
