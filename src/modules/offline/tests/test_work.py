"""Work taken along: snapshots, scans applied once, scans to resolve, and phones that are lost."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from desk.models import ScanSession
from loans.models import ReturnLine
from modules.offline.models import OfflineScan, Snapshot
from modules.offline.operations import SentScan, receive_scan, take_along
from modules.offline.tasks import tasks
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    PlaceFactory,
    ScanSessionFactory,
    UserFactory,
)


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(3, received=True, site=site)


@pytest.fixture
def session(coordinator, site):
    return ScanSessionFactory(act="refurbish", owner=coordinator, site=site)


@pytest.fixture
def snapshot(session, coordinator, devices):
    return take_along("run", session.pk, by=coordinator)[0]


def scan_of(number, device, **more):
    scan = {"id": str(uuid4()), "number": number, "code": str(device), "offset": 0}
    return scan | {"at": int(timezone.now().timestamp() * 1000)} | more


def send(client, snapshot, scans, made=None):
    body = {"snapshot": snapshot.pk, "made": made or len(scans), "scans": scans}
    path = reverse("offline_send")
    return client.post(path, json.dumps(body), content_type="application/json")


def test_a_phone_takes_codes_designations_statuses_and_places(
    sign_in, coordinator, session, devices, site
):
    place = PlaceFactory(site=site, code="A1")
    elsewhere = DeviceFactory(on_loan=True, site=site)
    data = {"task": "run", "row": session.pk}
    taken = sign_in(coordinator).post(reverse("offline_take"), data).json()
    expected = {device["code"] for device in taken["devices"] if device["expected"]}
    assert expected == {str(device) for device in devices}
    others = [device for device in taken["devices"] if not device["expected"]]
    assert [device["code"] for device in others] == [str(elsewhere)]
    assert set(others[0]) == {"code", "codes", "name", "status", "place", "expected"}
    assert place.code in taken["places"]
    assert Snapshot.objects.get().expected == 3


def test_scans_are_applied_once_in_order_and_refusals_wait_to_be_resolved(
    sign_in, coordinator, snapshot, session, devices
):
    client = sign_in(coordinator)
    scans = [scan_of(1, devices[0]), scan_of(2, "XX-4471"), scan_of(3, devices[1])]
    first = send(client, snapshot, scans, made=5).json()["answers"]
    assert [answer["status"] for answer in first] == ["done", "open", "done"]
    assert send(client, snapshot, scans).json()["answers"] == first
    assert session.lines.standing().count() == 2
    assert OfflineScan.objects.count() == 3
    page = client.get(reverse("offline_list")).text
    assert "2 scans ne sont jamais arrivés" in page
    assert "1 scan à régler" in page

    unknown = OfflineScan.objects.get(outcome="open")
    resolve = reverse("offline_resolve", args=[unknown.pk])
    client.post(resolve, {"code": "XX-4471"})
    assert OfflineScan.objects.filter(outcome="open").count() == 1
    client.post(resolve, {"code": str(devices[2])})
    unknown.refresh_from_db()
    assert (unknown.outcome, unknown.resolved_by) == ("done", coordinator)
    assert session.lines.standing().count() == 3


def test_a_scan_is_discarded_for_a_recorded_reason_at_the_desk_or_on_the_phone(
    sign_in, coordinator, snapshot
):
    client = sign_in(coordinator)
    scans = [scan_of(1, "XX-1"), scan_of(2, "XX-2", reason="Étiquette abîmée")]
    send(client, snapshot, scans)
    at_the_desk, on_the_phone = OfflineScan.objects.order_by("number")
    discard = reverse("offline_discard", args=[at_the_desk.pk])
    client.post(discard, {"reason": ""})
    at_the_desk.refresh_from_db()
    assert at_the_desk.outcome == "open"
    client.post(discard, {"reason": "Scanné par erreur"})
    at_the_desk.refresh_from_db()
    assert (at_the_desk.outcome, at_the_desk.reason) == ("discarded", "Scanné par erreur")
    assert (on_the_phone.outcome, on_the_phone.reason) == ("discarded", "Étiquette abîmée")
    assert Event.objects.about(snapshot).filter(kind="offline.discarded").count() == 2


def test_a_phone_finishes_its_work_or_is_given_up(sign_in, coordinator, snapshot, devices):
    client = sign_in(coordinator)
    send(client, snapshot, [scan_of(1, devices[0])], made=3)
    back = {"snapshot": snapshot.pk}
    answer = client.post(reverse("offline_give_back"), back)
    assert (answer.status_code, "pas encore envoyé" in answer.json()["words"]) == (400, True)
    client.post(reverse("offline_give_up", args=[snapshot.pk]), {"reason": "Téléphone perdu"})
    snapshot.refresh_from_db()
    assert (snapshot.ended_at is None, snapshot.reason) == (False, "Téléphone perdu")
    send(client, snapshot, [scan_of(2, devices[1])], made=3)  # the phone is found again
    assert OfflineScan.objects.filter(outcome="done").count() == 2


def test_the_time_of_a_wrong_clock_is_corrected(coordinator, snapshot, devices):
    now = timezone.now()
    late = SentScan(uuid4(), 1, str(devices[0]), now - timedelta(hours=2), 7000)
    mad = SentScan(uuid4(), 2, str(devices[1]), now + timedelta(days=900), 0)
    first = receive_scan(snapshot, by=coordinator, sent=late)
    second = receive_scan(snapshot, by=coordinator, sent=mad)
    assert abs((first.scanned_at - (now - timedelta(seconds=200))).total_seconds()) < 2
    assert abs((second.scanned_at - now).total_seconds()) < 60


def test_each_task_finds_scans_and_names_its_own_rows_only(coordinator, counter, site):
    """A pick list confirms what is reserved; a return puts what is out into the list."""
    loan = LoanFactory(prepared=True, site=site)
    item = LoanItemFactory(loan=loan, device__site=site)
    back = LoanItemFactory(open=True, loan__site=site)
    pick, _facts = take_along("pick", loan.pk, by=counter)
    returns, _facts = take_along("return", 0, by=counter)
    assert pick.label == str(loan)
    now = timezone.now()
    for snapshot, device in [(pick, item.device), (returns, back.device)]:
        sent = SentScan(uuid4(), 1, str(device), now, 0)
        scan = receive_scan(snapshot, by=counter, sent=sent)
        assert (scan.outcome, scan.tone) == ("done", "success"), scan.answer
    assert ReturnLine.objects.get().item == back
    session = ScanSessionFactory(act="refurbish", owner=coordinator, site=site)
    assert tasks()["run"].find(counter, session.pk) is None
    assert ScanSession.objects.visible_to(counter).filter(pk=session.pk).exists()


def test_nobody_sends_scans_into_the_work_of_another(sign_in, snapshot, devices, site):
    other = UserFactory(coordinator=True, sites=[site])
    answer = send(sign_in(other), snapshot, [scan_of(1, devices[0])])
    assert answer.status_code == 404
    assert OfflineScan.objects.count() == 0


def test_a_scan_that_cannot_be_stored_is_refused_alone(
    sign_in, coordinator, session, snapshot, devices
):
    """The phone may then correct or discard it under another id, which is recorded."""
    client = sign_in(coordinator)
    other = take_along("return", 0, by=coordinator)[0]
    of_other = scan_of(1, devices[0])
    send(client, other, [of_other])
    scans = [of_other | {"number": 1}, scan_of(2, devices[1]) | {"id": "?"}, scan_of(3, devices[2])]
    answers = send(client, snapshot, scans).json()["answers"]
    assert [answer["status"] for answer in answers] == ["refused", "refused", "done"]
    assert all(answer["words"] for answer in answers[:2])
    assert snapshot.scans.get().number == 3
    anew = [scan_of(1, devices[0]), scan_of(2, "XX-2", reason="Étiquette abîmée")]
    answers = send(client, snapshot, anew, made=3).json()["answers"]
    assert [answer["status"] for answer in answers] == ["done", "discarded"]
    assert client.post(reverse("offline_give_back"), {"snapshot": snapshot.pk}).status_code == 200


def test_what_is_discarded_without_known_work_is_recorded_with_its_reason(sign_in, coordinator):
    client = sign_in(coordinator)
    drop = reverse("offline_drop")
    assert client.post(drop, {"count": "12", "reason": " "}).status_code == 400
    assert not Snapshot.objects.exists()
    data = {"count": "12", "reason": "Sauvegarde restaurée"}
    assert client.post(drop, data).status_code == 200
    kept = Snapshot.objects.for_list().get()
    assert (kept.missing, kept.reason, kept.by) == (12, "Sauvegarde restaurée", coordinator)
    assert kept.ended_at
    assert "Sauvegarde restaurée" in client.get(reverse("offline_list")).text


@pytest.mark.parametrize("body", ["", "[]", '{"snapshot": 1}', '{"snapshot": "x", "scans": []}'])
def test_scans_that_cannot_be_read_change_nothing(sign_in, coordinator, body):
    client = sign_in(coordinator)
    answer = client.post(reverse("offline_send"), body, content_type="application/json")
    assert answer.status_code == 400
    assert OfflineScan.objects.count() == 0
