"""Concurrent operations of four people around the signature, each of which succeeds once."""

import pytest

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.allocation.operations import preparation as preparation_operations
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RequestFactory,
    RequestLineFactory,
)
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


def test_one_spare_replaces_one_device(counter):
    category = CategoryFactory(holding_data=True)
    items = LoanItemFactory.create_batch(FOUR, open=True, device__category=category)
    spare = DeviceFactory(ready=True, category=category)
    results = race(
        lambda n, mine: loan_change_operations.swap(
            items[n], by=counter, device=mine, override=True
        ),
        spare,
    )
    assert len(done(results)) == 1
    assert spare.loan_items.get().loan.items.count() == 2


def test_a_lost_device_is_found_once(counter):
    loan = LoanFactory(active=True)
    lost, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    incident_operations.declare_item_lost(lost, by=counter)
    results = race(lambda _n, mine: incident_operations.find_with_borrower(mine, by=counter), lost)
    assert len(done(results)) == 1
    assert Device.objects.get(pk=lost.device_id).status == DeviceStatus.ON_LOAN


def test_a_loan_is_transferred_once(coordinator):
    item, there = LoanItemFactory(open=True), OrganisationFactory(approved=True)
    results = race(
        lambda _n, mine: loan_change_operations.transfer(mine, by=coordinator, organisation=there),
        item.loan,
    )
    assert len(done(results)) == 1
    assert item.device.loan_items.count() == 2


def test_no_more_accessories_than_accepted_are_reserved(counter):
    line = RequestLineFactory(
        request=RequestFactory(accepted=True),
        category=None,
        accessory=AccessoryKindFactory(),
        requested=FOUR,
        accepted=2,
    )
    loan = preparation_operations.prepare_for(line.request, by=counter)
    one = {"by": counter, "accessory": line.accessory}
    results = race(lambda _n, mine: preparation_operations.add_accessory(mine, **one), loan)
    assert len(done(results)) == 2
    assert loan.items.get().quantity == 2
