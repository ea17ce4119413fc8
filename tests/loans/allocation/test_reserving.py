"""Reservations need fitting devices not promised to earlier requests, or an override."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation, Refused
from loans.allocation.operations import reservations as reservations_operations
from loans.models import LoanItem
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    RequestFactory,
    RequestLineFactory,
    SpecificationFactory,
    VoucherFactory,
)

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def loan_request(organisation, person, site):
    return RequestFactory(accepted=True, organisation=organisation, recipient=person, site=site)


@pytest.fixture
def laptops(site, laptop):
    """Factory `laptops(has_webcam=True, ...)` for a ready laptop with this specification."""

    def make(**values):
        device = DeviceFactory(ready=True, site=site, category=laptop)
        if values:
            facts = {"screen_inches": None, "ram_gb": None, "has_webcam": None}
            SpecificationFactory(device=device, has_cellular=None, **facts | values)
        return device

    return make


def line(loan_request, laptop, accepted=1, **needs):
    return RequestLineFactory(
        request=loan_request, category=laptop, requested=accepted, accepted=accepted, **needs
    )


def test_a_device_that_does_not_meet_needs_is_refused_with_the_reason_unless_overridden(
    counter, loan_request, laptop, laptops
):
    wanted = line(loan_request, laptop, needs_webcam=True, min_screen_inches=Decimal(14))
    small = laptops(has_webcam=False, screen_inches=Decimal("12.5"))
    unknown = laptops(screen_inches=Decimal(14))
    for device, reason in (
        (small, "14 inches or more, with a webcam"),
        (unknown, "unknown, to be checked: with a webcam"),
    ):
        with pytest.raises(NeedsConfirmation, match=reason):
            reservations_operations.reserve_for(loan_request, by=counter, devices=[device])
        device.refresh_from_db()
        assert device.status == "ready"
    assert not LoanItem.objects.exists()
    loan = reservations_operations.reserve_for(
        loan_request, by=counter, devices=[small], override=True
    )
    assert loan.items.get().line == wanted
    events = Event.objects.about(loan).get(kind="loan.taken_anyway")
    assert events.data == {"item": small.asset_tag}


def test_an_override_bypasses_no_other_rule_and_without_objections_is_not_recorded(
    counter, loan_request, laptop, laptops
):
    line(loan_request, laptop)
    devices = [laptops(), laptops()]
    with pytest.raises(Refused, match="already has its full quantity"):
        reservations_operations.reserve_for(
            loan_request, by=counter, devices=devices, override=True
        )
    loan = reservations_operations.reserve_for(
        loan_request, by=counter, devices=devices[:1], override=True
    )
    assert not Event.objects.about(loan).filter(kind="loan.taken_anyway").exists()


def test_a_device_serves_the_hardest_line_that_it_fits(counter, loan_request, laptop, laptops):
    plain, hard = line(loan_request, laptop), line(loan_request, laptop, needs_webcam=True)
    loan = reservations_operations.reserve_for(
        loan_request, by=counter, devices=[laptops(has_webcam=True), laptops(has_webcam=False)]
    )
    assert {item.line for item in loan.items.all()} == {plain, hard}
    assert loan.items.get(line=hard).device.specification.has_webcam


def promise(site, laptop, number=1, **needs):
    """Create another accepted request that waits for this number of laptops."""
    other = RequestFactory(
        accepted=True, site=site, waiting_since=timezone.now() - timedelta(days=90)
    )
    return line(other, laptop, number, **needs)


def test_promised_devices_are_not_reserved_for_a_walk_in(counter, loan, site, laptop, laptops):
    promise(site, laptop)
    device = laptops()
    with pytest.raises(NeedsConfirmation, match=rf"{device}: one is promised to R.*, which comes"):
        reservations_operations.reserve(loan, by=counter, devices=[device])
    laptops()
    assert reservations_operations.reserve(loan, by=counter, devices=[device])


def test_a_promise_that_a_device_cannot_serve_does_not_block_it(
    counter, loan, site, laptop, laptops
):
    promise(site, laptop, needs_webcam=True)
    assert reservations_operations.reserve(loan, by=counter, devices=[laptops(has_webcam=False)])


def test_higher_priority_requests_are_served_first(counter, loan_request, site, laptop, laptops):
    first = promise(site, laptop)
    line(loan_request, laptop)
    device = laptops()
    with pytest.raises(NeedsConfirmation):
        reservations_operations.reserve_for(loan_request, by=counter, devices=[device])
    assert reservations_operations.reserve_for(first.request, by=counter, devices=[device])


def test_the_last_vouchers_are_kept_for_promises(counter, loan, site):
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    product = voucher.batch.product
    other = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=other, category=None, product=product, requested=1, accepted=1)
    take = {"by": counter, "product": product, "quantity": 1}
    with pytest.raises(NeedsConfirmation):
        reservations_operations.reserve_vouchers(loan, **take)
    assert reservations_operations.reserve_vouchers(loan, **take, override=True)


def since(device, days):
    type(device).objects.filter(pk=device.pk).update(
        status_since=timezone.now() - timedelta(days=days)
    )


def test_matching_devices_are_reserved_longest_ready_first(counter, loan_request, laptop, laptops):
    line(loan_request, laptop, 2, needs_webcam=True)
    new, old, older, unfit = (
        laptops(has_webcam=True),
        laptops(has_webcam=True),
        laptops(has_webcam=True),
        laptops(has_webcam=False),
    )
    for device, days in ((old, 5), (older, 9), (unfit, 30), (laptops(), 40)):
        since(device, days)
    result = reservations_operations.reserve_fitting(loan_request, by=counter)
    assert (result.count, result.missing) == (2, 0)
    assert {item.device for item in result.loan.items.all()} == {old, older}
    assert new.status == "ready"


def test_auto_reserve_leaves_items_promised_to_higher_priority(
    counter, loan_request, site, laptop, laptops
):
    promise(site, laptop, needs_webcam=True)
    line(loan_request, laptop, 2)
    seen, blind = laptops(has_webcam=True), laptops(has_webcam=False)
    result = reservations_operations.reserve_fitting(loan_request, by=counter)
    assert (result.count, result.missing) == (1, 1)
    assert result.loan.items.get().device == blind
    assert seen.status == "ready"


def test_vouchers_and_accessories_are_reserved_with_devices(
    counter, loan_request, site, laptop, laptops
):
    line(loan_request, laptop)
    with pytest.raises(Refused, match="Nothing suitable is available"):
        reservations_operations.reserve_fitting(loan_request, by=counter)
    assert not loan_request.loans.exists()
    laptops()
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    for more in ({"product": voucher.batch.product}, {"accessory": AccessoryKindFactory()}):
        count = 2 if "product" in more else 3
        RequestLineFactory(
            request=loan_request, category=None, requested=count, accepted=count, **more
        )
    result = reservations_operations.reserve_fitting(loan_request, by=counter)
    assert (result.count, result.missing) == (5, 1)
    with pytest.raises(Refused, match="Nothing suitable is available"):
        reservations_operations.reserve_fitting(loan_request, by=counter)


def test_the_card_in_a_phone_serves_its_line_so_that_no_second_one_is_taken(
    counter, loan_request, site, laptop, laptops
):
    card = VoucherFactory(in_stock=True, sim=True, batch__site=site, device=laptops())
    loose = VoucherFactory(in_stock=True, batch=card.batch)
    line(loan_request, laptop)
    RequestLineFactory(
        request=loan_request, category=None, product=card.batch.product, requested=1, accepted=1
    )
    result = reservations_operations.reserve_fitting(loan_request, by=counter)
    assert (result.count, result.missing) == (2, 0)
    assert {item.voucher for item in result.items} == {None, card}
    loose.refresh_from_db()
    assert loose.status == "in_stock"
