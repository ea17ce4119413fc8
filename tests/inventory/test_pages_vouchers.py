import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from inventory.forms.vouchers import codes_in_table
from inventory.lifecycle import VoucherStatus
from inventory.models import Voucher, VoucherBatch
from tests.factories import (
    OrganisationFactory,
    VoucherBatchFactory,
    VoucherFactory,
    VoucherProductFactory,
)

CODE = "SECRET4242ABCD"


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site)


@pytest.fixture
def facts(site):
    return {"product": VoucherProductFactory().pk, "site": site.pk, "valid_until": "2027-03-31"}


def receive(visitor, facts, **more):
    return visitor.post(reverse("voucherbatch_add"), {**facts, **more}, follow=True)


def test_a_batch_of_pasted_codes_comes_in_stock(visitor, facts):
    answer = receive(visitor, facts, codes="abcd 1111\r\n\nABCD-2222\n")
    batch = VoucherBatch.objects.get()
    assert answer.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert set(batch.vouchers.values_list("status", "last_digits")) == {
        (VoucherStatus.IN_STOCK, "1111"),
        (VoucherStatus.IN_STOCK, "2222"),
    }


@pytest.mark.parametrize(
    "content",
    [
        b"ABCD1111\nABCD2222\n",
        b"\xef\xbb\xbfcode\r\nABCD1111\r\nABCD2222\r\n",
        "n°;Code recharge;prix\n1;ABCD1111;5\n2;ABCD2222;5\n".encode("cp1252"),
        b"label,pin\nfirst,ABCD1111\nsecond,ABCD2222\n",
    ],
)
def test_codes_come_from_the_column_of_a_file(visitor, facts, content):
    receive(visitor, facts, file=SimpleUploadedFile("codes.csv", content))
    digits = Voucher.objects.order_by("pk").values_list("last_digits", flat=True)
    assert list(digits) == ["1111", "2222"]


def test_a_first_code_without_digits_is_no_heading():
    assert codes_in_table("ABCDEFGH\nIJKLMNOP\n") == ["ABCDEFGH", "IJKLMNOP"]


@pytest.mark.parametrize(
    ("codes", "row"), [(f"{CODE}\nno", "2"), (f"{CODE}\n{CODE}", "2"), ("KNOWN11111", "1")]
)
def test_a_refusal_names_rows_and_keeps_the_form(visitor, facts, batch, codes, row, caplog):
    caplog.set_level(logging.DEBUG)
    receive(visitor, facts, codes="KNOWN11111")
    answer = receive(visitor, facts, codes=codes)
    (message,) = answer.context["form"].non_field_errors()
    assert row in message
    assert codes.split()[0] not in message
    assert codes in answer.content.decode().replace("\r\n", "\n")
    assert Voucher.objects.count() == 1
    assert CODE not in caplog.text


def test_the_codes_of_a_refused_file_can_be_mended_on_the_form(visitor, facts):
    upload = SimpleUploadedFile("codes.txt", b"ABCD1111\nno\n")
    answer = receive(visitor, facts, file=upload)
    assert "ABCD1111\nno" in answer.content.decode()
    assert not Voucher.objects.exists()


@pytest.mark.parametrize("content", [b"\0\1\2", b"9" * (1024 * 1024 + 1)])
def test_a_file_that_is_no_list_is_refused(visitor, facts, content):
    answer = receive(visitor, facts, file=SimpleUploadedFile("codes.txt", content))
    assert "file" in answer.context["form"].errors
    assert not Voucher.objects.exists()


def test_an_empty_list_is_refused(visitor, facts):
    assert receive(visitor, facts, codes=" \n").context["form"].non_field_errors()
    assert not VoucherBatch.objects.exists()


def test_delivered_is_the_sum_of_what_became_of_the_batch(visitor, batch):
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
    assert [row.record.status for row in shown.paginated_rows] == [VoucherStatus.LOST]


def test_no_page_but_the_reveal_shows_a_code(visitor, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, handed_out=True)
    for path in (
        reverse("voucherbatch_list"),
        batch.get_absolute_url(),
        voucher.get_absolute_url(),
        reverse("voucher_consign", args=[voucher.pk]),
    ):
        text = visitor.get(path).content.decode()
        assert CODE not in text
    assert "•••• ABCD" in visitor.get(batch.get_absolute_url()).content.decode()


def test_a_reveal_shows_the_code_once_and_leaves_a_trace(sign_in, counter, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, handed_out=True)
    visitor, path = sign_in(counter), reverse("voucher_reveal", args=[voucher.pk])
    answer = visitor.post(path)
    voucher.refresh_from_db()
    assert CODE in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert voucher.revealed_at
    event = Event.objects.about(voucher).get()
    assert (event.kind, event.by, event.data) == ("voucher.revealed", counter, {})
    again = visitor.get(path, follow=True)
    assert CODE not in again.content.decode()
    assert again.redirect_chain == [(voucher.get_absolute_url(), 302)]


