"""Scanning a given or promised device: its return is offered to users who may take it back, and the
promise is explained.
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
    TransferFactory,
)
from tests.visits import undone


@pytest.fixture
def given(site):
    return DeviceFactory(given=True, site=site)


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def test_scanning_a_given_device_offers_its_return_to_users_who_may_record_it(
    visitor, coordinator, loan, given, site, sign_in, volunteer
):
    def shelving(by):
        return reverse("run_scan", args=[ScanSessionFactory(act="shelve", owner=by, site=site).pk])

    for path in (
        reverse("loan_scan", args=[loan.pk]),
        shelving(coordinator),
        reverse("transfer_scan", args=[TransferFactory(origin=site).pk]),
    ):
        text = visitor.post(path, {"code": given.asset_tag}, follow=True).content.decode()
        assert f'href="{reverse("return_scan")}?code={given.asset_tag}"' in text, path
        assert "donné" in text, path
    path, code = shelving(volunteer), {"code": given.asset_tag}
    text = sign_in(volunteer).post(path, code, follow=True).content.decode()
    assert given.asset_tag in text
    assert reverse("return_scan") not in text
    code = f"http://127.0.0.1:8000/A/{given.asset_tag}"  # another of its codes
    visitor.post(reverse("loan_scan", args=[loan.pk]), {"code": code})
    page = visitor.get(reverse("loan_what", args=[loan.pk]))
    assert [row[0] for row in page.context["refusals"]] == [given.asset_tag]


def test_a_device_reserved_or_promised_elsewhere_shows_for_whom(
    visitor, coordinator, loan, device, site
):
    path, code = reverse("loan_scan", args=[loan.pk]), {"code": device.asset_tag}
    with undone():  # promised, with an override
        other = RequestFactory(accepted=True, site=site)
        RequestLineFactory(request=other, category=device.category, requested=1, accepted=1)
        text = visitor.post(path, code, follow=True).content.decode()
        assert f"{other}, {other.organisation}" in text
        assert 'name="anyway"' in text
    with undone():
        facts = {"organisation": loan.organisation, "site": loan.site}
        other = preparation_operations.prepare(by=coordinator, **facts)
        reservations_operations.reserve(other, by=coordinator, devices=[device])
        text = visitor.post(path, code, follow=True).content.decode()
        assert f"{other}, {other.organisation}" in text
    device.refresh_from_db()
    loan.refresh_from_db()
    reservations_operations.reserve(loan, by=coordinator, devices=[device])
    page = visitor.post(path, code, follow=True)
    assert "déjà dans cette remise" in page.content.decode()
    assert page.context["refusals"] == []


def test_our_own_association_is_preselected_and_no_other(unrendered, visitor, organisation, site):
    for is_ours in (True, False):
        Organisation.objects.filter(pk=organisation.pk).update(is_ours=is_ours)
        form = visitor.get(reverse("loan_new")).context["form"]
        assert form["organisation"].value() == (organisation.pk if is_ours else None)
