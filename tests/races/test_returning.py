"""Concurrent returns: two counters scan the same device, and a list is finished twice."""

import pytest

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.lifecycle.aftercare import RenewalStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import Loan, LoanItem, ReturnLine, ReturnSession
from loans.returns import operations as return_operations
from loans.returns.receipts import fingerprint, receipts_of
from tests.factories import LoanFactory, LoanItemFactory, RenewalFactory, UserFactory
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def people(site):
    return UserFactory.create_batch(FOUR, counter=True, sites=[site], site=site)


def finish(session, by):
    receipts = receipts_of(session)
    return return_operations.finish_return(
        session, by=by, shown=fingerprint(receipts), pdfs=[b"%PDF-1.7"] * len(receipts)
    )


def test_a_device_scanned_at_four_counters_is_in_one_session(people):
    results = race(
        lambda n, mine: return_operations.put_in_return([mine], by=people[n]),
        LoanItemFactory(open=True),
    )
    assert len(done(results)) == 1
    assert ReturnLine.objects.waiting().count() == 1


def test_return_sessions_of_the_same_loans_do_not_deadlock(site, people):
    loans = LoanFactory.create_batch(2, active=True, site=site)
    for place, by in enumerate(people):
        items = [LoanItemFactory(open=True, loan=loan) for loan in loans]
        return_operations.put_in_return(items if place % 2 else items[::-1], by=by)
    sessions = [ReturnSession.objects.get(owner=user) for user in people]

    done(race(lambda n: finish(sessions[n], people[n])))  # the shown values may have changed
    for session in ReturnSession.objects.filter(lines__item__status=ItemStatus.OPEN).distinct():
        finish(session, session.owner)
    assert not LoanItem.objects.filter(status=ItemStatus.OPEN).exists()
    assert {loan.status for loan in Loan.objects.all()} == {"closed"}


def test_a_return_is_finished_once_or_its_device_lost_once(counter):
    item = LoanItemFactory(open=True)
    return_operations.put_in_return([item], by=counter)

    def act(number, item, session):
        if number % 2:
            return incident_operations.declare_item_lost(item, by=counter)
        return finish(session, counter)

    assert len(done(race(act, item, ReturnSession.objects.get()))) == 1
    item.refresh_from_db()
    ends = (item.status, Device.objects.get(pk=item.device_id).status)
    assert ends in {
        (ItemStatus.RETURNED, DeviceStatus.RECEIVED),
        (ItemStatus.LOST, DeviceStatus.LOST),
    }


def test_a_renewal_request_is_answered_once(coordinator):
    renewal = RenewalFactory()

    def answer(number, mine):
        if number % 2:
            refusal = {"refusal": "Others wait."}
            return loan_change_operations.refuse_renewal(mine, by=coordinator, **refusal)
        return loan_change_operations.agree_renewal(mine, by=coordinator, agreed_on=mine.wished_on)

    assert len(done(race(answer, renewal))) == 1
    renewal.refresh_from_db()
    agreed = renewal.status == RenewalStatus.AGREED
    assert renewal.loan.amendments.count() == (1 if agreed else 0)
