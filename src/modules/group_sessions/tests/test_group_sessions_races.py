"""Several volunteers lead one session at once."""

import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.base.lifecycle.loans import ItemStatus
from loans.models import Loan, LoanItem
from modules.group_sessions import operations
from modules.group_sessions.models import Attendee
from modules.group_sessions.tests.factories import GroupSessionFactory
from tests.factories import DeviceFactory, OrganisationFactory, RecipientFactory
from tests.modules import use_all_but
from tests.races.together import FOUR, done, race

pytestmark = [pytest.mark.usefixtures("again"), pytest.mark.engine]


@pytest.fixture
def session(again, site):
    use_all_but()
    return GroupSessionFactory(site=site)


def fill(session, by):
    house = OrganisationFactory(approved=True)
    people = RecipientFactory.create_batch(FOUR, organisation=house)
    return [operations.join(session, by=by, recipient=person) for person in people]


def test_four_scans_at_once_go_to_four_people(session, coordinator, site):
    fill(session, coordinator)
    codes = [one.asset_tag for one in DeviceFactory.create_batch(FOUR, ready=True, site=site)]
    results = race(
        lambda n, mine: operations.scan(mine, by=coordinator, code=codes[n], override=True), session
    )
    assert len(done(results)) == FOUR
    loans = LoanItem.objects.filter(status=ItemStatus.RESERVED).values_list("loan", flat=True)
    assert len(set(loans)) == FOUR


def test_one_person_added_at_once_takes_part_once(session, coordinator):
    person = RecipientFactory(organisation=OrganisationFactory(approved=True))
    results = race(
        lambda _n, mine: operations.join(mine, by=coordinator, recipient=person), session
    )
    assert len(done(results)) == FOUR
    assert (Attendee.objects.count(), Loan.objects.count()) == (1, 1)


def test_an_end_beside_a_scan_leaves_no_device_behind(session, coordinator, site):
    fill(session, coordinator)
    code = DeviceFactory(ready=True, site=site).asset_tag

    def act(number, mine):
        if number % 2:
            return operations.end_session(mine, by=coordinator)
        return operations.scan(mine, by=coordinator, code=code, override=True)

    results = race(act, session)
    assert all(isinstance(one, Refused) or not isinstance(one, Exception) for one in results)
    assert Device.objects.get().status == DeviceStatus.READY
