"""The last voucher, a code, a ceiling and a list, each with four concurrent users."""

from decimal import Decimal

import pytest

from core.models import Event
from inventory.models import Voucher, VoucherBatch, VoucherList
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations import lists as list_operations
from inventory.vouchers.operations import vouchers as voucher_operations
from loans.models import Rules
from loans.vouchers.operations import hand_out, reissue
from tests.factories import (
    RecipientFactory,
    VoucherBatchFactory,
    VoucherFactory,
    VoucherListFactory,
    VoucherProductFactory,
)
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site, product=VoucherProductFactory(face_value=Decimal(10)))


def test_three_vouchers_are_given_to_three_of_four_people(counter, site, batch):
    VoucherFactory.create_batch(3, batch=batch)
    people = RecipientFactory.create_batch(FOUR)
    one = {"by": counter, "product": batch.product, "site": site, "quantity": 1}
    assert len(done(race(lambda n: hand_out(people[n], **one)))) == 3
    given = Voucher.objects.filter(status=VoucherStatus.HANDED_OUT, recipient__in=people)
    assert given.values("recipient").distinct().count() == 3
    assert Event.objects.filter(kind="voucher.given").count() == 3


def test_concurrent_hand_outs_respect_the_ceiling(counter, site, batch):
    Rules.clear_cache()
    VoucherFactory.create_batch(8, batch=batch)
    person = RecipientFactory()
    two = {"by": counter, "product": batch.product, "site": site, "quantity": 2}
    assert len(done(race(lambda _n, mine: hand_out(mine, **two), person))) == 1
    assert Voucher.objects.filter(recipient=person).count() == 2


def test_a_code_is_shown_once_without_a_reason(counter, batch):
    voucher = VoucherFactory(batch=batch, handed_out=True, code="123456789012")
    results = race(lambda _n, mine: voucher_operations.reveal(mine, by=counter), voucher)
    [shown] = done(results)
    assert shown.code == "123456789012"
    assert Event.objects.about(voucher).count() == 1


def test_a_voucher_is_replaced_once(counter, batch):
    VoucherFactory.create_batch(FOUR, batch=batch)
    old = VoucherFactory(batch=batch, handed_out=True)
    assert len(done(race(lambda _n, mine: reissue(mine, by=counter), old))) == 1
    assert Voucher.objects.filter(replaces=old).count() == 1
    assert Voucher.objects.filter(status=VoucherStatus.IN_STOCK).count() == FOUR - 1


def test_a_list_is_entered_once(coordinator, site):
    waiting = VoucherListFactory(site=site)
    results = race(lambda _n, mine: list_operations.enter_list(mine, by=coordinator), waiting)
    assert len(done(results)) == 1
    assert (VoucherBatch.objects.count(), Voucher.objects.count()) == (1, 1)
    assert not VoucherList.objects.exists()
