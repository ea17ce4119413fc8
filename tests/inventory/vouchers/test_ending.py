"""Notices of expiring vouchers to holders or organisations, once, seven days before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.vouchers.expiry_alerts import NOTICE_DAYS, remind_holders
from inventory.vouchers.lifecycle import CancelReason, VoucherStatus
from people.models import Message, Organisation
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import Channel
from people.outbox.rendering import words_for
from tests.factories import OrganisationFactory, RecipientFactory, VoucherFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def last_day(today):
    return today + timedelta(days=NOTICE_DAYS)


@pytest.fixture
def person():
    return RecipientFactory(email="yvonne@example.org", phone="", language="en")


def test_an_activated_credit_is_announced_once_to_its_holder(person, today, last_day):
    voucher = VoucherFactory(
        activated=True, recipient=person, valid_until=last_day, code="SECRET-42"
    )
    assert [remind_holders(today=today), remind_holders(today=today)] == [1, 1]
    message = Message.objects.get(kind="vouchers.ending")
    assert (message.about, message.recipient, message.channel) == (voucher, person, Channel.EMAIL)
    words = words_for(LETTERS(message.kind), message)
    assert str(voucher.batch.product) in words.body
    assert "SECRET" not in words.body


@pytest.mark.parametrize(
    "dates",
    [{"activate_by": 8}, {"activate_by": 0, "valid_until": 7}, {"valid_until": 8}],
)
def test_other_days_and_codes_to_activate_by_their_own_day(person, today, dates):
    days = {name: today + timedelta(days=number) for name, number in dates.items()}
    VoucherFactory(handed_out=True, recipient=person, **days)
    assert remind_holders(today=today) == 0


def test_missed_days_are_caught_up(person, today, last_day):
    VoucherFactory(handed_out=True, recipient=person, activate_by=last_day)
    assert remind_holders(today=today + timedelta(days=2)) == 1
    assert remind_holders(today=today + timedelta(days=3)) == 0


def test_the_organisation_is_notified_by_number_for_holders_without_an_address(today, last_day):
    office = OrganisationFactory(approved=True, email="office@example.org")
    person = RecipientFactory(organisation=office, email="", phone="")
    voucher = VoucherFactory(activated=True, recipient=person, valid_until=last_day)
    VoucherFactory(handed_out=True, recipient=None, organisation=office, valid_until=last_day)
    assert remind_holders(today=today) == 1
    message = Message.objects.get()
    assert (message.kind, message.about) == ("vouchers.ending_office", office)
    body = words_for(LETTERS(message.kind), message).body
    assert voucher.last_digits in body
    assert body.count("\N{BULLET}" * 4) == 2
    assert person.last_name not in body


def test_our_own_association_gets_no_letter(today, last_day):
    ours = OrganisationFactory(approved=True, email="us@example.org")
    Organisation.objects.filter(pk=ours.pk).update(is_ours=True)
    VoucherFactory(handed_out=True, recipient=None, organisation=ours, valid_until=last_day)
    assert remind_holders(today=today) == 0


def test_a_credit_cancelled_meanwhile_is_not_announced(person, today, last_day):
    voucher = VoucherFactory(activated=True, recipient=person, valid_until=last_day)
    remind_holders(today=today)
    message = Message.objects.get()
    assert not LETTERS(message.kind).is_moot(message)
    voucher.status, voucher.cancel_reason = VoucherStatus.CANCELLED, CancelReason.REFUSED
    voucher.save()
    message = Message.objects.get()
    assert LETTERS(message.kind).is_moot(message)
