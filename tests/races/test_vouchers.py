"""The last voucher, one code, one ceiling, one list, and four who want it at once."""

from decimal import Decimal

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Voucher, VoucherBatch, VoucherList
from inventory.vouchers.lifecycle import Outcome, VoucherStatus
from inventory.vouchers.operations import consignments as consignment_operations
from inventory.vouchers.operations import lists as list_operations
from inventory.vouchers.operations import vouchers as voucher_operations
from loans.models import Rules
from loans.vouchers.operations import hand_out, reissue
from tests.factories import (
    ConsignmentLineFactory,
    RecipientFactory,
    SiteFactory,
    UserFactory,
    VoucherBatchFactory,
    VoucherFactory,
    VoucherListFactory,
    VoucherProductFactory,
)
from tests.races.together import FOUR, losers, race, winners

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def site(again):
    return SiteFactory()


@pytest.fixture
def counter(site):
    return UserFactory(counter=True, sites=[site])


@pytest.fixture
def coordinator(site):
    return UserFactory(coordinator=True, sites=[site])


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site, product=VoucherProductFactory(face_value=Decimal(10)))


def only_one_won(results):
    assert all(isinstance(loser, Refused) and loser.messages for loser in losers(results))
    return len(winners(results)) == 1


def test_the_last_voucher_is_given_to_one_person(counter, site, batch):
    VoucherFactory(batch=batch)
    people = RecipientFactory.create_batch(FOUR)

    results = race(
        FOUR,
        lambda n: hand_out(people[n], by=counter, product=batch.product, site=site, quantity=1),
    )

    assert only_one_won(results)
    assert Voucher.objects.get().status == VoucherStatus.HANDED_OUT
    assert Event.objects.filter(kind="voucher.given").count() == 1


def test_four_hand_overs_give_four_vouchers(counter, site, batch):
    VoucherFactory.create_batch(FOUR, batch=batch)
    people = RecipientFactory.create_batch(FOUR)

    results = race(
        FOUR,
        lambda n: hand_out(people[n], by=counter, product=batch.product, site=site, quantity=1),
    )

    assert len(winners(results)) == FOUR
    assert Voucher.objects.filter(recipient__in=people).count() == FOUR


def test_concurrent_hand_outs_respect_the_ceiling(counter, site, batch):
    Rules.clear_cache()
    VoucherFactory.create_batch(8, batch=batch)
    person = RecipientFactory()

    results = race(
        FOUR, lambda n: hand_out(person, by=counter, product=batch.product, site=site, quantity=2)
    )

    assert only_one_won(results)
    assert Voucher.objects.filter(recipient=person).count() == 2


def test_a_code_is_shown_once_without_a_reason(counter, batch):
    voucher = VoucherFactory(batch=batch, handed_out=True, code="123456789012")

    results = race(FOUR, lambda n: voucher_operations.reveal(Voucher.objects.get(), by=counter))

    assert only_one_won(results)
    assert winners(results)[0].code == "123456789012"
    assert Event.objects.about(voucher).count() == 1


def test_a_voucher_is_given_again_once(counter, batch):
    VoucherFactory.create_batch(FOUR, batch=batch)
    old = VoucherFactory(batch=batch, handed_out=True)

    results = race(FOUR, lambda n: reissue(Voucher.objects.get(pk=old.pk), by=counter))

    assert only_one_won(results)
    assert Voucher.objects.filter(replaces=old).count() == 1
    assert Voucher.objects.filter(status=VoucherStatus.IN_STOCK).count() == FOUR - 1


def test_a_list_is_entered_once(coordinator, site):
    waiting = VoucherListFactory(site=site)

    results = race(FOUR, lambda n: list_operations.enter_list(waiting, by=coordinator))

    assert only_one_won(results)
    assert (VoucherBatch.objects.count(), Voucher.objects.count()) == (1, 1)
    assert not VoucherList.objects.exists()


def test_a_consignment_is_reported_once(coordinator):
    line = ConsignmentLineFactory()
    outcomes = [Outcome.USED, Outcome.GIVEN_BACK, Outcome.LOST, Outcome.USED]

    results = race(
        FOUR,
        lambda n: consignment_operations.account_for(
            line.consignment, by=coordinator, outcomes={line: outcomes[n]}
        ),
    )

    assert only_one_won(results)
    assert Event.objects.about(line.consignment).count() == 1
