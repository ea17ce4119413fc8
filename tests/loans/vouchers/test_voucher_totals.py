"""The totals of a batch of vouchers stay right after any sequence of operations."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations import vouchers as inventory
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import ITEM_LIVE
from loans.models import LoanItem
from loans.vouchers.operations import hand_out, reissue
from tests.factories import (
    LoanFactory,
    RecipientFactory,
    UserFactory,
    VoucherBatchFactory,
    VoucherFactory,
)
from tests.visits import undone

pytestmark = pytest.mark.django_db
SIZE = 6
ACTS = [
    "reserve",
    "free",
    "give",
    "activate",
    "reveal",
    "reissue",
    "lose",
    "cancel",
    "expire",
]


class Trial:
    """A batch of six, and a user with all permissions; refused operations change nothing."""

    def __init__(self):
        self.by = UserFactory(coordinator=True)
        self.batch = VoucherBatchFactory()
        VoucherFactory.create_batch(SIZE, batch=self.batch)
        self.person = RecipientFactory()
        self.loan = LoanFactory(site=self.batch.site, organisation=self.person.organisation)
        self.today = timezone.localdate()

    def do(self, act, at):
        before = self.account()
        try:
            getattr(self, act)(self.voucher(at))
        except ValidationError:
            assert self.account() == before

    def voucher(self, at):
        return Voucher.objects.order_by("pk")[at]

    def account(self):
        statuses = Voucher.objects.filter(batch=self.batch).order_by("pk")
        return list(statuses.values_list("pk", "status", "recipient", "organisation", "replaces"))

    @property
    def what(self):
        return {"product": self.batch.product, "quantity": 1}

    def reserve(self, voucher):
        reservations_operations.reserve_vouchers(self.loan, by=self.by, **self.what)

    def free(self, voucher):
        with suppress(LoanItem.DoesNotExist):
            preparation_operations.free(
                LoanItem.objects.get(voucher=voucher, status="reserved"), by=self.by
            )

    def give(self, voucher):
        hand_out(self.person, by=self.by, site=self.batch.site, **self.what)

    def activate(self, voucher):
        inventory.activate_voucher(voucher, by=self.by)

    def reveal(self, voucher):
        inventory.reveal(voucher, by=self.by, why="audit")

    def reissue(self, voucher):
        reissue(voucher, by=self.by)

    def lose(self, voucher):
        inventory.lose_voucher(voucher, by=self.by)

    def cancel(self, voucher):
        inventory.cancel_voucher(voucher, by=self.by, reason="error")

    def expire(self, voucher):
        Voucher.objects.filter(pk=voucher.pk).update(
            activate_by=None, valid_until=self.today.replace(year=2020)
        )
        inventory.expire_vouchers(by=self.by, today=self.today)


def check(trial):
    """Check that the statuses add up to the delivery, and that items match their voucher."""
    page = dict.fromkeys(VoucherStatus, 0)
    for voucher in Voucher.objects.filter(batch=trial.batch):
        page[voucher.status] += 1
        live = LoanItem.objects.filter(voucher=voucher, status__in=ITEM_LIVE).count()
        assert live == (voucher.status == VoucherStatus.RESERVED)
        if voucher.revealed_at:
            assert voucher.status not in {"in_stock", "reserved", "consigned"}
        if voucher.replaces:
            assert voucher.replaces.status == VoucherStatus.CANCELLED
    assert sum(page.values()) == SIZE


def account_is_right(examples, kind=Trial, acts=ACTS):
    """Search for a sequence of operations after which the totals of a batch are wrong."""

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(chosen=st.lists(st.tuples(st.sampled_from(acts), st.integers(0, SIZE - 1)), max_size=14))
    def search(chosen):
        with undone():
            trial = kind()
            for act, at in chosen:
                trial.do(act, at)
                check(trial)

    return search


def test_delivered_equals_the_sum_of_statuses():
    account_is_right(examples=3)()


@pytest.mark.audit
def test_delivered_equals_the_sum_of_statuses_after_many_acts():
    account_is_right(examples=60)()
