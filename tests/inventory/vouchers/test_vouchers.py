"""Vouchers are encrypted, unique, and never revealed without an event."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.event_messages import sentence_of
from core.workflow.lifecycle import Refused
from inventory.models import Voucher, VoucherBatch
from inventory.vouchers.encryption import clean_voucher_code, decrypt
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.list_rows import VoucherFacts
from inventory.vouchers.operations import vouchers
from inventory.vouchers.operations import vouchers as voucher_operations
from people.models import User
from tests.factories import (
    VoucherFactory,
    VoucherProductFactory,
)
from tests.operations import OPERATIONS
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def receive(coordinator, site):
    product = VoucherProductFactory()

    def receive(*codes, **more):
        facts = [VoucherFacts(code=clean_voucher_code(code)) for code in codes]
        return voucher_operations.receive_vouchers(
            facts, by=coordinator, product=product, site=site, **more
        )

    return receive


def story(voucher):
    return [event.kind for event in Event.objects.about(voucher)]


def test_codes_are_stored_encrypted(receive):
    batch = receive("1234-5678-9012", "abcd efgh")

    vouchers = list(batch.vouchers.order_by("pk"))
    assert [decrypt(v.code_encrypted) for v in vouchers] == ["123456789012", "ABCDEFGH"]
    assert [str(v) for v in vouchers] == ["•••• 9012", "•••• EFGH"]
    assert all(b"123456789012" not in bytes(v.code_encrypted) for v in vouchers)
    assert Event.objects.about(batch).get().data == {"count": 2}
    assert not [event for event in Event.objects.all() if "123456789012" in str(event.data)]


def test_a_batch_is_entered_completely_or_not_at_all(receive):
    VoucherFactory(code="KNOWN000")
    for codes, why in (
        ([], "There are no vouchers in this list."),
        (["123456", "abcdef", "12-34-56"], "3. This code appears twice in the list"),
        (["123456", "KNOWN000"], "2. This code is already in the register"),
        (["123456", ""], "2. The code is missing"),
    ):
        with pytest.raises(Refused, match=why):
            receive(*codes)
        assert Voucher.objects.count() == VoucherBatch.objects.count() == 1, codes


def test_revealing_a_handed_out_code_records_an_event(counter):
    voucher = VoucherFactory(handed_out=True, code="123456789012")

    assert voucher_operations.reveal(voucher, by=counter).code == "123456789012"
    voucher.refresh_from_db()
    assert voucher.revealed_at
    event = Event.objects.about(voucher).get()
    assert (event.kind, event.by, event.data) == ("voucher.shown", counter, {"why": "hand_over"})


def test_a_code_is_revealed_again_only_with_a_listed_reason(counter):
    voucher = VoucherFactory(revealed=True, code="123456789012")

    for why in ("", "hand_over", "because"):
        with pytest.raises(
            Refused, match="has already been shown: give the reason for showing it again"
        ):
            voucher_operations.reveal(voucher, by=counter, why=why)
    assert story(voucher) == []
    assert voucher_operations.reveal(voucher, by=counter, why="paper_lost").code == "123456789012"
    event = Event.objects.about(voucher).get()
    assert event.data == {"why": "paper_lost"}
    assert str(event.sentence) == "Code shown on the screen: the document was lost"


def test_a_slip_reveals_all_of_its_vouchers_or_none(counter):
    new, shown = VoucherFactory(handed_out=True), VoucherFactory(revealed=True)

    with pytest.raises(
        Refused, match="has already been shown: give the reason for showing it again"
    ):
        vouchers.open_for_slip([new, shown], by=counter)
    assert story(new) == []
    opened = vouchers.open_for_slip([new, shown], by=counter, why="unreadable")
    assert [voucher for voucher, _secret in opened] == [new, shown]
    assert Event.objects.about(new).get().data == {"why": "hand_over"}
    assert Event.objects.about(shown).get().data == {"why": "unreadable"}


def test_repr_of_a_secret_is_masked(counter):
    voucher = VoucherFactory(handed_out=True, code="123456789012", pin="4321", puk="87654321")
    secret = voucher_operations.reveal(voucher, by=counter)

    assert (secret.pin, secret.puk, secret.in_groups) == ("4321", "87654321", "1234 5678 9012")
    assert f"{secret!r} {secret}" == "Secret(…) Secret(…)"


def test_a_code_is_not_revealed_before_hand_over(counter):
    for state in ("in_stock", "reserved", "consigned", "expired", "lost", "cancelled"):
        voucher = VoucherFactory(**{state: True})

        with pytest.raises(Refused, match="A code is shown only after the voucher is handed over"):
            voucher_operations.reveal(voucher, by=counter)
        voucher.refresh_from_db()
        assert voucher.revealed_at is None, state


def test_a_code_of_another_key_is_not_shown(counter):
    voucher = VoucherFactory(handed_out=True, code_encrypted=b"not ours")

    with pytest.raises(Refused, match="cannot be read with the keys of this site"):
        voucher_operations.reveal(voucher, by=counter)
    assert story(voucher) == []


def test_the_code_of_another_voucher_is_not_shown(counter):
    voucher, other = VoucherFactory(handed_out=True), VoucherFactory()
    swapped = {"code_encrypted": other.code_encrypted, "sealed_with": "another"}
    system = User.objects.system()
    Event.objects.record("voucherbatch.resealed", voucher.batch, by=system, count=1, key="another")
    Voucher.objects.filter(pk=voucher.pk).update(**swapped)

    with pytest.raises(Refused, match="This is not the code entered for this voucher: do not show"):
        voucher_operations.reveal(voucher, by=counter)
    voucher.refresh_from_db()
    assert (voucher.revealed_at, story(voucher)) == (None, [])


def test_a_voucher_is_cancelled_for_a_reason_of_the_list(coordinator):
    voucher = VoucherFactory(in_stock=True)

    for reason in ("", "replaced", "because"):
        with pytest.raises(Refused, match="Give the reason"):
            voucher_operations.cancel_voucher(voucher, by=coordinator, reason=reason)
    voucher_operations.cancel_voucher(voucher, by=coordinator, reason="refused")
    event = Event.objects.about(voucher).get()
    assert sentence_of(event.kind, event.data) == "Cancelled: refused by the operator"


ACTS = {
    "activate_voucher": ("activated", {"handed_out"}),
    "lose_voucher": ("lost", {"in_stock", "handed_out", "activated"}),
    "cancel_voucher": ("cancelled", {"in_stock", "handed_out", "activated", "lost"}),
}


def step(voucher, act, by):
    reason = {"reason": "refused"} if act == "cancel_voucher" else {}
    OPERATIONS["inventory"][act](voucher, by=by, **reason)


def test_a_voucher_takes_declared_transitions_only(coordinator):
    for state in VoucherStatus.values:
        voucher = VoucherFactory(**{state: True})
        for act, (becomes, starts) in ACTS.items():
            with undone():
                row = Voucher.objects.get(pk=voucher.pk)
                if state in starts:
                    step(row, act, coordinator)
                else:
                    with pytest.raises(Refused):
                        step(row, act, coordinator)
                row.refresh_from_db()
                wanted = (becomes, 1) if state in starts else (state, 0)
                assert (row.status, len(story(row))) == wanted, (state, act)


def test_vouchers_in_stock_expire_after_their_last_day(coordinator):
    today = timezone.localdate()
    late = VoucherFactory(in_stock=True, past_its_day=True)
    VoucherFactory(in_stock=True, valid_until=today)
    VoucherFactory(in_stock=True, valid_until=None)
    VoucherFactory(handed_out=True, past_its_day=True)

    assert voucher_operations.expire_vouchers(by=coordinator, today=today) == 1

    late.refresh_from_db()
    assert late.status == VoucherStatus.EXPIRED
    assert voucher_operations.expire_vouchers(by=coordinator, today=today) == 0


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ({"sim": True}, {"declare_lost", "cancel", "put_in_device"}),
        ({"consigned": True}, set()),
        ({"handed_out": True}, {"reveal", "activate", "replace", "declare_lost", "cancel"}),
        ({"activated": True}, {"reveal", "replace", "declare_lost", "cancel"}),
        ({"expired": True}, set()),
        ({"expired": True, "valid_until": None}, {"reinstate"}),
        ({"lost": True}, {"cancel"}),
        ({"handed_out": True, "status": VoucherStatus.LOST}, {"replace", "cancel"}),
        ({"cancelled": True}, set()),
    ],
)
def test_the_acts_of_a_voucher_follow_from_its_status(state, acts):
    assert VoucherFactory(**state).possible_acts == acts


def test_a_voucher_that_expired_too_early_returns_to_its_previous_status(admin):
    today = timezone.localdate()
    for state, more in (
        (VoucherStatus.IN_STOCK, {}),
        (VoucherStatus.HANDED_OUT, {"handed_out": True}),
        (VoucherStatus.ACTIVATED, {"activated": True, "activated_on": today}),
    ):
        voucher = VoucherFactory(**more, valid_until=today)
        voucher.transition_to(VoucherStatus.EXPIRED)
        voucher_operations.reinstate_voucher(voucher, by=admin)
        assert voucher.status == state
        assert story(voucher) == ["voucher.reinstated"]
        assert voucher_operations.expire_vouchers(by=admin, today=today) == 0
        with pytest.raises(Refused, match="only an expired voucher"):
            voucher_operations.reinstate_voucher(voucher, by=admin)


def test_an_expired_voucher_stays_so_after_its_last_day_and_is_not_activated(admin):
    yesterday = timezone.localdate() - timedelta(days=1)
    used_up = VoucherFactory(activated=True, activated_on=yesterday, valid_until=yesterday)
    used_up.transition_to(VoucherStatus.EXPIRED)
    too_late = VoucherFactory(expired=True, activate_by=yesterday, valid_until=timezone.localdate())
    for voucher in (VoucherFactory(expired=True), used_up, too_late):
        with pytest.raises(Refused, match="it stays expired"):
            voucher_operations.reinstate_voucher(voucher, by=admin)
        with pytest.raises(Refused, match=": only a voucher that was handed over can be activated"):
            voucher_operations.activate_voucher(voucher, by=admin)
        assert voucher.status == VoucherStatus.EXPIRED


def test_vouchers_are_taken_first_to_expire_first():
    today = timezone.localdate()
    never = VoucherFactory(valid_until=None)
    late = VoucherFactory(valid_until=today + timedelta(days=30))
    soon = VoucherFactory(valid_until=today)
    VoucherFactory(valid_until=today - timedelta(days=1))

    assert list(Voucher.objects.available(today)) == [soon, late, never]
