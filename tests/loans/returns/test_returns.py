import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.workshop.operations.bench import finish
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.lifecycle.loans import Condition, ItemStatus, LoanKind, LoanStatus
from loans.returns import operations as return_operations
from loans.returns.receipts import Return
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
)
from tests.visits import undone

RECEIPT = b"%PDF-1.7 receipt"


def bring_back(loan, by, devices, accessories=None, *, is_all=False):
    back = Return(
        devices=dict.fromkeys(devices, Condition.GOOD),
        accessories=accessories or {},
        is_all=is_all,
    )
    return return_operations.take_back(loan, by=by, back=back, receipt=RECEIPT)


@pytest.fixture
def item(db):
    return LoanItemFactory(open=True)


def test_a_returned_device_must_be_checked_and_erased_anew(item, counter, technician):
    arrived = item.device.received_at
    bring_back(item.loan, counter, [item])
    device = item.device
    device.refresh_from_db()
    state = (device.status, device.needs_erasure, device.grade)
    assert state == (DeviceStatus.RECEIVED, True, "")
    assert device.received_at > arrived
    device.transition_to(DeviceStatus.REFURBISHING)
    with pytest.raises(Refused):  # the proof of an earlier stay does not count
        finish(device, by=technician, grade="A")


def test_the_loan_closes_when_all_items_are_returned_once(counter):
    loan = LoanFactory(active=True)
    first, second = LoanItemFactory.create_batch(2, open=True, loan=loan)
    bring_back(loan, counter, [first])
    with pytest.raises(Refused):
        bring_back(loan, counter, [first, second])
    second.refresh_from_db()
    loan.refresh_from_db()
    assert (second.status, loan.status) == (ItemStatus.OPEN, LoanStatus.ACTIVE)
    bring_back(loan, counter, [second])
    loan.refresh_from_db()
    assert loan.status == LoanStatus.CLOSED
    for item in (first, second):
        item.refresh_from_db()
        assert (item.status, item.condition) == (ItemStatus.RETURNED, Condition.GOOD)
        assert item.receipt.read() == RECEIPT


def test_missing_chargers_keep_the_loan_open_until_written_off(item, counter):
    chargers = LoanItemFactory(
        of_accessories=True, open=True, loan=item.loan, quantity=2, accessory=AccessoryKindFactory()
    )
    with pytest.raises(Refused):
        bring_back(item.loan, counter, [item], {chargers: 3})
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.ON_LOAN
    bring_back(item.loan, counter, [item], {chargers: 1})
    item.loan.refresh_from_db()
    chargers.refresh_from_db()
    assert (item.loan.status, chargers.status) == (LoanStatus.ACTIVE, ItemStatus.OPEN)
    assert chargers.quantity_back == 1
    assert chargers.receipt.read() == RECEIPT
    back = Return(devices={}, accessories={chargers: 0}, is_all=True)
    with pytest.raises(Refused):
        return_operations.take_back(item.loan, by=counter, back=Return(devices={}), receipt=RECEIPT)
    return_operations.take_back(item.loan, by=counter, back=back, receipt=RECEIPT)
    item.loan.refresh_from_db()
    chargers.refresh_from_db()
    assert (item.loan.status, chargers.status) == (LoanStatus.CLOSED, ItemStatus.LOST)


def test_accessories_come_back_in_parts_and_never_more_than_are_out(item, counter, english):
    chargers = LoanItemFactory(
        of_accessories=True, open=True, loan=item.loan, quantity=3, accessory=AccessoryKindFactory()
    )
    stock = AccessoryStockFactory(kind=chargers.accessory, site=item.loan.site, quantity=0)
    for count in (1, 1):
        bring_back(item.loan, counter, [], {chargers: count})
    chargers.refresh_from_db()
    assert (chargers.quantity_back, chargers.status) == (2, ItemStatus.OPEN)
    stock.refresh_from_db()
    assert stock.quantity == 2
    with pytest.raises(Refused, match="enter a quantity between 0 and 1"):
        bring_back(item.loan, counter, [], {chargers: 2})
    bring_back(item.loan, counter, [], {chargers: 1})
    chargers.refresh_from_db()
    stock.refresh_from_db()
    assert (chargers.quantity_back, chargers.status, stock.quantity) == (3, "returned", 3)


def test_a_loss_ends_the_item_and_closes_an_empty_loan(item, counter):
    for is_stolen, status in ((False, "lost"), (True, "stolen")):
        with undone():
            incident_operations.declare_item_lost(item, by=counter, is_stolen=is_stolen)
            item.loan.refresh_from_db()
            item.device.refresh_from_db()
            assert (item.status, item.device.status, item.loan.status) == (status, status, "closed")
        item.refresh_from_db()


def test_a_device_found_with_its_borrower_is_on_loan_again(counter):
    loan = LoanFactory(active=True)
    lost, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    incident_operations.declare_item_lost(lost, by=counter)
    again = incident_operations.find_with_borrower(lost, by=counter)
    assert (again.status, again.device.status) == (ItemStatus.OPEN, DeviceStatus.ON_LOAN)


def test_a_device_lost_with_us_is_not_found_under_an_old_loan(counter):
    loan = LoanFactory(active=True)
    item, _other = LoanItemFactory.create_batch(2, open=True, loan=loan)
    bring_back(loan, counter, [item])
    item.device.refresh_from_db()
    item.device.transition_to(DeviceStatus.LOST)
    item.refresh_from_db()
    with pytest.raises(Refused):
        incident_operations.find_with_borrower(item, by=counter)
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.LOST


def test_a_swap_returns_the_old_device_and_hands_over_one_of_the_same_kind(item, counter):
    with pytest.raises(Refused):
        loan_change_operations.swap(
            item, by=counter, device=DeviceFactory(ready=True, site=item.loan.site)
        )
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.ON_LOAN
    new_device = DeviceFactory(ready=True, category=item.device.category, site=item.loan.site)
    new = loan_change_operations.swap(item, by=counter, device=new_device)
    item.refresh_from_db()
    item.device.refresh_from_db()
    new_device.refresh_from_db()
    assert (item.status, item.device.status) == (ItemStatus.SWAPPED, DeviceStatus.RECEIVED)
    assert (new.status, new_device.status) == (ItemStatus.OPEN, DeviceStatus.ON_LOAN)
    assert item.device.needs_erasure


def test_a_loan_kept_for_good_is_a_gift(item, coordinator):
    loan_change_operations.keep(item.loan, by=coordinator)
    item.loan.refresh_from_db()
    item.device.refresh_from_db()
    assert (item.loan.kind, item.loan.due_on) == (LoanKind.GIFT, None)
    assert item.device.status == DeviceStatus.GIVEN


def test_a_transferred_device_stays_on_loan(item, coordinator):
    new = loan_change_operations.transfer(
        item.loan, by=coordinator, organisation=OrganisationFactory(approved=True)
    )
    item.refresh_from_db()
    item.device.refresh_from_db()
    item.loan.refresh_from_db()
    assert (item.status, item.loan.status) == (ItemStatus.TRANSFERRED, LoanStatus.CLOSED)
    assert item.device.status == DeviceStatus.ON_LOAN
    assert new.items.get().device == item.device
