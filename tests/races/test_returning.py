"""Returns at the same time: two counters scan one device, and one list is finished twice."""

from django.core.exceptions import ValidationError

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.lifecycle.aftercare import RenewalStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import Loan, LoanItem, Renewal, ReturnLine, ReturnSession
from loans.returns import operations as return_operations
from loans.returns.receipts import fingerprint, receipts_of
from tests.factories import LoanFactory, LoanItemFactory, RenewalFactory, UserFactory
from tests.races.together import FOUR, losers, race, winners


def counters(site):
    return UserFactory.create_batch(FOUR, counter=True, sites=[site], site=site)


def finish(session, by):
    receipts = receipts_of(session)
    return return_operations.finish_return(
        session, by=by, shown=fingerprint(receipts), pdfs=[b"%PDF-1.7"] * len(receipts)
    )


def test_a_device_scanned_at_four_counters_is_in_one_session(again, site):
    item, people = LoanItemFactory(open=True), counters(site)

    def scan(number):
        mine = LoanItem.objects.get(pk=item.pk)
        return return_operations.put_in_return([mine], by=people[number])

    results = race(FOUR, scan)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, ValidationError) for loser in losers(results))
    assert ReturnLine.objects.waiting().count() == 1


def test_a_return_session_is_finished_once(again, counter):
    item = LoanItemFactory(open=True)
    return_operations.put_in_return([item], by=counter)
    session = ReturnSession.objects.get()

    def end(_number):
        return finish(ReturnSession.objects.get(pk=session.pk), counter)

    results = race(FOUR, end)
    assert len(winners(results)) == 1
    assert all(isinstance(loser, Refused) for loser in losers(results))
    assert Device.objects.get(pk=item.device_id).status == DeviceStatus.RECEIVED


def test_return_sessions_of_the_same_loans_do_not_deadlock(again, site):
    people, loans = counters(site), LoanFactory.create_batch(3, active=True, site=site)
    for place, by in enumerate(people):
        items = [LoanItemFactory(open=True, loan=loan) for loan in loans]
        return_operations.put_in_return(items if place % 2 else items[::-1], by=by)

    def end(number):
        return finish(ReturnSession.objects.get(owner=people[number]), people[number])

    lost = losers(race(FOUR, end))
    assert all(isinstance(loser, Refused) for loser in lost)  # what was shown changed meanwhile
    for session in ReturnSession.objects.filter(lines__item__status=ItemStatus.OPEN).distinct():
        finish(session, session.owner)
    assert not LoanItem.objects.filter(status=ItemStatus.OPEN).exists()
    assert {loan.status for loan in Loan.objects.all()} == {"closed"}


def test_a_device_swapped_meanwhile_is_not_returned(again, counter, site):
    item = LoanItemFactory(open=True)
    return_operations.put_in_return([item], by=counter)
    session = ReturnSession.objects.get()

    def act(number):
        if number % 2:
            mine = LoanItem.objects.get(pk=item.pk)
            return incident_operations.declare_item_lost(mine, by=counter)
        return finish(ReturnSession.objects.get(pk=session.pk), counter)

    results = race(FOUR, act)
    assert len(winners(results)) == 1
    item.refresh_from_db()
    assert item.status in {ItemStatus.RETURNED, ItemStatus.LOST}


def test_a_renewal_request_is_answered_once(again, coordinator):
    renewal = RenewalFactory()

    def answer(number):
        mine = Renewal.objects.get(pk=renewal.pk)
        if number % 2:
            return loan_change_operations.refuse_renewal(
                mine, by=coordinator, refusal="Others wait."
            )
        return loan_change_operations.agree_renewal(mine, by=coordinator, agreed_on=mine.wished_on)

    results = race(FOUR, answer)
    assert len(winners(results)) == 1
    renewal.refresh_from_db()
    agreed = renewal.status == RenewalStatus.AGREED
    assert renewal.loan.amendments.count() == (1 if agreed else 0)
