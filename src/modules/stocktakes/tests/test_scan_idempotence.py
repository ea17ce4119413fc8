"""Response to a repeated scan of a count."""

from uuid import uuid4

import pytest
from django.urls import reverse

from modules.stocktakes.models import CountScan, StockCount
from modules.stocktakes.operations.scans import count_code, undo_scan
from modules.stocktakes.tests.factories import StockCountFactory
from tests.core.test_scan_idempotence import visitor  # noqa: F401  (a fixture)
from tests.factories import DeviceFactory, PlaceFactory

pytestmark = pytest.mark.engine


@pytest.fixture
def count_of(visitor, site):  # noqa: F811
    """Scan into a count under an id; return the response."""
    count = StockCountFactory(site=site)

    def scan(code, key):
        address = reverse("count_scan", args=[count.pk])
        answer = visitor.post(
            address, {"code": code, "scan": key}, headers={"HX-Target": "counting"}
        )
        return answer.context["tone"], answer.context["text"]

    return scan


def test_a_resent_count_scan_gets_its_first_response(count_of, site):
    device, lost = DeviceFactory(ready=True, site=site), DeviceFactory(ready=True)
    codes = [str(device), str(lost), "NO-SUCH-CODE", PlaceFactory(site=site).code]
    for code in codes:
        key = str(uuid4())
        assert count_of(code, key) == count_of(code, key)


def test_a_resent_scan_of_a_device_counted_by_a_colleague_gets_its_response(
    count_of, site, volunteer
):
    device = DeviceFactory(ready=True, site=site)
    count_code(StockCount.objects.get(), by=volunteer, code=str(device))
    key = str(uuid4())
    first = count_of(str(device), key)
    assert first[0] == "warning"
    assert count_of(str(device), key) == first


def test_a_resent_count_scan_that_was_undone_gets_a_response(count_of, site, coordinator):
    device, key = DeviceFactory(ready=True, site=site), str(uuid4())
    count_of(str(device), key)
    undo_scan(CountScan.objects.get(), by=coordinator)
    assert count_of(str(device), key)[0] == "warning"
