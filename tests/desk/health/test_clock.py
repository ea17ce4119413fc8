"""A tick with an untrusted clock does nothing irreversible, and reports it."""

import os
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from api.management.commands import tick
from core.models import Clock, ClockFault, Event
from core.operating import clock
from desk.health import conditions as conditions_module
from desk.health.conditions import conditions, last_tick
from desk.health.letters import CLOCK_LETTER
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from loans.allocation.operations.expiry import free_scanned, release_expired
from loans.models import Convention, Loan
from modules.declaration import removable
from people.models import Message, Organisation, Recipient, Retention, User
from people.outbox.jobs import carry, offer_messages_again
from tests.desk.health.ticks import pulse_of_tick
from tests.factories import (
    ConventionFactory,
    LoanFactory,
    LoanItemFactory,
    MessageFactory,
    RecipientFactory,
    VoucherFactory,
)
from tests.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def first():
    """Time of the first tick, later than the files of the tests."""
    return timezone.now()


@pytest.fixture
def run(time_machine, monkeypatch):
    """Run the tick at a given time, to which the clocks of machine and database are set."""
    for module in (clock, conditions_module):
        monkeypatch.setattr(module, "database_time", timezone.now)

    def at(moment, *options):
        time_machine.move_to(moment, tick=False)
        call_command("tick", *options)
        return Clock.objects.get().fault

    return at


@pytest.fixture
def stock(admin):
    """Rows that a clock a year ahead would change permanently."""
    today = timezone.localdate()
    VoucherFactory(valid_until=today + 30 * DAY)
    VoucherFactory(activated=True, valid_until=today + 30 * DAY)
    item = LoanItemFactory(reserved=True)
    Loan.objects.filter(pk=item.loan_id).update(held_until=today + 10 * DAY)
    ConventionFactory(agreed=True)
    RecipientFactory(contact_on=today - 700 * DAY)
    LoanFactory(active=True, due_on=today + 365 * DAY, recipient__email="awa@example.org")


def picture():
    """Return a snapshot of all rows that may have changed."""
    return [
        list(Voucher.objects.order_by("pk").values_list("pk", "status")),
        list(Loan.objects.order_by("pk").values_list("pk", "status")),
        list(Device.objects.order_by("pk").values_list("pk", "status")),
        list(Convention.objects.order_by("pk").values_list("pk", "status")),
        list(Organisation.objects.order_by("pk").values_list("pk", "status")),
        list(Recipient.objects.order_by("pk").values_list("pk", "erase_on", "anonymised_at")),
        list(Message.objects.exclude(kind=CLOCK_LETTER.code).values_list("pk", "status")),
    ]


def test_a_clock_a_year_ahead_changes_nothing_and_what_is_due_is_done_once_it_is_back(
    stock, run, first
):
    assert [run(first), run(first + HOUR / 2)] == ["", ""]  # a due letter is queued, then sent
    before = picture()
    assert run(first + 365 * DAY) == ClockFault.LONG
    assert release_expired(today=timezone.localdate()) == 0  # by a page
    assert picture() == before
    assert Message.objects.filter(kind=CLOCK_LETTER.code).count() == 1
    for days in (0, 1, 2):
        assert run(first + days * DAY + HOUR) == ""
        assert Retention.objects.get().done_on == timezone.localdate()
    assert picture() == before
    assert "clock" not in conditions(now=timezone.now())


def test_the_home_page_says_what_the_clock_read_and_reads_now(run, time_machine, admin, first):
    noon = first.replace(year=first.year + 1, month=12, day=1, hour=11, minute=43)
    run(noon)
    run(noon.replace(year=noon.year + 1) + timedelta(minutes=2))
    time_machine.move_to(noon + timedelta(minutes=3), tick=False)
    year = noon.year
    assert (
        f"À son dernier passage, la tâche périodique a lu le 1er décembre {year + 1} à 12 h 45 ; la"
        f" dernière heure jugée sûre était le 1er décembre {year} à 12 h 43. Il est maintenant,"
        f" d’après le serveur, 12 h 46 le 1er décembre {year}."
    ) in signed_in(admin).get("/").text.replace("\N{NO-BREAK SPACE}", " ")
    with translation.override("en"):
        assert conditions_module.clock_sentence().startswith(
            f"At its last run the timer read 1 December {year + 1}, 12:45; the last trusted time"
            f" was 1 December {year}, 12:43. According to the server it is now 1 December"
            f" {year}, 12:46."
        )


def test_every_step_that_ends_or_deletes_something_or_writes_letters_needs_the_clock():
    of_modules = {name for module in removable() for name in module.steps}
    assert [
        name for name, step in tick.STEPS.items() if not step.needs_clock and name not in of_modules
    ] == [
        "pulse",
        "lists",
        "certificates",
        "placed",
        "messages",
        "journal",
        "copy of the journal",
        "storage",
        "error mails",
    ]


@pytest.mark.parametrize(
    ("pause", "fault"),
    [
        (timedelta(minutes=5), ""),
        (DAY, ""),
        (2 * DAY, ""),
        (2 * DAY + HOUR, ClockFault.PAUSE),
        (14 * DAY, ClockFault.PAUSE),
        (14 * DAY + HOUR, ClockFault.LONG),
        (-5 * timedelta(minutes=1), ""),
        (-DAY, ClockFault.RECORDS),
    ],
)
def test_the_time_since_the_last_tick_decides(run, pause, fault, first):
    run(first)
    assert run(first + pause) == fault
    assert run(first + max(pause, timedelta())) in {"", fault}


