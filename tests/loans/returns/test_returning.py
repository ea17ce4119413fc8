"""Return sessions: devices of many loans in one list, checked in together."""

import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.aftercare.operations.loan_changes import swap
from loans.base.lifecycle.aftercare import LineStatus, ReturnSessionStatus
from loans.base.lifecycle.loans import Condition, ItemStatus, LoanStatus
from loans.models import ReturnLine, ReturnSession
from loans.returns import operations as return_operations
from loans.returns.brought import item_brought
from loans.returns.receipts import backs_in, fingerprint, receipts_of
from tests.factories import (
    AccessoryKindFactory,
    DeviceChargerFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    UserFactory,
)

PDF = b"%PDF-1.7 receipt"


def put(by, *items):
    return return_operations.put_in_return(items, by=by)


def finish(by, *, by_structure=False):
    session = ReturnSession.objects.get(owner=by, status=ReturnSessionStatus.OPEN)
    receipts = receipts_of(session, by_structure=by_structure)
    return return_operations.finish_return(
        session,
        by=by,
        shown=fingerprint(receipts),
        pdfs=[PDF] * len(receipts),
        by_structure=by_structure,
    )


def chargers(loan, quantity=1):
    return LoanItemFactory(
        of_accessories=True,
        open=True,
        loan=loan,
        quantity=quantity,
        accessory=AccessoryKindFactory(),
    )


@pytest.fixture
def two_loans(organisation, site):
    """Items of two people of the same organisation, with a device out each."""
    people = RecipientFactory.create_batch(2, organisation=organisation)
    return [
        LoanItemFactory(
            open=True,
            loan__organisation=organisation,
            loan__recipient=person,
            loan__site=site,
            loan__active=True,
            device__site=site,
        )
        for person in people
    ]


def test_devices_of_two_loans_are_returned_together_and_need_erasure(two_loans, counter):
    put(counter, two_loans[0])
    put(counter, two_loans[1])
    two_loans[0].device.refresh_from_db()
    assert two_loans[0].device.status == DeviceStatus.ON_LOAN  # until the session is finished
    session = ReturnSession.objects.get()
    assert len(receipts_of(session)) == 2
    assert len(receipts_of(session, by_structure=True)) == 1
    session = finish(counter, by_structure=True)
    assert ReturnLine.objects.values("receipt").distinct().count() == 1
    assert session.status == ReturnSessionStatus.DONE
    for item in two_loans:
        item.refresh_from_db()
        item.device.refresh_from_db()
        item.loan.refresh_from_db()
        assert (item.status, item.condition) == (ItemStatus.RETURNED, Condition.GOOD)
        assert (item.device.status, item.device.needs_erasure) == (DeviceStatus.RECEIVED, True)
        assert item.loan.status == LoanStatus.CLOSED


def test_loans_of_two_organisations_are_on_separate_receipts(two_loans, counter):
    put(counter, *two_loans, LoanItemFactory(open=True))
    assert len(receipts_of(ReturnSession.objects.get(), by_structure=True)) == 2


def test_a_charger_is_assumed_present_until_marked_missing(two_loans, counter):
    item = two_loans[0]
    charger = chargers(item.loan)
    put(counter, item)
    line = ReturnLine.objects.get(item=charger)
    (back,) = backs_in(line.session)
    assert (back.accessories[0].here, back.is_whole) == (1, True)
    with pytest.raises(Refused):
        return_operations.count_back(line, by=counter, count=2)
    return_operations.count_back(line, by=counter, count=0)
    (back,) = backs_in(line.session)
    assert (back.accessories[0].missing, back.is_whole) == (1, False)
    finish(counter)
    item.refresh_from_db()
    charger.refresh_from_db()
    item.loan.refresh_from_db()
    assert (item.status, charger.status) == (ItemStatus.RETURNED, ItemStatus.OPEN)
    assert item.loan.status == LoanStatus.ACTIVE


def test_a_written_off_charger_closes_the_loan(two_loans, counter):
    charger = chargers(two_loans[0].loan)
    put(counter, two_loans[0])
    line = ReturnLine.objects.get(item=charger)
    return_operations.count_back(line, by=counter, count=0, is_given_up=True)
    finish(counter)
    charger.refresh_from_db()
    two_loans[0].loan.refresh_from_db()
    assert (charger.status, two_loans[0].loan.status) == (ItemStatus.LOST, LoanStatus.CLOSED)


