"""Random histories of operations leave a balance without a difference."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import Event
from core.workflow.undo import can_undo, undo
from desk.figures.scope import Scope
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import declare_lost, find_again
from inventory.exits.operations import put_in_exit, retire, revive, send_exit
from inventory.models import Device
from loans.aftercare.operations.incidents import declare_item_lost, find_with_borrower
from loans.base.operations import come_home
from loans.models import LoanItem
from modules.mass_balance.balance import balance_of
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    ExitBatchFactory,
    LoanFactory,
    LoanItemFactory,
    SiteFactory,
    UserFactory,
)
from tests.factories.core import moved
from tests.visits import undone

pytestmark = pytest.mark.django_db
SIZE, STEPS = 3, 12
ACTS = ["lose", "find", "lend", "lose_out", "find_out", "come_back", "destroy", "recycle"]
ACTS += ["keep_for_parts", "revive", "leave", "take_back"]


class Trial:
    """Some devices that came in on the same day; refused operations change nothing."""

    def __init__(self):
        self.by = UserFactory(admin=True)
        self.site = SiteFactory()
        facts = {"category": CategoryFactory(holds_data=False), "site": self.site, "ready": True}
        self.devices = DeviceFactory.create_batch(SIZE, **facts)
        for device in self.devices:
            Event.objects.record("device.received", device, by=self.by)

    def do(self, act, number):
        device = Device.objects.get(pk=self.devices[number].pk)
        with suppress(ValidationError):
            getattr(self, act)(device)

    def lose(self, device):
        declare_lost(device, by=self.by)

    def find(self, device):
        find_again(device, by=self.by)

    def lend(self, device):
        if device.status == DeviceStatus.READY:
            loan = LoanFactory(active=True, site=self.site)
            LoanItemFactory(device=device, loan=loan, open=True)
            Event.objects.record("device.lent", device, by=self.by, loan=loan.number)

    def lose_out(self, device):
        for item in LoanItem.objects.filter(device=device, status="open"):
            declare_item_lost(item, by=self.by)

    def find_out(self, device):
        for item in LoanItem.objects.filter(device=device, status="lost").order_by("-pk")[:1]:
            find_with_borrower(item, by=self.by)

    def come_back(self, device):
        for item in LoanItem.objects.filter(device=device, status="open"):
            come_home(device, item.loan, by=self.by)
            moved(item, "returned", ended_at=timezone.now())

    def destroy(self, device):
        retire(device, by=self.by, reason="destroyed")

    def recycle(self, device):
        retire(device, by=self.by, reason="recycled")

    def keep_for_parts(self, device):
        retire(device, by=self.by, reason="parts")

    def revive(self, device):
        revive(device, by=self.by)

    def leave(self, device):
        batch = ExitBatchFactory(open=True, site=self.site, created_at=timezone.now())
        put_in_exit(batch, by=self.by, devices=[device])
        send_exit(batch, by=self.by, sent_on=timezone.localdate())

    def take_back(self, device):
        last = Event.objects.about(device).first()
        if can_undo(last.kind):
            undo(last, by=self.by)

    def balance(self, first, last):
        return balance_of(Scope(user=self.by, first=first, last=last))


def history_is_balanced(examples):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, SIZE - 1)), max_size=STEPS))
    def search(chosen):
        begin = timezone.now() - timedelta(days=STEPS + 2)
        with undone():
            with time_machine.travel(begin):
                trial = Trial()
            for day, (act, number) in enumerate(chosen, 1):
                with time_machine.travel(begin + timedelta(days=day)):
                    trial.do(act, number)
            check(trial, timezone.localdate(begin))

    return search


def check(trial, begin):
    """Each balance balances; each period begins with the stock at the end of the one before."""
    today = timezone.localdate()
    whole = trial.balance(begin, today)
    assert whole.unexplained == []
    assert whole.total.difference == 0
    assert whole.total.units["received"] == SIZE
    left = 0
    for first in range(0, STEPS + 2, 5):
        day = begin + timedelta(days=first)
        part = trial.balance(day, min(day + timedelta(days=4), today))
        assert part.total.difference == 0
        assert part.total.units["opening"] == left
        left = part.total.units["closing"]
    here = Device.objects.filter(left_with=None).exclude(retire_reason="destroyed")
    assert left == here.exclude(status__in=["on_loan", "given", "lost", "stolen"]).count()


def test_any_history_is_balanced():
    history_is_balanced(examples=5)()


@pytest.mark.audit
def test_any_history_is_balanced_in_a_long_search():
    history_is_balanced(examples=150)()
