"""Cache of reports: until a correction if the days are over, otherwise five minutes."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.caches.shared_cache import FIVE_MINUTES
from core.models import Event
from core.workflow.event_messages import CORRECTIONS, registered_kinds
from desk.figures.disclosure_control import DISCLOSURE_THRESHOLD
from desk.figures.registry import FIGURES
from desk.figures.report_context import Reading
from desk.figures.scope import Scope
from inventory.devices.lifecycle.devices import Grade, MediumKind, Outcome
from inventory.devices.operations import move_to_place, quarantine
from inventory.intake.operations.intake import receive_devices, withdraw
from inventory.intake.validation import DeviceDraft
from inventory.models import Device
from inventory.workshop.operations import bench
from inventory.workshop.operations import checklists as checklist_operations
from loans.agreements.operations.agreements import issue
from loans.allocation.operations.preparation import prepare
from loans.allocation.operations.reservations import reserve
from tests.desk.year_2025 import at, record
from tests.factories import (
    AgreementTextFactory,
    AppointmentFactory,
    BriefingFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DonationFactory,
    PlaceFactory,
    RecipientFactory,
    UserFactory,
)
from tests.inventory.workshop.test_workshop import erase
from tests.loans.conftest import sign

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def in_2025(by, **narrows):
    return Scope(user=by, first=date(2025, 1, 1), last=date(2025, 12, 31), **narrows)


def numbers_of(scope):
    with Reading(scope) as read:
        return {key: read.number(f) for key, f in FIGURES.items() if not f.is_of_now}


def received_of(scope):
    with Reading(scope) as read:
        return read.number(FIGURES["devices_received"])


def receive_one(year, by):
    lot = DonationFactory(received=True, site=year.north)
    return receive_devices([DeviceDraft(category=year.laptop)], by=by, donation=lot)


def a_day_of_work(year, by):
    """Devices come in, are checked, erased and lent: most events of a day."""
    lot = DonationFactory(received=True, site=year.north)
    drafts = [DeviceDraft(category=year.laptop)] * 3
    lent, set_apart, _left = receive_devices(drafts, by=by, donation=lot)
    item = ChecklistItemFactory(checklist__category=year.laptop)
    bench.refurbish(lent, by=by)
    checklist_operations.record_results(lent, by=by, outcomes={item: (Outcome.PASS, "")})
    erase(lent.media.get(), by, kind=MediumKind.SSD, medium_serial="S-1")
    bench.finish(Device.objects.get(pk=lent.pk), by=by, grade=Grade.B)
    move_to_place(Device.objects.get(pk=lent.pk), by=by, place=PlaceFactory(site=year.north))
    quarantine(set_apart, by=by)
    person = RecipientFactory(organisation=year.structure, commune=year.town)
    AgreementTextFactory(kind="loan", audience="family")
    loan = prepare(by=by, organisation=year.structure, site=year.north, recipient=person)
    reserve(loan, by=by, devices=[Device.objects.get(pk=lent.pk)])
    BriefingFactory(loan=loan)
    sign(issue(loan, by=by), by)


def test_a_hand_over_leaves_a_period_that_is_over_as_it_was(
    year, admin, django_assert_max_num_queries
):
    scopes = [
        in_2025(year.by, **narrows)
        for narrows in ({}, {"site": year.north}, {"territory": year.town})
    ]
    before = [numbers_of(scope) for scope in scopes]
    late = sum(f.is_noted_late for f in FIGURES.values() if not f.is_of_now)
    a_day_of_work(year, admin)
    for scope, numbers in zip(scopes, before, strict=True):
        with django_assert_max_num_queries(1 + late):  # corrections since, and what is noted late
            assert numbers_of(scope) == numbers
    cache.clear()
    for scope, numbers in zip(scopes, before, strict=True):
        assert numbers_of(scope) == pytest.approx(numbers, nan_ok=True)


def test_a_correction_invalidates_the_cache_of_a_past_period(year, admin):
    scope, wrong = in_2025(year.by), DeviceFactory(received=True, site=year.north)
    record(year, wrong, ("received", "03-04"))
    received = received_of(scope)
    withdraw([wrong], by=admin)
    assert received_of(scope) == received - 1


def test_a_device_that_comes_back_to_another_site_takes_its_past_along(year, admin):
    device = DeviceFactory(received=True, site=year.north)
    record(year, device, ("received", "03-04"))
    scope = in_2025(year.by, site=year.north)
    received = received_of(scope)
    Device.objects.filter(pk=device.pk).update(site=year.south)
    Event.objects.record("device.returned", device, by=admin)
    assert received_of(scope) == received - 1


def test_an_appointment_missed_last_year_counts_as_soon_as_it_is_noted(year):
    figure, scope = FIGURES["no_show_rate"], in_2025(year.by)
    before = numbers_of(scope)[figure.key]
    AppointmentFactory(status="missed", starts_at=at("12-30"), site=year.north)
    assert numbers_of(scope)[figure.key] == figure.number(scope) != before


def test_days_that_go_on_are_five_minutes_old_at_most(year, admin, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    today = Scope.today(year.by)
    before, begun = received_of(today), timezone.now()
    receive_one(year, admin)
    time_machine.shift(FIVE_MINUTES - 1)
    with Reading(today) as read:  # entries added here last no longer
        read.number(FIGURES["devices_returned"])
        assert (read.number(FIGURES["devices_received"]), read.at) == (before, begun)
    time_machine.shift(1)
    assert received_of(today) == before + 1


def test_readers_of_the_same_rows_share_it_and_others_do_not(year, admin):
    narrow = UserFactory(coordinator=True, sites=[year.north])
    narrow.granted = narrow.permissions - {"inventory.view_every_site"}  # as restricted by a token
    received = received_of(Scope.today(year.by))
    receive_one(year, admin)
    assert received_of(Scope.today(UserFactory(coordinator=True))) == received
    assert received_of(Scope.today(narrow)) == 1
    elsewhere = UserFactory(coordinator=True, sites=[year.south])
    elsewhere.granted = narrow.granted
    assert received_of(Scope.today(elsewhere)) == 0
    assert received_of(Scope.today(year.by, site=year.south)) == 0


def test_whether_few_are_counted_is_as_old_as_their_number(year):
    figure, scope = FIGURES["devices_received"], Scope.today(year.by)
    with Reading(scope) as read:
        assert (read.number(figure), read.count(figure, DISCLOSURE_THRESHOLD)) == (0, 0)
    for _number in range(DISCLOSURE_THRESHOLD):
        record(year, DeviceFactory(received=True), ("received", str(scope.last)))
    with Reading(scope) as read:
        assert (read.number(figure), read.count(figure, DISCLOSURE_THRESHOLD)) == (0, 0)


def test_the_page_says_of_when_its_figures_are(year, sign_in, time_machine):
    time_machine.move_to("2026-11-30T09:42:00Z", tick=False)
    path, client = reverse("report"), sign_in(year.by)
    assert "Chiffres de 10\u00a0h\u00a042" in client.get(path).text
    time_machine.shift(4 * 60)
    assert "Chiffres de 10\u00a0h\u00a042" in client.get(path).text


def test_corrections_are_kinds_of_events():
    assert set(CORRECTIONS) <= registered_kinds()
