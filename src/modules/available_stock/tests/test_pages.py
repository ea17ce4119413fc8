"""Total need, and availability."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.allocation.operations import reservations as reservations_operations
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    DonationLineFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    SpecificationFactory,
    VoucherFactory,
)

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True)


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def ask(site, category, *, number=1, state="sent", accepted=None, **facts):
    """Create a line of a request."""
    needs = {name: facts.pop(name) for name in list(facts) if name.startswith("needs_")}
    request = RequestFactory(**{state: True}, site=site, recipient=None, **facts)
    return RequestLineFactory(
        request=request, category=category, requested=number, accepted=accepted, **needs
    )


def wait_for(site, category, **facts):
    return ask(site, category, state="accepted", accepted=facts.get("number", 1), **facts)


def test_total_need_adds_up_open_requests_by_needs(unrendered, visitor, site, laptop, counter):
    ask(site, laptop, number=4)
    ask(site, laptop, state="refused", number=9, refusal="None is left.")
    plain = wait_for(site, laptop, number=3)
    wait_for(site, laptop, number=2, needs_webcam=True)
    seen = DeviceFactory(ready=True, site=site, category=laptop)
    SpecificationFactory(device=seen, has_webcam=True)
    devices = DeviceFactory.create_batch(2, ready=True, site=site, category=laptop)
    reservations_operations.reserve_for(plain.request, by=counter, devices=devices[:1])
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    of_vouchers = {"category": None, "product": voucher.batch.product}
    RequestLineFactory(
        request=RequestFactory(accepted=True, site=site), requested=3, accepted=3, **of_vouchers
    )
    rows = visitor.get(reverse("total_need"), {"site": site.pk}).context["demands"]
    (of_product,) = (row for row in rows if row.what == voucher.batch.product)
    assert (of_product.ready, of_product.missing) == (1, 2)
    data = {
        str(row.needs): (row.requested, row.accepted, row.reserved, row.ready, row.missing)
        for row in rows
        if row.what == laptop
    }
    # One of the two ready devices has a webcam, and is matched to the request that needs it.
    assert data == {"": (4, 3, 1, 2, 1), "with a webcam": (0, 2, 0, 1, 1)}


def test_availability_separates_certain_from_expected_stock(unrendered, visitor, site, laptop):
    today = timezone.localdate()
    DeviceFactory.create_batch(3, ready=True, site=site, category=laptop)
    DeviceFactory(refurbishing=True, site=site, category=laptop)
    wait_for(site, laptop, number=2)
    reserved = LoanFactory(site=site, held_until=today + timedelta(days=6))
    LoanItemFactory(loan=reserved, device__site=site, device__category=laptop)
    for due in (-3, 5, 40):
        loan = LoanFactory(
            active=True,
            site=site,
            starts_on=today - timedelta(days=90),
            due_on=today + timedelta(days=due),
        )
        LoanItemFactory(open=True, loan=loan, device__site=site, device__category=laptop)
    lot = DonationFactory(scheduled=True, site=site, collect_on=today + timedelta(days=7))
    DonationLineFactory(donation=lot, category=laptop, announced=20)
    page = visitor.get(reverse("availability"), {"category": laptop.pk})
    (row,) = page.context["rows"]
    assert (row.ready, row.promised, row.free) == (3, 2, 1)
    assert (row.reserved, row.reserved_until) == (1, today + timedelta(days=6))
    assert (row.on_bench, row.due, row.overdue, row.expected) == (1, 1, 1, 20)
    later = {"day": (today + timedelta(days=60)).isoformat()}
    assert visitor.get(reverse("availability"), later).context["rows"][0].due == 2


def test_a_surplus_of_one_site_does_not_hide_what_another_lacks(unrendered, visitor, site, laptop):
    other = SiteFactory()
    DeviceFactory.create_batch(3, ready=True, site=other, category=laptop)
    DeviceFactory(ready=True, site=site, category=laptop)
    wait_for(site, laptop, number=3)
    (row,) = visitor.get(reverse("availability")).context["rows"]
    assert (row.ready, row.promised, row.free, row.missing) == (4, 3, 3, 2)
    assert row.short_sites == {site.pk}


def test_availability_by_model_and_grade(unrendered, visitor, site, laptop):
    model = DeviceModelFactory(name="T480", key="t480")
    for grade in ("A", "B", "B"):
        DeviceFactory(ready=True, site=site, category=laptop, grade=grade, model=model)
    DeviceFactory(ready=True, site=site, category=laptop, grade="C")

    def rows(**query):
        page = visitor.get(reverse("availability"), {"category": laptop.pk} | query)
        return [(row.model, row.grade, row.ready) for row in page.context["models"]]

    assert rows() == [(model, "B", 2), (None, "C", 1), (model, "A", 1)]
    assert rows(grade="A") == [(model, "A", 1)]
    assert rows(q="t480") == [(model, "B", 2), (model, "A", 1)]


def test_the_day_counts_among_the_filters_and_invalid_ones_are_ignored(visitor, laptop):
    def look(**query):
        return visitor.get(reverse("availability"), query).context

    usual = look()["until"].isoformat()
    assert look()["look"].set_count == look(category="", day=usual)["look"].set_count == 0
    assert look(category=laptop.pk, grade="A", day="2030-01-01")["look"].set_count == 3
    for name in ("total_need", "availability"):
        query = {"site": "x", "category": "0", "day": "soon", "grade": "Z", "page": "-4"}
        assert visitor.get(reverse(name), query).status_code == 200, name


def test_devices_kept_back_from_requests_are_not_free(visitor, site, laptop, monkeypatch):
    devices = DeviceFactory.create_batch(3, ready=True, site=site, category=laptop)
    wait_for(site, laptop)
    monkeypatch.setattr("loans.allocation.stock.SPARES", [lambda *_args, **_where: devices[:1]])
    page = visitor.get(reverse("availability"))
    [row] = page.context["rows"]
    assert (row.ready, row.spare, row.promised, row.free) == (2, 1, 1, 1)
    [row] = visitor.get(reverse("availability"), {"category": laptop.pk}).context["models"]
    assert (row.ready, row.spare) == (2, 1)
    assert "1 kept back" in page.content.decode()
