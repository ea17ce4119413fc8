"""Acts after the signature, and accessories before it, by four people at once: none wins twice."""

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.models import Loan, LoanItem
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
from tests.races.together import FOUR, losers, race, winners


def assert_wins(results, count):
    assert len(winners(results)) == count
    assert all(isinstance(loser, Refused) for loser in losers(results))


def test_one_spare_replaces_one_device(again, counter):
    category = CategoryFactory(holding_data=True)
    items = LoanItemFactory.create_batch(FOUR, open=True, device__category=category)
    spare = DeviceFactory(ready=True, category=category)

    def swap(number):
        item = LoanItem.objects.get(pk=items[number].pk)
        return loan_change_operations.swap(item, by=counter, device=Device.objects.get(pk=spare.pk))

    assert_wins(race(FOUR, swap), 1)
    assert spare.loan_items.get().loan.items.count() == 2


def test_a_lost_device_is_found_once(again, counter):
    loan = LoanFactory(active=True)
    lost, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    incident_operations.declare_item_lost(lost, by=counter)

    def find(_number):
        return incident_operations.find_with_borrower(LoanItem.objects.get(pk=lost.pk), by=counter)

    assert_wins(race(FOUR, find), 1)
    assert Device.objects.get(pk=lost.device_id).status == DeviceStatus.ON_LOAN


def test_a_loan_is_transferred_once(again, coordinator):
    item, there = LoanItemFactory(open=True), OrganisationFactory(approved=True)

    def transfer(_number):
        loan = Loan.objects.get(pk=item.loan_id)
        return loan_change_operations.transfer(loan, by=coordinator, organisation=there)

    assert_wins(race(FOUR, transfer), 1)
    assert item.device.loan_items.count() == 2


def test_no_more_accessories_than_accepted_are_reserved(again, counter):
    line = RequestLineFactory(
        request=RequestFactory(accepted=True),
        category=None,
        accessory=AccessoryKindFactory(),
        requested=FOUR,
        accepted=2,
    )
    loan = preparation_operations.prepare_for(line.request, by=counter)

    def add(_number):
        mine = Loan.objects.get(pk=loan.pk)
        return preparation_operations.add_accessory(mine, by=counter, accessory=line.accessory)

    assert_wins(race(FOUR, add), 2)
    assert loan.items.get().quantity == 2
