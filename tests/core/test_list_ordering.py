"""Lists with numbers beside each row: counting groups them, and grouping drops their order."""

import pytest

from desk.models import ScanSession
from donations.models import Donor
from inventory.models import Place, Transfer, VoucherBatch

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    "rows",
    [
        lambda: Transfer.objects.for_list(),
        lambda: ScanSession.objects.for_list(),
        lambda: VoucherBatch.objects.for_list(),
        lambda: Donor.objects.for_list(),
        lambda: Place.objects.with_devices(),
    ],
    ids=["transfers", "batches", "vouchers", "donors", "places"],
)
def test_every_list_queryset_is_ordered(rows):
    assert rows().ordered
