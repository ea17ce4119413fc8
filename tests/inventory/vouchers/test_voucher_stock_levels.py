"""Stock levels of vouchers: low or expiring stock is shown on the list and at home."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from inventory.models import VoucherMinimum
from inventory.vouchers.stock_levels import shelves, to_see_to
from tests.factories import VoucherBatchFactory, VoucherFactory, VoucherMinimumFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site)


@pytest.mark.parametrize(
    ("days", "alert"), [(0, 7), (7, 7), (8, 30), (30, 30), (31, 60), (60, 60), (61, None)]
)
def test_expiry_alerts_are_sent_sixty_thirty_and_seven_days_before(
    batch, coordinator, today, days, alert
):
    VoucherFactory(batch=batch, activate_by=today + timedelta(days))
    VoucherFactory(batch=batch, activate_by=today + timedelta(400))
    (shelf,) = shelves(coordinator, today)
    assert (shelf.count, shelf.alert, shelf.expiring) == (2, alert, 1 if alert else 0)
    assert bool(to_see_to(coordinator, today)) == bool(alert)


def test_the_earlier_of_both_last_days_counts(batch, coordinator, today):
    VoucherFactory(batch=batch, valid_until=today + timedelta(5))
    VoucherFactory(
        batch=batch, activate_by=today + timedelta(50), valid_until=today + timedelta(90)
    )
    (shelf,) = shelves(coordinator, today)
    assert shelf.within == {7: 1, 30: 1, 60: 2}
    assert shelf.first_day == today + timedelta(5)


def test_stock_below_the_minimum_is_reported_also_when_empty(batch, site, coordinator, today):
    VoucherFactory(batch=batch)
    VoucherMinimumFactory(product=batch.product, site=site, minimum=2)
    empty = VoucherMinimumFactory(site=site, minimum=1)
    VoucherMinimumFactory(minimum=0)
    low = shelves(coordinator, today)
    assert {(s.product, s.count, s.is_low) for s in low} == {
        (batch.product, 1, True),
        (empty.product, 0, True),
    }


def test_out_and_expired_vouchers_are_not_in_stock(batch, coordinator, today):
    for state in ("reserved", "handed_out", "expired", "lost", "cancelled", "past_its_day"):
        VoucherFactory(batch=batch, **{state: True})
    assert shelves(coordinator, today) == []


def test_stock_levels_are_per_site_and_scoped(counter, batch, today):
    VoucherFactory(batch=batch)
    VoucherFactory()
    assert [shelf.site for shelf in shelves(counter, today)] == [batch.site]


@pytest.mark.usefixtures("unrendered")
def test_a_coordinator_sets_a_minimum_on_the_list(sign_in, coordinator, batch, site):
    visitor, path = sign_in(coordinator), reverse("voucher_minimum")
    typed = {"product": batch.product_id, "site": site.pk, "minimum": "4"}
    page = visitor.post(path, {**typed, "minimum": "-1"})
    assert "minimum" in page.context["minimum_form"].errors
    visitor.post(path, typed)
    row = VoucherMinimum.objects.get()
    assert row.minimum == 4
    assert Event.objects.about(row).get().data == {"count": 4}
    (shelf,) = visitor.get(reverse("voucher_stock")).context["shelves"]
    assert shelf.is_low


def test_the_list_takes_constant_queries(sign_in, coordinator, site, django_assert_max_num_queries):
    visitor = sign_in(coordinator)
    for _time in range(6):
        VoucherFactory(batch=VoucherBatchFactory(site=site))
    with django_assert_max_num_queries(25):
        visitor.get(reverse("voucher_stock"))