def test_one_charger_is_expected_for_each_returned_device(counter):
    loan = LoanFactory(active=True)
    first, second = LoanItemFactory.create_batch(2, open=True, loan=loan)
    chargers(loan, quantity=2)
    put(counter, first)
    (back,) = backs_in(ReturnSession.objects.get())
    assert (back.accessories[0].here, back.accessories[0].left) == (1, 2)
    assert [item.pk for item in back.still_out] == [second.pk]


def test_the_return_of_a_devices_own_charger_is_recorded(two_loans, counter):
    out = two_loans[0]
    noted = DeviceChargerFactory(own=True, device=out.device)
    put(counter, out)
    (back,) = backs_in(ReturnSession.objects.get())
    line = back.devices[0]
    assert (line.takes_charger, line.has_charger, back.is_whole) == (True, None, False)
    return_operations.record_return_condition(
        line, by=counter, condition=Condition.DAMAGED, may_hold_data=True, has_charger=False
    )
    finish(counter)
    noted.refresh_from_db()
    out.refresh_from_db()
    assert noted.supply == "missing"
    assert (out.condition, out.may_hold_data) == (Condition.DAMAGED, True)


def test_a_double_scan_keeps_its_line_and_undoing_it_removes_the_accessories_of_its_loan(
    two_loans, counter
):
    chargers(two_loans[0].loan)
    (line,) = put(counter, two_loans[0])
    return_operations.record_return_condition(line, by=counter, condition=Condition.BROKEN)
    (again,) = put(counter, two_loans[0])
    assert (again.pk, again.condition) == (line.pk, Condition.BROKEN)
    return_operations.take_off_return(line, by=counter)
    assert not ReturnLine.objects.waiting().exists()
    put(counter, two_loans[0])
    assert ReturnLine.objects.waiting().count() == 2


def test_a_session_belongs_to_its_owner_but_a_coordinator_may_cancel_it(
    two_loans, counter, coordinator, site
):
    (line,) = put(counter, two_loans[0])
    other = UserFactory(counter=True, sites=[site], site=site)
    with pytest.raises(Refused, match=counter.name):
        put(other, two_loans[0])
    for act in (
        lambda: return_operations.take_off_return(line, by=other),
        lambda: return_operations.drop_return(line.session, by=other),
    ):
        with pytest.raises(Refused):
            act()
    return_operations.drop_return(line.session, by=coordinator)
    line.refresh_from_db()
    assert line.status == LineStatus.UNDONE


def test_a_session_changed_since_shown_is_not_finished(two_loans, counter):
    old, other = two_loans
    chargers(old.loan)
    put(counter, old, other)
    session = ReturnSession.objects.get()
    shown = fingerprint(receipts_of(session))
    spare = DeviceFactory(ready=True, site=old.loan.site, category=old.device.category)
    swap(old, by=counter, device=spare)
    with pytest.raises(Refused):
        return_operations.finish_return(session, by=counter, shown=shown, pdfs=[PDF] * 2)
    other.refresh_from_db()
    assert other.status == ItemStatus.OPEN
    assert [back.loan for back in backs_in(session)] == [other.loan]
    with pytest.raises(Refused, match="a déjà été échangé le"):
        item_brought(old.device.asset_tag, counter)
    finish(counter)
    assert not session.lines.waiting().exists()


def test_an_empty_session_is_not_finished(two_loans, counter):
    charger = chargers(two_loans[0].loan)
    put(counter, charger)
    return_operations.count_back(ReturnLine.objects.get(), by=counter, count=0)
    with pytest.raises(Refused):
        finish(counter)
    charger.refresh_from_db()
    assert charger.status == ItemStatus.OPEN


def test_a_device_not_on_loan_is_not_returned(counter, site):
    for state in ("returned", "lost", "swapped", "reserved"):
        with pytest.raises(Refused):
            put(counter, LoanItemFactory(**{state: True}))
    assert not ReturnLine.objects.exists()


def test_returning_a_given_device_does_not_change_its_gift(counter, site):
    item = LoanItemFactory(given=True)
    put(counter, item)
    finish(counter)
    item.device.refresh_from_db()
    item.loan.refresh_from_db()
    assert (item.device.status, item.loan.status) == (DeviceStatus.RECEIVED, LoanStatus.ACTIVE)
