from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from core.models import Event
from inventory.lifecycle import VoucherStatus
from people.models import User
from tests.factories import VoucherFactory


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
