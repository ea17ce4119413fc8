from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from core.models import Event
from inventory.lifecycle import VoucherStatus
from inventory.models import VoucherList
from people.models import Message, User
from tests.factories import LoanFactory, VoucherFactory, VoucherListFactory


def test_the_reminders_of_the_day_are_written_once(db):
    loan = LoanFactory(
        active=True,
        starts_on=timezone.localdate() - timedelta(days=60),
        due_on=timezone.localdate() + timedelta(days=7),
        recipient__email="awa@example.org",
    )
    for _time in range(2):
        call_command("tick")
    assert [m.kind for m in Message.objects.about(loan)] == ["loan.due_soon"]
    assert loan.follow_ups.count() == 1  # the last of three: the others would be past


def test_a_voucher_past_its_last_day_leaves_the_stock_once(db):
    today = timezone.localdate()
    past = VoucherFactory(valid_until=today - timedelta(days=1))
    last_day = VoucherFactory(valid_until=today)
    endless = VoucherFactory(valid_until=None)
    for _time in range(2):
        call_command("tick")
    for voucher in (past, last_day, endless):
        voucher.refresh_from_db()
    assert past.status == VoucherStatus.EXPIRED
    assert (last_day.status, endless.status) == (VoucherStatus.IN_STOCK, VoucherStatus.IN_STOCK)
    event = Event.objects.about(past).get(kind="voucher.expired")
    assert event.by == User.objects.system()


def test_a_list_of_vouchers_that_nobody_enters_is_forgotten(db):
    VoucherListFactory(created_at=timezone.now() - timedelta(hours=2))
    kept = VoucherListFactory()
    call_command("tick")
    assert list(VoucherList.objects.all()) == [kept]
