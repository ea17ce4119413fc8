"""Lists that count related rows, which groups the rows and so drops their default order."""

import pytest

from desk.models import ScanSession
from donations.models import Donor
from inventory.models import Place, Transfer, VoucherBatch

pytestmark = pytest.mark.engine


def test_every_list_queryset_is_ordered():
    for rows in (
        lambda: Transfer.objects.for_list(),
        lambda: ScanSession.objects.for_list(),
        lambda: VoucherBatch.objects.for_list(),
        lambda: Donor.objects.for_list(),
        lambda: Place.objects.with_devices(),
    ):
        assert rows().ordered, rows
