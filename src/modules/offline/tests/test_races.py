"""Phones and the desk send the same and different scans at the same time."""

from uuid import UUID, uuid4

import pytest
from django.urls import resolve
from django.utils import timezone

from desk.scan_sessions import operations as session_operations
from loans.models import ReturnLine
from modules.offline.models import OfflineScan, Outcome
from modules.offline.operations import SentScan, receive_scan, take_along
from modules.offline.tasks import tasks, tasks_of_modules
from tests.factories import DeviceFactory, LoanItemFactory, ScanSessionFactory, UserFactory
from tests.of_modules import listed
from tests.races.together import FOUR, done, race

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("again")]


def sent(number, code, pk=None):
    return SentScan(pk or uuid4(), number, str(code), timezone.now(), 0)


def of_two_phones(task, row_id, users):
    """Snapshots of two phones of the first user, or of one phone of each of two users."""
    return [take_along(task, row_id, by=user)[0] for user in users]


def test_one_scan_sent_four_times_is_applied_once(coordinator, site):
    """A phone whose responses were lost sends it from its tab and from its worker."""
    device = DeviceFactory(received=True, site=site)
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    (snapshot,) = of_two_phones("run", session.pk, [coordinator])
    scan = sent(1, device)
    results = done(race(lambda _n, own: receive_scan(own, by=coordinator, sent=scan), snapshot))
    assert {(one.pk, one.outcome, one.answer) for one in results} == {
        (scan.id, "done", results[0].answer)
    }
    assert len(results) == FOUR
    assert session.lines.count() == OfflineScan.objects.count() == 1


def test_the_id_of_a_scan_belongs_to_one_work(coordinator, site):
    """Two phones never choose the same id; a copied message is refused with a sentence."""
    pk = UUID(int=7)
    devices = DeviceFactory.create_batch(2, received=True, site=site)
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    phones = of_two_phones("run", session.pk, [coordinator] * 2)

    def send(number, *mine):
        return receive_scan(mine[number], by=coordinator, sent=sent(1, devices[number], pk))

    assert len(done(race(send, *phones, count=2))) == 1
    assert session.lines.count() == OfflineScan.objects.count() == 1


def test_two_phones_and_the_desk_scan_the_same_and_different_devices(coordinator, site):
    devices = DeviceFactory.create_batch(3, received=True, site=site)
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    phones = of_two_phones("run", session.pk, [coordinator] * 2)
    shared, *own = devices

    def work(number, one, other, desk):
        if number == 2:
            return [session_operations.scan(desk, by=coordinator, code=str(shared))]
        phone = (one, other)[number]
        codes = [shared, own[number]] if number else [own[number], shared]
        return [
            receive_scan(phone, by=coordinator, sent=sent(place, code))
            for place, code in enumerate(codes, start=1)
        ]

    results = race(work, *phones, session, count=3)
    assert len(done(results)) == 3
    assert set(OfflineScan.objects.values_list("outcome", flat=True)) == {Outcome.DONE}
    assert OfflineScan.objects.count() == 4
    assert sorted(line.device_id for line in session.lines.standing()) == sorted(
        device.pk for device in devices
    )


@pytest.mark.parametrize("create", listed("TAKEN_ALONG"))
def test_two_phones_and_a_desk_count_each_device_once(coordinator, technician, site, create):
    """Their orders are opposite, so that no pair of them may wait for the other."""
    devices = DeviceFactory.create_batch(3, received=True, site=site)
    path, counted = create(coordinator, devices)
    row_id = resolve(path).kwargs["pk"]
    task = next(one for one in tasks_of_modules() if one.find(coordinator, row_id))
    users = [coordinator, technician]
    phones = of_two_phones(task.key, row_id, users)

    def work(number, *mine):
        if number == 2:
            row = task.find(coordinator, row_id)
            return [task.scan(row, coordinator, str(device)) for device in devices]
        ordered = enumerate(devices if number else reversed(devices), start=1)
        return [
            receive_scan(mine[number], by=users[number], sent=sent(place, device))
            for place, device in ordered
        ]

    assert len(done(race(work, *phones, count=3))) == 3
    assert set(OfflineScan.objects.values_list("outcome", flat=True)) == {Outcome.DONE}
    assert {device.pk for device in counted()} == {device.pk for device in devices}


def test_two_phones_bring_back_one_device_once(site):
    """The phone that comes second has an item to resolve, or finds the device in its own list."""
    users = UserFactory.create_batch(2, counter=True, sites=[site])
    item = LoanItemFactory(open=True, loan__site=site)
    phones = of_two_phones("return", 0, users)

    def send(number, *mine):
        return receive_scan(mine[number], by=users[number], sent=sent(1, item.device))

    assert len(done(race(send, *phones, count=2))) == 2
    outcomes = sorted(OfflineScan.objects.values_list("outcome", flat=True))
    assert outcomes[0] == Outcome.DONE
    assert ReturnLine.objects.filter(item=item).count() == outcomes.count(Outcome.DONE)
    assert "return" in tasks()
