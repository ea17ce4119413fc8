"""A device that was given, scanned anywhere, offers its return to who may take it back; one that is
promised says to whom.
"""

import pytest
from django.urls import reverse

from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from people.models import Organisation
from tests.factories import (
    DeviceFactory,
    RequestFactory,
    RequestLineFactory,
    ScanSessionFactory,
    StockCountFactory,
    TransferFactory,
)


@pytest.fixture
def given(site):
    return DeviceFactory(given=True, site=site)


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


PAGES = {
    "hand-over": lambda loan, by, site: reverse("loan_scan", args=[loan.pk]),
    "shelving": lambda loan, by, site: reverse(
        "run_scan", args=[ScanSessionFactory(act="shelve", owner=by, site=site).pk]
    ),
    "transfer": lambda loan, by, site: reverse(
        "transfer_scan", args=[TransferFactory(origin=site).pk]
    ),
    "count": lambda loan, by, site: reverse("count_scan", args=[StockCountFactory(site=site).pk]),
}


@pytest.mark.parametrize("page", PAGES)
def test_scanning_a_given_device_offers_its_return(visitor, coordinator, loan, given, site, page):
    path = PAGES[page](loan, coordinator, site)
    text = visitor.post(path, {"code": given.asset_tag}, follow=True).content.decode()
    assert f'href="{reverse("return_scan")}?code={given.asset_tag}"' in text
    assert "donné" in text


def test_without_permission_no_return_is_offered(sign_in, volunteer, given, site):
    path = PAGES["shelving"](None, volunteer, site)
    text = sign_in(volunteer).post(path, {"code": given.asset_tag}, follow=True).content.decode()
    assert given.asset_tag in text
    assert reverse("return_scan") not in text


def test_a_device_is_listed_once_for_any_of_its_codes(visitor, loan, given):
    for code in (given.asset_tag, f"http://127.0.0.1:8000/A/{given.asset_tag}"):
        visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": code})
    page = visitor.get(reverse("loan_what", args=[loan.pk]))
    assert [row[0] for row in page.context["refusals"]] == [given.asset_tag]


def test_a_device_already_in_the_hand_over_is_reported(visitor, coordinator, loan, device):
    reservations_operations.reserve(loan, by=coordinator, devices=[device])
    path = reverse("loan_scan", args=[loan.pk])
    page = visitor.post(path, {"code": device.asset_tag}, follow=True)
    assert "déjà dans cette remise" in page.content.decode()
    assert page.context["refusals"] == []


def test_a_device_reserved_elsewhere_shows_for_whom(visitor, coordinator, loan, device):
    facts = {"organisation": loan.organisation, "site": loan.site}
    other = preparation_operations.prepare(by=coordinator, **facts)
    reservations_operations.reserve(other, by=coordinator, devices=[device])
    path = reverse("loan_scan", args=[loan.pk])
    text = visitor.post(path, {"code": device.asset_tag}, follow=True).content.decode()
    assert f"{other}, {other.organisation}" in text


def test_a_promised_device_shows_the_request_and_an_override(visitor, loan, device, site):
    other = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=other, category=device.category, requested=1, accepted=1)
    path = reverse("loan_scan", args=[loan.pk])
    text = visitor.post(path, {"code": device.asset_tag}, follow=True).content.decode()
    assert f"{other}, {other.organisation}" in text
    assert 'name="anyway"' in text


@pytest.mark.parametrize("is_ours", [True, False])
def test_our_own_association_is_preselected_and_no_other(visitor, organisation, site, is_ours):
    Organisation.objects.update(is_ours=False)
    Organisation.objects.filter(pk=organisation.pk).update(is_ours=is_ours)
    form = visitor.get(reverse("loan_new")).context["form"]
    assert form["organisation"].value() == (organisation.pk if is_ours else None)
