"""Devices kept back: what requests are not promised, and how one is taken and replaced."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from core.models import Event
from core.workflow.lifecycle import Refused
from desk.workshop.needs import needs_at
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.allocation.cases import offers_now
from loans.allocation.operations.preparation import free
from loans.allocation.operations.reservations import reserve, reserve_fitting, reserve_for
from loans.allocation.outlook import prospects
from loans.allocation.stock import Kind
from loans.allocation.waiting import queue_at
from loans.models import LoanItem
from modules.reserve.lifecycle import Purpose, Reason, Taker
from modules.reserve.models import Level
from modules.reserve.operations import draw, save_level
from modules.reserve.spares import fillings_at, target_of
from modules.reserve.tests.factories import LevelFactory
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    LoanFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    UserFactory,
)
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def stock(db):
    """A site with five ready laptops, two of them kept back, and a request for four."""
    use_all_but()
    site, laptop = SiteFactory(), CategoryFactory()
    devices = DeviceFactory.create_batch(5, ready=True, site=site, category=laptop)
    level = LevelFactory(site=site, category=laptop, count=2)
    request = RequestFactory(site=site, accepted=True)
    line = RequestLineFactory(request=request, category=laptop, requested=4, accepted=4)
    coordinator = UserFactory(coordinator=True, language="en")
    return SimpleNamespace(
        site=site,
        laptop=laptop,
        devices=devices,
        level=level,
        request=request,
        line=line,
        kind=Kind(site.pk, laptop.pk),
        coordinator=coordinator,
        counter=UserFactory(counter=True, site=site),
    )


def finish(stock):
    """Another laptop becomes ready."""
    device = DeviceFactory(ready=True, site=stock.site, category=stock.laptop)
    Event.objects.record("device.finished", device, by=stock.coordinator, grade="B")
    return device


def fillings(stock):
    return [one.number for one in fillings_at([stock.site])]


def test_requests_are_promised_the_stock_without_what_is_kept_back(stock):
    _queue, served, _stock = queue_at([stock.site])
    assert served == {stock.line.pk: 3}
    stock.line.refresh_from_db()
    line = stock.request.lines.with_reserved().get()
    assert offers_now(stock.request, [line])[line].left == 3
    [need] = needs_at([stock.site])[stock.site]
    assert (need.ready, need.missing) == (3, 1)
    Level.objects.update(count=5)
    assert prospects(stock.site, [stock.kind])[stock.kind].ready == 0

    use_all_but("reserve")
    assert queue_at([stock.site])[1] == {stock.line.pk: 4}


def test_what_can_be_served_now_is_served_without_the_devices_kept_back(stock):
    result = reserve_fitting(stock.request, by=stock.coordinator)
    assert (result.count, result.missing) == (3, 1)
    with pytest.raises(Refused, match="Nothing suitable is available"):
        reserve_fitting(stock.request, by=stock.coordinator)
    assert fillings(stock) == [2]


def test_the_last_devices_cannot_be_chosen_or_scanned_even_on_purpose(stock):
    loan = LoanFactory(site=stock.site)
    by = {"by": stock.coordinator, "override": True}
    with pytest.raises(Refused, match="2 devices of this kind are kept back"):
        reserve(loan, devices=stock.devices[:4], **by)
    reserve(loan, devices=stock.devices[:3], **by)
    with pytest.raises(Refused, match="are kept back"):
        reserve_for(stock.request, devices=stock.devices[3:4], **by)


def test_a_device_taken_lowers_the_number_until_another_is_ready(stock):
    device = draw(stock.level, by=stock.coordinator, subject=stock.request, reason=Reason.EMERGENCY)
    assert fillings(stock) == [1]
    assert queue_at([stock.site])[1] == {stock.line.pk: 3}  # promised to requests as before
    assert LoanItem.objects.get().line == stock.line
    event = Event.objects.about(device).get(kind="device.drawn")
    assert event.data["draw_reason"] == "emergency"
    assert "an emergency" in event.sentence

    finish(stock)
    assert fillings(stock) == [2]
    finish(stock)
    assert fillings(stock) == [2]


def test_a_device_taken_by_mistake_is_freed_and_kept_back_again(stock):
    draw(stock.level, by=stock.coordinator, subject=stock.request, reason=Reason.EMERGENCY)
    free(LoanItem.objects.get(), by=stock.coordinator)
    assert fillings(stock) == [2]
    draw(stock.level, by=stock.coordinator, subject=stock.request, reason=Reason.EMERGENCY)
    assert fillings(stock) == [1]


def test_nothing_can_be_taken_once_nothing_is_left(stock):
    loan = LoanFactory(site=stock.site)
    for _ in range(2):
        draw(stock.level, by=stock.coordinator, subject=loan, reason=Reason.EMERGENCY)
    assert fillings(stock) == [0]
    with pytest.raises(Refused, match="All the devices kept back have been taken:"):
        draw(stock.level, by=stock.coordinator, subject=loan, reason=Reason.EMERGENCY)
    assert Device.objects.filter(status=DeviceStatus.READY).count() == 3


def test_fewer_ready_devices_than_the_number_are_all_kept_back_and_fill_it(stock):
    stock.level.count = 9
    save_level(stock.level, by=stock.coordinator)
    assert fillings(stock) == [5]
    draw(stock.level, by=stock.coordinator, subject=stock.request, reason=Reason.EMERGENCY)
    assert fillings(stock) == [4]
    for number in range(5, 8):
        finish(stock)
        assert fillings(stock) == [number]
    save_level(stock.level, by=stock.coordinator)
    assert target_of(stock.level) == 9


def test_only_who_may_takes_a_device_for_a_reason_of_its_purpose(stock):
    with pytest.raises(Refused, match="Only coordinators"):
        draw(stock.level, by=stock.counter, subject=stock.request, reason=Reason.EMERGENCY)
    Level.objects.update(taker=Taker.COUNTER, purpose=Purpose.EMERGENCY)
    with pytest.raises(Refused, match="not kept back for this reason"):
        draw(stock.level, by=stock.counter, subject=stock.request, reason=Reason.STAFF)
    draw(stock.level, by=stock.counter, subject=stock.request, reason=Reason.EMERGENCY)
    with pytest.raises(Refused, match="at another site"):
        draw(stock.level, by=stock.counter, subject=LoanFactory(), reason=Reason.EMERGENCY)


def test_no_device_is_taken_for_staff_for_a_family(stock, sign_in):
    with pytest.raises(Refused, match="not kept back for this reason"):
        draw(stock.level, by=stock.coordinator, subject=stock.request, reason=Reason.STAFF)
    page = sign_in(stock.coordinator).get(stock.request.get_absolute_url()).content.decode()
    assert 'value="emergency"' in page
    assert 'value="staff"' not in page
    worker = RequestFactory(site=stock.site, accepted=True, for_the_structure=True)
    RequestLineFactory(request=worker, category=stock.laptop, requested=1, accepted=1)
    draw(stock.level, by=stock.coordinator, subject=worker, reason=Reason.STAFF)
    assert fillings(stock) == [1]


def test_a_device_is_taken_only_if_it_is_known_to_meet_the_needs(stock):
    type(stock.line).objects.filter(pk=stock.line.pk).update(min_ram_gb=16)
    with pytest.raises(Refused, match="still needs"):
        draw(stock.level, by=stock.coordinator, subject=stock.request, reason=Reason.EMERGENCY)
    stock.level.refresh_from_db()
    assert stock.level.missing == 0


def test_one_tap_on_the_request_takes_a_device_and_offers_undo(stock, sign_in):
    client = sign_in(stock.coordinator)
    page = client.get(stock.request.get_absolute_url()).content.decode()
    assert "To set one aside:" in page
    sent = {"level": stock.level.pk, "reason": "emergency"}
    answer = client.post(reverse("request_draw", args=[stock.request.pk]), sent, follow=True)
    assert "has been set aside from the devices kept back." in answer.content.decode()
    assert "Undo" in answer.content.decode()
    assert "Taken from the devices kept back: an emergency" in answer.content.decode()

    loan = LoanFactory(site=stock.site)
    page = client.get(reverse("loan_what", args=[loan.pk])).content.decode()
    assert "To set it aside:" in page
    client.post(reverse("loan_draw", args=[loan.pk]), sent)
    assert fillings(stock) == [0]


def test_pages_with_figures_name_what_they_leave_out(stock, sign_in):
    client = sign_in(stock.coordinator)
    reserve_address = reverse("request_reserve", args=[stock.request.pk])
    names = ["home", "waiting_list", "answer_queue", "workshop_queue"]
    for address in [*map(reverse, names), reserve_address]:
        assert "kept back and not counted here" in client.get(address).content.decode(), address

    use_all_but("reserve")
    assert "kept back" not in client.get(reverse("waiting_list")).content.decode()


def test_a_coordinator_sets_the_number_of_a_site_and_category(stock, sign_in):
    client = sign_in(stock.coordinator)
    phone = CategoryFactory()
    sent = {
        "site": stock.site.pk,
        "category": phone.pk,
        "count": 3,
        "purpose": "both",
        "taker": "counter",
    }
    assert client.post(reverse("level_list"), sent).status_code == 302
    again = client.post(reverse("level_list"), sent).content.decode()
    assert "change their number" in again
    level = Level.objects.get(category=phone)
    assert client.post(level.get_absolute_url(), sent | {"count": 0}).status_code == 302
    page = client.get(reverse("level_list")).content.decode()
    assert "nothing kept back" in page
    assert "2 of 2" in page
