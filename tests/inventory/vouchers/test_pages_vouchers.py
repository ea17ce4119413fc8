import pytest
from django.urls import reverse

from core.models import Event
from inventory.vouchers.lifecycle import VoucherStatus
from tests.cases import level_of
from tests.factories import VoucherBatchFactory, VoucherFactory

CODE = "SECRET4242ABCD"


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site)


@pytest.mark.usefixtures("unrendered")
def test_the_outcomes_of_a_batch_add_up_to_its_size(visitor, batch):
    states = ["in_stock", "in_stock", "reserved", "consigned", "handed_out", "revealed"]
    states += ["activated", "expired", "lost", "cancelled"]
    for state in states:
        VoucherFactory(batch=batch, **{state: True})
    answer = visitor.get(batch.get_absolute_url())
    counts = {status.value: number for status, number in answer.context["counts"]}
    assert answer.context["delivered"] == 10
    assert counts == {
        "in_stock": 2,
        "reserved": 1,
        "consigned": 1,
        "handed_out": 2,
        "activated": 1,
        "expired": 1,
        "lost": 1,
        "cancelled": 1,
    }
    shown = visitor.get(batch.get_absolute_url(), {"status": "lost"}).context["table"]
    assert [row.status for row in shown.paginated_rows] == [VoucherStatus.LOST]


def test_no_page_but_the_reveal_shows_a_code(visitor, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, handed_out=True)
    for path in (
        reverse("voucherbatch_list"),
        batch.get_absolute_url(),
        voucher.get_absolute_url(),
    ):
        text = visitor.get(path).content.decode()
        assert CODE not in text
    assert "•••• ABCD" in visitor.get(batch.get_absolute_url()).content.decode()


def keys_of(answer):
    return {"submission": answer.context["reveal_form"]["submission"].value()}


def test_a_reveal_shows_the_code_once_and_records_an_event(sign_in, counter, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, pin="4321", puk="87654321", handed_out=True)
    visitor, path = sign_in(counter), reverse("voucher_reveal", args=[voucher.pk])
    typed = keys_of(visitor.get(voucher.get_absolute_url()))
    answer = visitor.post(path, typed)
    voucher.refresh_from_db()
    shown = answer.content.decode()
    assert "SECR ET42 42AB CD" in shown
    assert "4321" in shown
    assert "87654321" in shown
    assert "no-store" in answer.headers["Cache-Control"]
    assert voucher.revealed_at
    event = Event.objects.about(voucher).get()
    assert (event.kind, event.by) == ("voucher.shown", counter)
    assert event.data == {"why": "hand_over"}


def test_reloading_a_reveal_shows_no_code_and_records_nothing(sign_in, counter, batch):
    visitor = sign_in(counter)
    for name in ("voucher_reveal", "voucher_slip"):
        voucher = VoucherFactory(batch=batch, code=f"SECRET{name}", handed_out=True)
        path = reverse(name, args=[voucher.pk])
        typed = keys_of(visitor.get(voucher.get_absolute_url()))
        assert visitor.post(path, typed).status_code == 200
        for again in (visitor.post(path, typed, follow=True), visitor.get(path, follow=True)):
            assert "SECR" not in again.content.decode()
            assert again.redirect_chain == [(voucher.get_absolute_url(), 302)]
        assert Event.objects.about(voucher).count() == 1, name


def test_a_second_reveal_requires_and_stores_a_reason(sign_in, counter, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, revealed=True)
    visitor, path = sign_in(counter), reverse("voucher_reveal", args=[voucher.pk])
    answer = visitor.post(path, {"why": ""})
    assert "why" in answer.context["reveal_form"].errors
    assert "SECR" not in answer.content.decode()
    assert not Event.objects.about(voucher).exists()
    answer = visitor.post(path, {"why": "not_working"})
    assert "SECR ET42" in answer.content.decode()
    assert Event.objects.about(voucher).get().data == {"why": "not_working"}


def test_a_code_in_stock_is_not_revealed(sign_in, counter, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, in_stock=True)
    visitor, path = sign_in(counter), reverse("voucher_reveal", args=[voucher.pk])
    assert path not in visitor.get(voucher.get_absolute_url()).content.decode()
    answer = visitor.post(path)
    voucher.refresh_from_db()
    assert (answer.status_code, level_of(answer)) == (302, "danger")
    assert (voucher.revealed_at, Event.objects.about(voucher).exists()) == (None, False)


def test_an_administrator_reinstates_vouchers_one_by_one_or_from_the_list(
    sign_in, visitor, batch, admin
):
    vouchers = VoucherFactory.create_batch(2, batch=batch, expired=True, valid_until=None)
    first, second = vouchers
    path = reverse("voucher_reinstate", args=[first.pk])
    assert path not in visitor.get(first.get_absolute_url()).text
    assert visitor.post(path).status_code == 403
    browser = sign_in(admin)
    assert path in browser.get(first.get_absolute_url()).text
    over = VoucherFactory(batch=batch, expired=True)
    assert "/reinstate/" not in browser.get(over.get_absolute_url()).text
    assert level_of(browser.post(path)) == "success"
    chosen = {
        "list_act": "bulk",
        "do": "reinstate",
        "voucher": [first.pk, second.pk],
        "confirmed": "1",
    }
    browser.post(reverse("voucher_list"), chosen)
    for voucher in vouchers:
        voucher.refresh_from_db()
        assert voucher.status == VoucherStatus.IN_STOCK


def test_buttons_move_a_voucher_to_its_next_status_and_no_other(visitor, batch):
    for state, name, becomes in (
        ("handed_out", "voucher_activate", VoucherStatus.ACTIVATED),
        ("in_stock", "voucher_lost", VoucherStatus.LOST),
        ("in_stock", "voucher_cancel", VoucherStatus.CANCELLED),
        ("reserved", "voucher_lost", None),
    ):
        voucher = VoucherFactory(batch=batch, **{state: True})
        path = reverse(name, args=[voucher.pk])
        page = visitor.get(voucher.get_absolute_url()).content.decode()
        assert (path in page) == bool(becomes), (state, name)
        if name == "voucher_cancel":
            assert visitor.post(path).context["cancel_form"].errors["reason"]
        answer = visitor.post(path, {"reason": "refused"})
        level = level_of(answer)
        assert level == ("success" if becomes else "danger"), (state, name)
        before = voucher.status
        voucher.refresh_from_db()
        assert voucher.status == (becomes or before), (state, name)


def test_vouchers_of_another_site_are_a_404(sign_in, counter):
    voucher = VoucherFactory(handed_out=True)
    visitor = sign_in(counter)
    assert visitor.get(voucher.get_absolute_url()).status_code == 404
    assert visitor.get(voucher.batch.get_absolute_url()).status_code == 404
    assert visitor.post(reverse("voucher_reveal", args=[voucher.pk])).status_code == 404