def test_a_first_tick_is_trusted(run, first):
    assert run(first) == ""


@pytest.mark.parametrize("night", ["2035-03-25", "2035-10-28"])
def test_nights_with_a_change_of_local_time_are_like_others(run, night):
    start = datetime.fromisoformat(f"{night}T00:00+00:00")
    assert [run(start + count * HOUR / 2) for count in range(6)] == [""] * 6


def test_after_three_days_two_ticks_an_hour_apart_agree(run, first):
    run(first)
    back = first + 3 * DAY
    assert run(back) == ClockFault.PAUSE
    assert run(back + HOUR / 2) == ClockFault.PAUSE
    assert run(back + HOUR) == ""


def test_a_second_clock_jump_within_the_hour_starts_a_new_hour(run, first):
    run(first)
    back = first + 3 * DAY
    run(back)
    for other in (back + 3 * DAY, back + 3 * HOUR):
        assert run(other) == ClockFault.PAUSE
    assert run(back + 4 * HOUR) == ""


def test_after_three_weeks_an_administrator_confirms_the_time(run, stock, admin, first):
    run(first)
    assert run(first + 20 * DAY) == ClockFault.LONG
    assert run(first + 20 * DAY + 2 * HOUR) == ClockFault.LONG
    client = signed_in(admin)
    assert "/settings/clock/" in client.get("/").text
    assert "clock" in conditions(now=timezone.now())
    assert "/settings/clock/" not in client.post("/settings/clock/", follow=True).text
    assert Event.objects.get(kind="clock.confirmed").by == admin
    assert run(first + 20 * DAY + 3 * HOUR) == ""
    assert Loan.objects.filter(status="cancelled").exists()
    assert "clock" not in conditions(now=timezone.now())


def test_the_time_is_confirmed_on_the_server_too(run, first):
    run(first)
    assert run(first + 20 * DAY) == ClockFault.LONG
    assert run(first + 20 * DAY, "--confirm-clock") == ""
    assert Event.objects.get(kind="clock.confirmed").by == User.objects.system()


def test_commands_that_depend_on_the_day_refuse_meanwhile(run, first):
    run(first)
    run(first + 20 * DAY)
    for command in ("anonymise", "remind"):
        with pytest.raises(CommandError, match="confirm-clock"):
            call_command(command)


def test_a_database_with_a_different_time_stops_it(run, monkeypatch, first):
    monkeypatch.setattr(clock, "database_time", lambda: first)
    assert run(first) == ""
    assert run(first + HOUR) == ClockFault.DATABASE
    assert run(first + HOUR, "--confirm-clock") == ""
    assert run(first + HOUR + timedelta(minutes=5)) == ""  # the difference was accepted
    assert run(first + 5 * HOUR) == ClockFault.DATABASE


def test_events_in_the_future_stop_it(run, time_machine, admin, first):
    run(first)
    time_machine.move_to(first + DAY, tick=False)
    client = signed_in(admin)
    client.post("/settings/clock/")
    Clock.objects.update(agreed_at=first)
    assert run(first + HOUR) == ClockFault.RECORDS
    assert run(first + HOUR, "--confirm-clock") == ""
    assert run(first + 2 * HOUR) == ""
    assert run(first + 2 * DAY) == ""
    assert Clock.objects.get().accepted_seconds == 0


def test_files_in_the_future_stop_it(run, settings, tmp_path, first):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "ab").mkdir()
    later = (first + DAY).timestamp()
    os.utime(tmp_path / "ab", (later, later))
    assert run(first) == ClockFault.RECORDS
    assert run(first + DAY) == ""


def test_administrators_are_notified_once_and_the_letter_is_sent(run, admin, mailoutbox, first):
    run(first)
    for minutes in (0, 5):
        run(first + 365 * DAY + timedelta(minutes=minutes))
    assert [letter.to for letter in mailoutbox] == [[admin.email]]
    run(first + HOUR)
    run(first - DAY)
    assert len(mailoutbox) == 2
    assert all(message.not_before <= first + HOUR for message in Message.objects.all())


def test_a_wrong_clock_delays_and_drops_no_letter(run, first):
    run(first)
    ahead = first + 365 * DAY
    late = MessageFactory(not_before=ahead, offered_at=ahead)
    assert offer_messages_again(now=first) == 1
    loan = LoanFactory(prepared=True)
    moot = MessageFactory(kind="loan.due_today", about=loan, not_before=first)
    run(ahead)
    carry(moot.pk, now=ahead)
    moot.refresh_from_db()
    assert (moot.status, late.is_due(first)) == ("waiting", True)
    run(first + HOUR)
    carry(moot.pk, now=first + HOUR)
    moot.refresh_from_db()
    assert moot.status == "dropped"


def test_a_tick_in_the_future_does_not_hide_a_stopped_timer(run, time_machine, first):
    for moment in (first, first + 365 * DAY):
        run(moment)
        pulse_of_tick()
    time_machine.move_to(first + HOUR, tick=False)
    assert last_tick() == first
    assert "tick" in conditions(now=timezone.now())


def test_a_scan_under_a_wrong_clock_ends_no_reservation(run, stock, counter, first):
    run(first)
    run(first + 365 * DAY)
    device = Device.objects.get(status="reserved")
    assert free_scanned(device.asset_tag, by=User.objects.system()) == 0
    assert Voucher.objects.filter(status=VoucherStatus.EXPIRED).count() == 0
