from datetime import timedelta
from functools import partial

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from api.management.commands import tick
from core.models import Event
from desk.daily import REMINDERS
from inventory.models import VoucherList
from inventory.vouchers.lifecycle import VoucherStatus
from people.models import Message, User
from tests.factories import LoanFactory, VoucherFactory, VoucherListFactory
from tests.modules import use


def test_daily_reminders_are_posted_once(db):
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


def test_reminders_of_the_small_set_are_posted(db, capsys):
    use()
    call_command("remind")
    assert len(capsys.readouterr().out.splitlines()) > 1


def test_an_expired_voucher_leaves_the_stock_once(db):
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


def test_a_voucher_list_not_entered_is_deleted(db):
    VoucherListFactory(created_at=timezone.now() - timedelta(hours=2))
    recent = VoucherListFactory()
    call_command("tick")
    assert list(VoucherList.objects.all()) == [recent]


@pytest.mark.parametrize("failing", ["lists", "reminders", "journal"])
def test_a_failing_step_does_not_stop_the_others(db, monkeypatch, failing):
    done = []

    def run(name):
        if name == failing:
            raise OSError("the disk is full")
        done.append(name)
        return 1

    steps = {name: (partial(run, name), words) for name, (_run, words) in tick.STEPS.items()}
    monkeypatch.setattr(tick, "STEPS", steps)
    with pytest.raises(CommandError, match=f": {failing}$"):
        call_command("tick")
    assert done == [name for name in steps if name != failing]


def test_reminders_are_separate_steps():
    assert REMINDERS.keys() < tick.STEPS.keys()


def test_sessions_that_ended_and_old_results_of_jobs_are_deleted(db):
    now = timezone.now()
    ended = SessionStore()
    ended.set_expiry(now - timedelta(minutes=1))
    ended.save()
    session_open = SessionStore()
    session_open.save()
    for days, status in [(8, "RUNNING"), (8, "FAILED"), (6, "SUCCESSFUL"), (None, "READY")]:
        started = now - timedelta(days=days) if days else None
        DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="inventory.imports.jobs.apply_import_job",
            queue_name="default",
            backend_name="default",
            run_after=now,
            started_at=started,
            finished_at=None if status == "RUNNING" else started,
            exception_class_path="",
            traceback="",
        )
    call_command("tick")
    assert [session.pk for session in Session.objects.all()] == [session_open.session_key]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
