from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Category
from desk.workshop.needs import Need, needs_at
from desk.workshop.queue import next_device, queue_of
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    FaultAliasFactory,
    FreightFactory,
    OrganisationFactory,
    RecipientFactory,
    RepairFactory,
    RequestFactory,
    RequestLineFactory,
)

QUEUE = reverse("workshop_queue")
DAY = timedelta(days=1)


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True, code="laptop")


@pytest.fixture
def phone(db):
    return CategoryFactory(holding_data=True, code="phone")


@pytest.fixture
def waiting(site):
    """Factory `waiting(laptop, weeks=3)` for a device that has waited this long to be checked."""

    def waiting(category, weeks=0, **facts):
        since = timezone.now() - timedelta(weeks=weeks, hours=1)
        return DeviceFactory(
            received=True, site=site, category=category, received_at=since, **facts
        )

    return waiting


def need(site, category, accepted=None, requested=None):
    state, number = ({"accepted": True}, accepted) if accepted else ({"sent": True}, requested)
    RequestLineFactory(
        request=RequestFactory(site=site, **state),
        category=category,
        requested=number,
        accepted=accepted,
    )


def queue(site, **more):
    return queue_of(site, needs_at([site])[site], timezone.localdate(), **more)


def points(site):
    return {device: [term.points for term in place.terms] for device, place in queue(site)}


def test_need_age_and_soundness_add_up_to_the_score(site, laptop, waiting):
    device = waiting(laptop, weeks=7)
    need(site, laptop, accepted=1)
    [(first, place)] = queue(site)
    assert first == device
    assert [term.points for term in place.terms] == [50, 7, 20]
    assert place.score == 77


def test_every_line_shows_the_terms_of_its_score(site, laptop, phone, waiting, technician, sign_in):
    for weeks, category in enumerate([laptop, phone] * 6):
        waiting(category, weeks=weeks * 4, fault="écran fêlé" if weeks % 3 else "")
    need(site, laptop, accepted=2)
    need(site, phone, requested=3)
    places = sign_in(technician).get(QUEUE).context["places"]
    assert len(places) == 12
    assert len({place.score for _device, place in places}) > 4
    for _device, place in places:
        assert sum(term.points for term in place.terms) == place.score


def test_age_stops_at_thirty_weeks_and_a_fault_gives_no_points_of_soundness(site, laptop, waiting):
    old, broken = waiting(laptop, weeks=80), waiting(laptop, fault="clavier incomplet")
    assert points(site) == {old: [0, 30, 20], broken: [0, 0, 0]}
    (_old, (_device, place)) = queue(site)
    assert "clavier incomplet" in place.terms[2].says


def test_only_as_many_as_are_lacking_have_the_points_of_need(site, laptop, phone, waiting):
    old, sound, faulty = (
        waiting(laptop, weeks=30),
        waiting(laptop, weeks=5),
        waiting(laptop, weeks=6, fault="écran"),
    )
    other = waiting(phone)
    need(site, laptop, accepted=1)
    need(site, laptop, requested=1)
    need(site, phone, requested=1)
    assert points(site) == {
        old: [50, 30, 20],
        sound: [20, 5, 20],
        other: [20, 0, 20],
        faulty: [0, 6, 0],
    }
    assert [device for device, _place in queue(site)] == [old, sound, other, faulty]


def test_a_device_on_the_bench_covers_its_need(site, laptop, waiting):
    need(site, laptop, accepted=1)
    first, second = waiting(laptop, weeks=2), waiting(laptop, weeks=1)
    assert points(site)[first][0] == 50
    first.transition_to(DeviceStatus.REFURBISHING)
    assert points(site) == {second: [0, 1, 20]}


def test_other_sites_other_statuses_transit_and_waiting_for_a_part_are_not_queued(
    site, laptop, phone, waiting
):
    for state in ["refurbishing", "ready", "quarantined", "retired", "lost"]:
        DeviceFactory(site=site, category=laptop, **{state: True})
    DeviceFactory(received=True, category=laptop)
    FreightFactory(sent=True, device__category=laptop, transfer__origin=site)
    RepairFactory(waiting=True, device=waiting(laptop))
    broken, other = waiting(laptop, weeks=1), waiting(phone)
    RepairFactory(device=broken)
    assert [device for device, _place in queue(site)] == [broken, other]
    assert [device for device, _place in queue(site, category=phone)] == [other]


