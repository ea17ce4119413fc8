"""Figures of the workshop, and the devices behind each of them."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from loans.base.lifecycle.loans import Condition
from loans.models import LoanItem
from tests.factories import DeviceFactory, DeviceModelFactory, LoanItemFactory

pytestmark = pytest.mark.engine

FIGURES, DEVICES = reverse("workshop_figures"), reverse("workshop_devices")


@pytest.fixture
def received(technician):
    """`received(device)` creates a device that came in now, with its event."""

    def received(device):
        Event.objects.record("device.received", device, by=technician)
        return device

    return received


def behind(page, what):
    """The URLs of the lists behind a chart's numbers."""
    text = page.content.decode()
    links = re.findall(rf'href="({DEVICES}\?what={what}[^"]+)"', text)
    return [address.replace("&amp;", "&") for address in links]


def total(page, place):
    return sum(value.number for value in page.context["flow"][place].values)


def test_a_number_leads_to_the_devices_behind_it(site, received, technician, sign_in):
    device = received(DeviceFactory(site=site))
    DeviceFactory(site=site)
    client = sign_in(technician)
    page = client.get(FIGURES)
    assert total(page, 0) == 1
    [address] = behind(page, "received")
    assert [record for record, _cells in client.get(address).context["table"].cells()] == [device]


def test_failed_and_non_conforming_devices_are_listed_by_the_month_of_their_hand_over(
    site, technician, sign_in
):
    failed = LoanItemFactory(returned=True, loan__site=site, device__site=site)
    unfit = LoanItemFactory(swapped=True, loan__site=site, device__site=site)
    LoanItem.objects.filter(pk=failed.pk).update(condition=Condition.BROKEN)
    LoanItem.objects.filter(pk=unfit.pk).update(is_non_conforming=True)
    LoanItemFactory(open=True, loan__site=site, device__site=site)
    client = sign_in(technician)
    page = client.get(FIGURES)
    total = page.context["figures"].failures.total
    assert (total.handed_over, total.failed) == (3, 2)
    [(_name, share)] = page.context["unfit_models"]
    assert (share.handed_over, share.failed) == (3, 1)
    for what, devices in {"failed": {failed.device, unfit.device}, "unfit": {unfit.device}}.items():
        [address] = behind(page, what)
        listed = client.get(address).context["table"].cells()
        assert {record for record, _cells in listed} == devices, what


def test_a_technician_sees_the_figures_of_own_sites_alone(site, received, technician, sign_in):
    other = received(DeviceFactory()).site
    client = sign_in(technician)
    for query in ({}, {"site": other.pk}, {"site": ""}):
        page = client.get(FIGURES, query)
        assert page.context["site"] == site
        assert total(page, 0) == 0
    since = timezone.localdate().isoformat()
    assert (
        client.get(DEVICES, {"what": "received", "since": since, "site": other.pk}).status_code
        == 404
    )
    listed = client.get(DEVICES, {"what": "received", "since": since})
    assert list(listed.context["table"].cells()) == []


@pytest.mark.usefixtures("unrendered")
def test_a_coordinator_sees_all_sites_or_one(site, received, coordinator, sign_in):
    other = received(DeviceFactory()).site
    received(DeviceFactory(site=site))
    client = sign_in(coordinator)
    assert total(client.get(FIGURES), 0) == 2
    assert total(client.get(FIGURES, {"site": other.pk}), 0) == 1


@pytest.mark.usefixtures("unrendered")
def test_the_page_shows_twelve_or_twenty_six_weeks(site, received, coordinator, sign_in):
    client = sign_in(coordinator)
    for query, weeks in (({}, 12), ({"weeks": 26}, 26), ({"weeks": 9000}, 12)):
        assert len(client.get(FIGURES, query).context["flow"][0].values) == weeks


def test_figures_are_cached_and_computed_again_after(site, received, technician, sign_in):
    client = sign_in(technician)
    assert total(client.get(FIGURES), 0) == 0
    received(DeviceFactory(site=site))
    assert total(client.get(FIGURES), 0) == 0
    cache.clear()
    assert total(client.get(FIGURES), 0) == 1


def test_a_model_leads_to_its_devices(site, technician, sign_in):
    model = DeviceModelFactory(name="Latitude & 5400")
    device = DeviceFactory(ready=True, site=site, model=model, brand=model.brand)
    LoanItemFactory(open=True, loan__site=site, device=device)
    client = sign_in(technician)
    page = client.get(FIGURES).content.decode()
    address = f"{reverse('device_list')}?q=Latitude+%26+5400"
    assert f'href="{address}"' in page
    listed = client.get(address).context["table"].cells()
    assert [record for record, _cells in listed] == [device]


def test_the_page_defines_its_figures_greys_few_and_names_no_association(
    site, technician, sign_in, english
):
    technician.language = "en"
    technician.save()
    item = LoanItemFactory(open=True, loan__site=site, device__site=site)
    page = sign_in(technician).get(FIGURES).content.decode()
    for words in (
        "no check found a fault, no erasure failed and no repair was opened",
        "failed within 6 months",
        "The median: half of the devices that completed this step in",
        "The hatched week is not over",
        "too few",
        f"our team: {site}",
    ):
        assert words in page
    assert page.count('<tr class="suppressed">') == 2  # its model, its refurbisher
    assert item.loan.organisation.name not in page
    assert item.loan.number not in page


def test_the_rows_of_an_unknown_figure_are_a_404(technician, sign_in):
    client, day = sign_in(technician), "2026-03-16"
    assert client.get(DEVICES).status_code == 404
    for query in (
        {"what": "received"},
        {"what": "lost", "since": day},
        {"what": "failed", "since": "9999-12-31"},
        {"what": "received", "since": "0001-01-01"},
        {"what": "received", "since": "2026-02-30"},
        {"what": "received", "since": day, "site": "x"},
    ):
        assert client.get(DEVICES, query).status_code == 404, query


def test_the_listed_weeks_end_on_the_given_day(site, received, technician, sign_in):
    device = received(DeviceFactory(site=site))
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    client = sign_in(technician)
    for day, links in ((monday, [device]), (monday - timedelta(days=1), [])):
        answer = client.get(DEVICES, {"what": "received", "since": day.isoformat()})
        assert [record for record, _cells in answer.context["table"].cells()] == links


def test_an_invalid_filter_is_ignored(technician, sign_in):
    client = sign_in(technician)
    for text in ("x", "999999", "-1", "1e9", "%00", "9" * 30):
        assert client.get(FIGURES, {"site": text, "weeks": text}).status_code == 200
