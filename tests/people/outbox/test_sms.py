"""SMS: numbers, lengths as networks count them, and quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from people.outbox import jobs
from people.outbox import letter_kinds as letters
from people.outbox.checks import check_sms_carrier
from people.outbox.jobs import quiet_until
from people.outbox.letter_kinds import Kind
from people.outbox.lifecycle import Channel, Trouble
from people.outbox.phones import e164, takes_sms
from people.outbox.posting import post
from people.outbox.rendering import sample_words, usual_texts
from people.outbox.sms.length import measure, plain_sms
from tests.factories import GuardianFactory, MessageFactory, RecipientFactory, RequestFactory
from tests.people.outbox.sms import SENT

NIGHT = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)  # 22:30 in Paris
MORNING = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)  # 8:00 in Paris


@pytest.fixture
def sms(settings):
    settings.SMS_BACKEND = "tests.people.outbox.sms.StoringBackend"
    settings.QUIET_HOURS = []
    SENT.clear()
    return SENT


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(letters.LETTERS, "kinds", dict(letters.LETTERS.kinds))
    both = Kind("test.both", "Both", "all", subject="S", body="B", sms="Bonjour {name}…")
    letters.register(both)
    return both


def test_a_backend_that_does_not_exist_is_reported_by_checks(settings):
    settings.SMS_BACKEND = "nowhere.Backend"
    (error,) = check_sms_carrier(None)
    assert error.msg == "SMS_BACKEND does not exist: nowhere.Backend."


# --- Numbers --------------------------------------------------------------------------------------
NUMBERS = [
    ("06 39 98 00 01", "+33639980001"),
    ("06.39.98.00.01", "+33639980001"),
    ("+33 6 39 98 00 01", "+33639980001"),
    ("+33 (0)6 39 98 00 01", "+33639980001"),
    ("0033639980001", "+33639980001"),
    ("02 61 91 00 01", "+33261910001"),
    ("0692 00 00 01", "+262692000001"),
    ("+351 912 345 678", "+351912345678"),
    ("06 39 98", ""),
    ("à demander", ""),
    ("", ""),
    (None, ""),
]


def test_phone_numbers_are_converted_to_e164():
    for text, number in NUMBERS:
        assert e164(text) == number, text


def test_a_french_landline_gets_no_sms():
    taking = {"+33639980001": True, "+33261910001": False, "+351912345678": True, "": False}
    assert {number: takes_sms(number) for number in taking} == taking


# --- Lengths --------------------------------------------------------------------------------------
LENGTHS = [
    ("", "GSM-7", 0, 1),
    ("é" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("€" * 80, "GSM-7", 160, 1),
    # An escape is never separated from its character, so 76 such pairs fill 152 of 153 septets.
    ("€" * 153, "GSM-7", 306, 3),
    ("ê" * 70, "UCS-2", 70, 1),
    ("ê" * 71, "UCS-2", 71, 2),
    ("ê" * 134, "UCS-2", 134, 2),
    ("ê" * 135, "UCS-2", 135, 3),
    ("🙂" * 35, "UCS-2", 70, 1),
    ("🙂" * 67, "UCS-2", 134, 3),
]


def test_the_length_of_an_sms_is_counted_in_gsm7_or_ucs2():
    for text, *expected in LENGTHS:
        length = measure(text)
        assert [length.encoding, length.units, length.parts] == expected, text


def test_typographic_characters_are_replaced_to_stay_in_gsm7():
    assert plain_sms("« L’œuvre »… – ok\u00a0! ") == '" L\'oeuvre "... - ok !'
    assert measure(plain_sms("« L’œuvre »… – ok\u00a0! ")).is_gsm
    assert measure("garçon, fenêtre").odd == "çê"


def test_default_texts_fit_in_two_sms(db):
    long = {}
    for language in ("fr", "en"):
        with translation.override(language):
            for kind in letters.LETTERS:
                length = measure(sample_words(kind, usual_texts(kind)).sms)
                if not length.is_gsm or length.parts > 2:
                    long[kind.code, language] = length
    assert long == {}


# --- Sending --------------------------------------------------------------------------------------
def carry(message, now=None):
    jobs.carry(message.pk, now=now or timezone.now())
    message.refresh_from_db()
    return message


def test_recipients_without_email_get_an_sms(db, sms, kind):
    person = RecipientFactory(phone="06 39 98 00 01", email="", first_name="Awa", last_name="Diop")
    message = post(kind.code, RequestFactory(), to=person)
    assert message.channel == Channel.SMS
    assert carry(message).status == "sent"
    assert sms == [("+33639980001", "Bonjour Awa Diop...")]


def test_with_both_addresses_the_preferred_channel_is_used(db, sms, kind):
    person = RecipientFactory(phone="06 39 98 00 01", email="awa@example.org")
    assert post(kind.code, RequestFactory(), to=person).channel == Channel.EMAIL
    letters.register(Kind("test.sms", "SMS", "all", "S", "B", "T", first=Channel.SMS))
    assert post("test.sms", RequestFactory(), to=person).channel == Channel.SMS


def test_a_minor_without_a_phone_gets_the_guardians_number(db, sms, kind):
    person = RecipientFactory(minor=True, phone="02 61 91 00 01", email="")
    GuardianFactory(recipient=person, phone="06 39 98 00 02")
    carry(post(kind.code, RequestFactory(), to=person))
    assert [number for number, _text in sms] == ["+33639980002"]


def test_an_anonymised_person_has_no_number(db, sms, kind):
    person = RecipientFactory(anonymised=True)
    message = carry(MessageFactory(to_recipient=True, recipient=person, kind="test.both"))
    assert (message.status, message.trouble) == ("failed", Trouble.NO_ADDRESS)


def test_with_sms_off_no_phone_is_chosen(db, kind, settings):
    settings.QUIET_HOURS = []
    person = RecipientFactory(phone="06 39 98 00 01", email="")
    assert post(kind.code, RequestFactory(), to=person).channel == Channel.EMAIL
    message = post(kind.code, RequestFactory(), to=person, channel=Channel.SMS)
    assert carry(message).trouble == Trouble.SWITCHED_OFF


def test_the_console_transport_prints_the_sms(db, kind, settings, capsys):
    settings.SMS_BACKEND = "people.outbox.sms.Console"
    settings.QUIET_HOURS = []
    person = RecipientFactory(phone="06 39 98 00 01", email="")
    assert carry(post(kind.code, RequestFactory(), to=person)).status == "kept"
    assert "+33639980001" in capsys.readouterr().out


# --- Quiet hours ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ((time(20), time(8)), NIGHT, MORNING),
        ((time(20), time(8)), NIGHT + timedelta(hours=3), MORNING),
        ((time(20), time(8)), MORNING, None),
        ((time(20), time(8)), MORNING - timedelta(seconds=1), MORNING),
        ((time(12), time(14)), NIGHT, None),
        ((time(22), time(23)), NIGHT, datetime(2026, 3, 2, 22, 0, tzinfo=UTC)),
        # The clocks change that night, after which 8:00 is 6:00 UTC.
        (
            (time(20), time(8)),
            datetime(2026, 3, 28, 21, 30, tzinfo=UTC),
            datetime(2026, 3, 29, 6, 0, tzinfo=UTC),
        ),
        ((), NIGHT, None),
    ],
)
def test_quiet_hours_end_in_the_morning(db, settings, hours, now, until):
    settings.QUIET_HOURS = list(hours)
    assert quiet_until(now, Channel.SMS) == until


def test_an_sms_waits_for_the_morning_and_a_mail_does_not(db, sms, kind, settings, mailoutbox):
    settings.QUIET_HOURS = [time(20), time(8)]
    both = {"to_recipient": True, "kind": kind.code, "not_before": NIGHT}
    person = RecipientFactory(phone="06 39 98 00 01", email="awa@example.org")
    text = carry(MessageFactory(**both, recipient=person, channel="sms"), NIGHT)
    mail = carry(MessageFactory(**both, recipient=person), NIGHT)
    assert (text.status, text.not_before, text.attempts) == ("waiting", MORNING, 0)
    assert mail.status == "sent"
    assert carry(text, MORNING - timedelta(minutes=1)).status == "waiting"
    assert carry(text, MORNING).status == "sent"
    assert len(sms) == len(mailoutbox) == 1


def test_mails_wait_in_quiet_hours_by_a_setting(db, settings, mailoutbox):
    settings.QUIET_HOURS = [time(20), time(8)]
    settings.QUIET_CHANNELS = ["sms", "email"]
    message = carry(MessageFactory(not_before=NIGHT), NIGHT)
    assert (message.status, message.not_before) == ("waiting", MORNING)
    assert mailoutbox == []


def test_urgent_messages_ignore_quiet_hours(db, sms, kind, settings):
    settings.QUIET_HOURS = [time(20), time(8)]
    person = RecipientFactory(phone="06 39 98 00 01")
    message = MessageFactory(
        to_recipient=True,
        recipient=person,
        kind=kind.code,
        channel="sms",
        is_urgent=True,
        not_before=NIGHT,
    )
    assert carry(message, NIGHT).status == "sent"


def test_the_tick_sends_waiting_messages_in_the_morning(db, sms, kind):
    person = RecipientFactory(phone="06 39 98 00 01", email="")
    later = timezone.now() + timedelta(hours=1)
    message = post(kind.code, RequestFactory(), to=person, not_before=later)
    call_command("tick")
    assert sms == []
    type(message).objects.filter(pk=message.pk).update(not_before=timezone.now())
    for _time in range(2):
        call_command("tick")
    assert len(sms) == 1