def test_the_first_page_equals_that_of_a_full_sort(site, waiting):
    kinds = [CategoryFactory(holding_data=False) for _number in range(3)]
    for number in range(30):
        fault = "écran" if number * 7 % 5 < 2 else ""
        waiting(kinds[number * 5 % 3], weeks=number * 17 % 40, fault=fault)
    need(site, kinds[0], accepted=4)
    need(site, kinds[1], requested=3)
    whole = queue(site, shown=30)
    assert len(whole) == 30
    for shown in (1, 5, 12):
        few = queue(site, shown=shown)
        assert [(d, p.score) for d, p in few] == [(d, p.score) for d, p in whole[:shown]]


def test_more_categories_than_a_statement_of_sqlite_joins_are_queued(site, laptop, waiting):
    devices = [waiting(laptop, fault="écran"), waiting(laptop)]
    empty = [Need(category=Category(pk=-number), to_check=1) for number in range(1, 301)]
    places = queue_of(site, [*empty, *needs_at([site])[site]], timezone.localdate())
    assert [device for device, _place in places] == devices[::-1]


def test_the_queue_takes_constant_queries(site, laptop, waiting, technician, sign_in):
    client = sign_in(technician)
    need(site, laptop, accepted=1)
    waiting(laptop)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for weeks in range(3):
        waiting(laptop, weeks=weeks)
    need(site, laptop, accepted=3)
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(many) == len(one)
    assert len(one) <= 14


def test_the_next_device_is_taken_to_the_bench_by_one_button(
    site, laptop, waiting, technician, sign_in
):
    device = waiting(laptop)
    client = sign_in(technician)
    act = reverse("device_refurbish", args=[device.pk])
    assert f'action="{act}"' in client.get(QUEUE).content.decode()
    assert client.post(act).url == reverse("device_bench", args=[device.pk])
    device.refresh_from_db()
    assert device.status == DeviceStatus.REFURBISHING
    assert client.get(QUEUE).context["places"] == []


def test_the_queue_shows_no_association_and_no_person(site, laptop, technician, sign_in):
    organisation = OrganisationFactory(approved=True, name="CCAS de Belvoir")
    person = RecipientFactory(organisation=organisation, last_name="Quillévéré")
    loan_request = RequestFactory(
        accepted=True, site=site, organisation=organisation, recipient=person, number="R26-00417"
    )
    RequestLineFactory(request=loan_request, category=laptop, requested=2, accepted=2)
    for name in ("workshop_queue", "bench"):
        page = sign_in(technician).get(reverse(name)).content.decode()
        assert laptop.names["fr"] in page
        for text in ("Belvoir", "Quillévéré", "R26-00417"):
            assert text not in page


def test_a_site_out_of_scope_is_not_shown(site, laptop, technician, sign_in):
    other = DeviceFactory(received=True, category=laptop)
    client = sign_in(technician)
    answer = client.get(QUEUE, {"site": other.site.pk})
    assert answer.context["site"] == site
    assert other.asset_tag not in answer.content.decode()
    for text in ("x", "999999", "-1", "1e9", "%00", "9" * 30):  # ignored
        assert client.get(QUEUE, {"site": text, "category": text}).status_code == 200
    technician.sites.clear()  # users without a site see why the queue is empty
    answer = client.get(QUEUE)
    assert answer.context["site"] is None
    assert b"empty" in answer.content


def test_the_queue_is_served_by_its_index(site, laptop, waiting):
    waiting(laptop)
    rows = Device.objects.filter(
        site=site, status="received", transfer=None, category=laptop
    ).order_by("received_at", "pk")
    plan = rows[:30].explain()
    is_chosen = "inventory_device_queue" in plan
    # with so few rows PostgreSQL may use any index
    assert is_chosen or connection.vendor == "postgresql"


@pytest.mark.usefixtures("english")
def test_the_next_device_is_one_that_can_be_worked_on(technician, site, laptop, waiting):
    """The next device is on the user's bench and waits for nothing, or else first in the queue."""
    done, *stalled = DeviceFactory.create_batch(3, site=site, refurbishing=True)
    Device.objects.filter(pk__in=[device.pk for device in stalled]).update(bench_by=technician)
    RepairFactory(device=stalled[0], waiting=True)
    RepairFactory(device=stalled[1], repairable=True)
    FaultAliasFactory(fault__code="locked", name="locked")
    locked = waiting(laptop, weeks=40, fault="locked")
    need(site, laptop, accepted=1)
    [(first, place)] = queue(site)
    assert first == locked
    assert place.says.endswith("to unlock first: locked")
    assert next_device(technician, done) is None
    sound = waiting(laptop, fault="screen")
    assert next_device(technician, done)["next_device"] == sound
    mine = DeviceFactory(site=site, refurbishing=True)
    Device.objects.filter(pk=mine.pk).update(bench_by=technician)
    assert next_device(technician, done)["next_device"] == mine
