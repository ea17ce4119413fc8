"""The monthly voucher ceiling of a person, and vouchers handed out without a device."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations import vouchers as inventory
from loans.base.voucher_limits import allowance_of
from loans.models import CeilingLift, Rules
from loans.vouchers.operations import hand_out, lift_ceiling, reissue
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    VoucherBatchFactory,
    VoucherFactory,
    VoucherProductFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def product():
    return VoucherProductFactory(face_value=Decimal(10))


@pytest.fixture
def stock(site, product):
    """Nine vouchers of ten euros."""
    return VoucherFactory.create_batch(9, batch=VoucherBatchFactory(site=site, product=product))


@pytest.fixture
def person():
    return RecipientFactory(household_size=4)


@pytest.fixture
def give(counter, site, product, stock, person):
    def give(quantity, to=person):
        return hand_out(to, by=counter, product=product, site=site, quantity=quantity)

    return give


def vouchers_of(person):
    return Voucher.objects.filter(recipient=person, status=VoucherStatus.HANDED_OUT)


def test_vouchers_are_given_without_a_device_first_to_expire_first(
    give, person, stock, counter, django_assert_max_num_queries
):
    soon = stock[5]
    Voucher.objects.filter(pk=soon.pk).update(activate_by=timezone.localdate())

    with django_assert_max_num_queries(30):
        give(2)

    given = list(vouchers_of(person).order_by("pk"))
    assert given == [stock[0], soon]
    assert {(v.organisation, v.revealed_at) for v in given} == {(person.organisation, None)}
    event = Event.objects.about(soon).get()
    assert (event.kind, event.by, event.data) == ("voucher.given", counter, {})


def test_no_more_vouchers_than_the_stock_are_given(give, person, site):
    Voucher.objects.exclude(pk=Voucher.objects.first().pk).update(status="lost")

    with pytest.raises(Refused, match=f"1 left in stock at {site}"):
        give(2)
    assert not vouchers_of(person).exists()


def test_the_ceiling_is_per_person_and_month_not_per_household(give, person):
    give(2)
    give(1)

    with pytest.raises(Refused, match=r"€30\.00.*handed over: €30\.00.*This hand-over: €10\.00"):
        give(1)
    assert vouchers_of(person).count() == 3
    give(1, to=RecipientFactory())


def test_the_ceiling_is_a_setting(give, person):
    Rules.objects.create(pk=1, voucher_ceiling=Decimal(10))
    Rules.clear_cache()
    with pytest.raises(Refused, match=r"month: €10\.00"):
        give(2)
    Rules.clear_cache()
    with pytest.raises(Refused, match="anonymised"):
        give(1, to=RecipientFactory(anonymised=True))


def test_the_month_is_the_local_calendar_month(give, person, time_machine):
    """The month changes at midnight in Paris, not in UTC."""
    time_machine.move_to("2026-10-31 23:45+01:00", tick=False)
    give(3)
    with pytest.raises(Refused, match="Maximum value of vouchers"):
        give(1)
    time_machine.move_to("2026-11-01 00:15+01:00", tick=False)
    give(3)
    assert allowance_of(person, timezone.localdate()).left == 0
    time_machine.move_to("2026-12-01 09:00+01:00", tick=False)
    assert allowance_of(person, timezone.localdate()).left == 30


def test_reserved_vouchers_count_towards_the_limit(person, product):
    loan = LoanFactory(recipient=person, organisation=person.organisation)
    LoanItemFactory(
        loan=loan,
        device=None,
        voucher=VoucherFactory(reserved=True, batch__product=product),
    )

    allowance = allowance_of(person, timezone.localdate())
    assert (allowance.given, allowance.reserved, allowance.left) == (0, 10, 20)


def test_a_coordinator_lifts_the_ceiling_once_with_a_reason(give, person, coordinator):
    lift = lift_ceiling(person, by=coordinator, reason="job")
    event = Event.objects.about(person).get(kind="ceiling.lifted")
    assert str(event.sentence) == "Voucher ceiling lifted once: job or training that is starting"
    give(3)
    lift.refresh_from_db()
    assert lift.used_at is None  # the exception was not needed
    give(2)
    lift.refresh_from_db()
    assert lift.used_at
    with pytest.raises(Refused, match="Maximum value of vouchers"):
        give(1)
    with pytest.raises(Exception, match="lifted this month"):
        lift_ceiling(person, by=coordinator, reason="online")
    assert CeilingLift.objects.count() == 1


def test_a_voucher_is_given_again_in_place_of_another(give, person, stock, counter):
    give(3)
    old = stock[0]
    new = reissue(Voucher.objects.get(pk=old.pk), by=counter)

    old.refresh_from_db()
    assert (old.status, old.replaced_by) == (VoucherStatus.CANCELLED, new)
    assert (new.status, new.replaces, new.recipient) == (VoucherStatus.HANDED_OUT, old, person)
    assert Event.objects.about(old).first().kind == "voucher.reissued"
    assert Event.objects.about(new).get().data == {"voucher": str(old)}
    allowance = allowance_of(person, timezone.localdate())
    assert (allowance.given, allowance.left) == (30, 0)
    with pytest.raises(Refused, match=": it cannot be replaced"):
        reissue(old, by=counter)
    # A replacement does not bypass the ceiling either.
    reissue(new, by=counter)
    assert allowance_of(person, timezone.localdate()).given == 30


def test_a_cancelled_voucher_does_not_count(give, person, coordinator, stock):
    give(3)
    voucher = Voucher.objects.get(pk=stock[0].pk)
    inventory.cancel_voucher(voucher, by=coordinator, reason="error")
    assert allowance_of(person, timezone.localdate()).left == 10


def test_a_lost_card_is_replaced_under_the_same_loan_in_the_same_phone(counter, site):
    batch = VoucherBatchFactory(site=site, product__kind="sim")
    phone = DeviceFactory(ready=True, site=site)
    loan = LoanFactory(active=True, site=site)
    LoanItemFactory(open=True, loan=loan, device=phone)
    old = VoucherFactory(
        batch=batch,
        handed_out=True,
        recipient=loan.recipient,
        device=phone,
        iccid="8933100000000000011",
    )
    item = LoanItemFactory(loan=loan, device=None, voucher=old)
    item.transition_to("open", opened_at=timezone.now())
    stock = VoucherFactory(batch=batch, iccid="89331000000000000128")

    new = reissue(old, by=counter)

    old.refresh_from_db()
    assert (new, new.device, old.device) == (stock, phone, None)
    item.refresh_from_db()
    assert item.status == "swapped"
    assert loan.items.get(voucher=new).status == "open"
    kinds = [event.kind for event in Event.objects.about(phone)]
    assert kinds[:2] == ["device.sim_in", "device.sim_out"]


def test_only_handed_out_vouchers_are_replaced_by_others_in_stock(counter):
    voucher = VoucherFactory(handed_out=True)
    with pytest.raises(Refused, match="0 left in stock"):
        reissue(voucher, by=counter)
    voucher.refresh_from_db()
    assert voucher.status == VoucherStatus.HANDED_OUT
    for state in ("in_stock", "reserved", "consigned", "expired", "cancelled"):
        with pytest.raises(Refused, match=": it cannot be replaced"):
            reissue(VoucherFactory(**{state: True}), by=counter)