def test_a_code_in_stock_is_not_revealed(sign_in, counter, batch):
    voucher = VoucherFactory(batch=batch, code=CODE, in_stock=True)
    visitor, path = sign_in(counter), reverse("voucher_reveal", args=[voucher.pk])
    assert path not in visitor.get(voucher.get_absolute_url()).content.decode()
    answer = visitor.post(path, follow=True)
    voucher.refresh_from_db()
    assert CODE not in answer.content.decode()
    assert "alert-danger" in answer.content.decode()
    assert (voucher.revealed_at, Event.objects.about(voucher).exists()) == (None, False)


@pytest.mark.parametrize(
    ("state", "name", "becomes"),
    [
        ("handed_out", "voucher_activate", VoucherStatus.ACTIVATED),
        ("in_stock", "voucher_lost", VoucherStatus.LOST),
        ("in_stock", "voucher_cancel", VoucherStatus.CANCELLED),
        ("consigned", "voucher_give_back", VoucherStatus.IN_STOCK),
    ],
)
def test_a_button_takes_the_voucher_one_step(visitor, batch, state, name, becomes):
    voucher = VoucherFactory(batch=batch, **{state: True})
    path = reverse(name, args=[voucher.pk])
    assert path in visitor.get(voucher.get_absolute_url()).content.decode()
    visitor.post(path)
    voucher.refresh_from_db()
    assert voucher.status == becomes


@pytest.mark.parametrize(
    ("state", "name"), [("reserved", "voucher_lost"), ("handed_out", "voucher_give_back")]
)
def test_a_step_that_is_not_allowed_is_refused_in_words(visitor, batch, state, name):
    voucher = VoucherFactory(batch=batch, **{state: True})
    before = voucher.status
    answer = visitor.post(reverse(name, args=[voucher.pk]), follow=True)
    voucher.refresh_from_db()
    assert voucher.status == before
    assert "alert-danger" in answer.content.decode()


def test_a_voucher_is_consigned_to_an_approved_structure(visitor, batch):
    voucher, structure = VoucherFactory(batch=batch), OrganisationFactory(approved=True)
    OrganisationFactory(name="Not yet", asked=True)
    path = reverse("voucher_consign", args=[voucher.pk])
    answer = visitor.post(path, {"organisation": "Not yet"})
    assert 'value="Not yet"' in answer.content.decode()
    visitor.post(path, {"organisation": structure.name.lower()})
    voucher.refresh_from_db()
    assert (voucher.status, voucher.organisation) == (VoucherStatus.CONSIGNED, structure)


def test_so_many_of_a_batch_are_consigned_those_that_expire_first(visitor, batch):
    today = timezone.localdate()
    late, soon, none = (
        VoucherFactory(batch=batch, valid_until=day)
        for day in (today + timedelta(days=90), today + timedelta(days=9), None)
    )
    VoucherFactory(batch=batch, past_its_day=True)
    structure = OrganisationFactory(approved=True)
    path = reverse("voucherbatch_consign", args=[batch.pk])
    answer = visitor.post(path, {"organisation": structure.name, "quantity": "4"})
    assert "quantity" in answer.context["form"].errors
    visitor.post(path, {"organisation": structure.name, "quantity": "2"})
    consigned = Voucher.objects.filter(status=VoucherStatus.CONSIGNED, organisation=structure)
    assert set(consigned) == {late, soon}
    none.refresh_from_db()
    assert none.status == VoucherStatus.IN_STOCK


def test_the_counter_reads_and_does_not_change(sign_in, counter, technician, batch):
    voucher = VoucherFactory(batch=batch)
    visitor = sign_in(counter)
    assert visitor.get(reverse("voucherbatch_add")).status_code == 403
    assert visitor.post(reverse("voucher_lost", args=[voucher.pk])).status_code == 403
    assert visitor.get(voucher.get_absolute_url()).status_code == 200
    assert sign_in(technician).get(voucher.get_absolute_url()).status_code == 403


def test_vouchers_of_another_site_are_not_there(sign_in, counter):
    voucher = VoucherFactory(handed_out=True)
    visitor = sign_in(counter)
    assert visitor.get(voucher.get_absolute_url()).status_code == 404
    assert visitor.get(voucher.batch.get_absolute_url()).status_code == 404
    assert visitor.post(reverse("voucher_reveal", args=[voucher.pk])).status_code == 404
