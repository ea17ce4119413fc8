"""The page of a lot needs a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.intake.lot_reconciliation import account_of
from inventory.intake.operations import intake as intake_operations
from tests.factories import CategoryFactory, DeviceFactory, TagFactory
from tests.inventory.papers import lot_of, set_identity
from tests.law import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def queries_of(visitor, path):
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(path).status_code == 200
    return len(queries)


def test_the_page_takes_constant_queries(visitor, site):
    set_identity()
    lot = lot_of(site, valued=True)
    path = lot.get_absolute_url()
    for kind in ("company", "public"):
        write(lot.donor, kind=kind)
        visitor.get(path)
        before = queries_of(visitor, path)
        DeviceFactory.create_batch(2, donation=lot, site=site, category=lot.lines.get().category)
        assert queries_of(visitor, path) == before, kind


def test_a_scan_session_is_offered(visitor, site):
    lot = lot_of(site)
    page = visitor.get(lot.get_absolute_url()).content.decode()
    assert f"{reverse('run_new', args=['receive'])}?donation={lot.reference}" in page


def test_manual_entry_does_not_set_seen_at(volunteer, site):
    lot, category, free = lot_of(site), CategoryFactory(), TagFactory(free=True)
    intake_operations.receive_alike(lot, by=volunteer, category=category, quantity=2)
    intake_operations.register(lot, by=volunteer, category=category)
    intake_operations.register(lot, by=volunteer, category=category, tag=free.code)
    line = next(line for line in account_of(lot) if line.category == category)
    assert (line.entered, line.scanned) == (4, 1)
