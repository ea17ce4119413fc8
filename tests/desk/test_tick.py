from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from api.management.commands import tick
from core.models import Event
from core.operating import maintenance
from core.workflow import readiness
from desk.daily import REMINDERS
from inventory.models import VoucherList
from inventory.vouchers.lifecycle import VoucherStatus
from people.models import Message, User
from tests.factories import LoanFactory, VoucherFactory, VoucherListFactory
from tests.law import forget_program, migrated
from tests.modules import use


def test_daily_work_is_done_once(db):
    """The work consists of reminders, and of expired vouchers, lists, sessions and job results."""
    now, today = timezone.now(), timezone.localdate()
    loan = LoanFactory(
        active=True,
        starts_on=today - timedelta(days=60),
        due_on=today + timedelta(days=7),
        recipient__email="awa@example.org",
    )
    past = VoucherFactory(valid_until=today - timedelta(days=1))
    last_day, endless = VoucherFactory(valid_until=today), VoucherFactory(valid_until=None)
    VoucherListFactory(created_at=now - timedelta(hours=2))
    recent = VoucherListFactory()
    ended, still_open = SessionStore(), SessionStore()
    ended.set_expiry(now - timedelta(minutes=1))
    ended.save()
    still_open.save()
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
    for _time in range(2):
        call_command("tick")
    assert [m.kind for m in Message.objects.about(loan)] == ["loan.due_soon"]
    assert loan.follow_ups.count() == 1  # the last of three, since the others would be in the past
    for voucher in (past, last_day, endless):
        voucher.refresh_from_db()
    assert past.status == VoucherStatus.EXPIRED
    assert (last_day.status, endless.status) == (VoucherStatus.IN_STOCK, VoucherStatus.IN_STOCK)
    assert Event.objects.about(past).get(kind="voucher.expired").by == User.objects.system()
    assert list(VoucherList.objects.all()) == [recent]
    assert [session.pk for session in Session.objects.all()] == [still_open.session_key]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_reminders_of_the_small_set_are_posted(db, capsys):
    use()
    call_command("remind")
    assert len(capsys.readouterr().out.splitlines()) > 1


def test_a_failing_step_does_not_stop_the_others(db, monkeypatch):
    done, failing = [], set()

    def run(name):
        if name in failing:
            raise OSError("the disk is full")
        done.append(name)
        return 1

    steps = {
        name: replace(step, run=lambda now, name=name: run(name))
        for name, step in tick.STEPS.items()
    }
    monkeypatch.setattr(tick, "STEPS", steps)
    for name in ("lists", "reminders", "journal"):
        done.clear()
        failing = {name}
        with pytest.raises(CommandError, match=f": {name}$"):
            call_command("tick")
        assert done == [step for step in steps if step != name]


@pytest.mark.parametrize("is_everywhere", [True, False])
def test_nothing_is_done_while_the_site_is_closed(
    db, settings, tmp_path, monkeypatch, capsys, caplog, is_everywhere
):
    settings.CLOSED_BY, settings.MIGRATION_MODULES = str(tmp_path / "closed"), {}
    migrated()
    if is_everywhere:
        maintenance.close()
    else:
        (tmp_path / "closed").touch()
    monkeypatch.setattr(readiness, "state", readiness._State())
    call_command("tick")
    forget_program()
    output = capsys.readouterr()
    assert (
        output.out == "Le site est fermé pour maintenance\N{NO-BREAK SPACE}: rien n’a été fait.\n"
    )
    assert (output.err, caplog.records) == ("", [])
    assert not DBTaskResult.objects.exists()


def test_reminders_are_separate_steps():
    assert REMINDERS.keys() < tick.STEPS.keys()
