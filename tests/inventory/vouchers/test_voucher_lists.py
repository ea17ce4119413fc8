"""Uploaded lists of vouchers: previewed without codes; valid rows are entered."""

import io
import logging
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.lists.spreadsheets import xlsx_of
from core.models import Event
from inventory.models import Voucher, VoucherBatch, VoucherList
from inventory.vouchers.encryption import decrypt
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations import lists as operations
from people.models import User
from tests.factories import VoucherBatchFactory, VoucherFactory, VoucherProductFactory
from tests.inventory.imports.test_reading_lists import book_of
from tests.inventory.lists import read_workbooks_here
from tests.visits import undone

CODE = "SECRET4242ABCD"
GOOD, LONG, DOUBTFUL = "8933100000000000011", "89331000000000000128", "8933100000000000012"
OTHER, THIRD = "8933100000000000029", "8933100000000000037"
FULL = (
    "Code de recharge;ICCID;MSISDN;PIN;PUK;Date limite d'activation;Valable jusqu'au\n"
    f"{CODE};{GOOD};06 39 98 43 21;0042;00345678;31/03/2027;2027-06-30\n"
    f"OTHER99887766;{LONG};33639984322;1234;12345678;;\n"
)


@pytest.fixture(autouse=True)
def _workbooks_are_read_here(monkeypatch):
    read_workbooks_here(monkeypatch)


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


@pytest.fixture
def sim():
    return VoucherProductFactory(kind="sim")


@pytest.fixture
def facts(site):
    return {"product": VoucherProductFactory().pk, "site": site.pk}


def send(visitor, facts, content=None, name="codes.csv", **more):
    if content is not None:
        content = content if isinstance(content, bytes) else content.encode()
        more["file"] = SimpleUploadedFile(name, content)
    return visitor.post(reverse("voucherbatch_add"), {**facts, **more}, follow=True)


def enter(visitor, page):
    path = reverse("voucherlist_enter", args=[page.context["waiting"].pk])
    return visitor.post(path, {"submission": page.context["enter_form"]["submission"].value()})


def reasons(page):
    return {row.row: row.problems for row in page.context["page"] if row.problems}


def test_a_list_is_previewed_before_it_is_entered(visitor, facts):
    page = send(visitor, facts, codes="abcd 1111\r\n\nABCD-2222\n")
    assert not Voucher.objects.exists()
    assert page.context["total"] == 2
    assert "•••• 1111" in page.content.decode()
    enter(visitor, page)
    batch = VoucherBatch.objects.get()
    assert set(batch.vouchers.values_list("status", "last_digits")) == {
        (VoucherStatus.IN_STOCK, "1111"),
        (VoucherStatus.IN_STOCK, "2222"),
    }


@pytest.mark.usefixtures("unrendered")
def test_every_column_of_a_card_is_read_and_kept_out_of_events(visitor, site, sim):
    facts = {"product": sim.pk, "site": site.pk, "activate_by": "2027-02-01"}
    page = send(visitor, facts, FULL)
    assert reasons(page) == {}
    enter(visitor, page)
    one, two = Voucher.objects.order_by("pk")
    assert [decrypt(c) for c in (one.code_encrypted, one.pin_encrypted, one.puk_encrypted)] == [
        CODE,
        "0042",
        "00345678",
    ]
    assert [decrypt(v.number_encrypted) for v in (one, two)] == ["+33639984321", "+33639984322"]
    assert (one.iccid, one.activate_by, one.valid_until) == (
        GOOD,
        date(2027, 3, 31),
        date(2027, 6, 30),
    )
    text = str([event.data for event in Event.objects.all()])
    assert Event.objects.filter(kind="voucher.received").count() == 2
    for secret in (CODE, GOOD, "4321", "0042", "00345678"):
        assert secret not in text
    # the dates of the list apply to rows without dates
    assert (two.activate_by, two.valid_until) == (date(2027, 2, 1), None)


@pytest.mark.usefixtures("unrendered")
def test_codes_come_from_the_column_of_a_file(visitor, facts):
    for content in (
        b"ABCD1111\nABCD2222\n",
        b"\xef\xbb\xbfcode\r\nABCD1111\r\nABCD2222\r\n",
        "n°;Code recharge;prix\n1;ABCD1111;5\n2;ABCD2222;5\n".encode("cp1252"),
        b"label,secret thing\nfirst,ABCD1111\nsecond,ABCD2222\n",
        b"".join(xlsx_of([["Code"], ["ABCD1111"], ["ABCD2222"]])),
    ):
        with undone():
            enter(visitor, send(visitor, facts, content))
            digits = Voucher.objects.order_by("pk").values_list("last_digits", flat=True)
            assert list(digits) == ["1111", "2222"], content[:30]


def test_codes_are_not_taken_for_headings_and_headings_that_are_codes_not_shown(visitor, facts):
    page = send(visitor, facts, codes="ABCDEFGH\nIJKLMNOP\n")
    assert page.context["total"] == 2
    assert "ABCDEFGH" not in page.content.decode()
    page = send(visitor, facts, f"code;{CODE}\nABCD1111;x\n")
    assert CODE not in page.content.decode()
    assert "Column 2" in page.content.decode()


@pytest.mark.usefixtures("unrendered")
def test_cards_and_codes_are_recognised_without_headings(visitor, site, sim):
    page = send(visitor, {"product": sim.pk, "site": site.pk}, f"{GOOD};ABCD1111;0042\n")
    assert page.context["waiting"].columns == {"0": "iccid", "1": "code"}


@pytest.mark.usefixtures("unrendered")
def test_a_card_without_a_code_is_identified_by_its_iccid(visitor, site, sim):
    facts = {"product": sim.pk, "site": site.pk}
    enter(visitor, send(visitor, facts, f"ICCID;PUK\n{GOOD};12345678\n{LONG};\n"))
    cards = Voucher.objects.order_by("pk").values_list("iccid", "code_hash", "last_digits")
    assert list(cards) == [(GOOD, None, "0011"), (LONG, None, "0128")]


@pytest.mark.usefixtures("unrendered")
def test_an_esim_activation_code_is_stored_verbatim(visitor, site):
    product = VoucherProductFactory(kind="esim")
    page = send(visitor, {"product": product.pk, "site": site.pk}, codes="LPA:1$smdp.example$aB-9z")
    enter(visitor, page)
    assert decrypt(Voucher.objects.get().code_encrypted) == "LPA:1$smdp.example$aB-9z"


def test_a_wrong_check_digit_is_a_warning_only(visitor, site, sim):
    page = send(visitor, {"product": sim.pk, "site": site.pk}, f"ICCID\n{DOUBTFUL}\n{GOOD}\n")
    assert page.context["doubts"] == 1
    assert "The check digit of the ICCID is wrong: compare it with the" in page.content.decode()
    enter(visitor, page)
    voucher = Voucher.objects.get(iccid=DOUBTFUL)
    assert "compare it with the card" in visitor.get(voucher.get_absolute_url()).content.decode()


WRONG = [
    ("no;;;;;;", "This is not a code: a code has 6 to 24 letters and digits."),
    (f"{CODE};12AB;;;;;", "This is not an ICCID: an ICCID has 19 or 20 digits and"),
    ("ROWS000001;12345678901234;;;;;", "This is not an ICCID: an ICCID has 19 or 20 digits and"),
    ("ROWS000002;;0639;;;;", "This is not a phone number."),
    ("ROWS000003;;;0;;;", "This is not a PIN: a PIN has 4 to 8 digits, zeros included."),
    ("ROWS000004;;;;345678;;", "This is not a PUK: a PUK has 8 digits, zeros included."),
    ("ROWS000005;8,93E+18;;;;;", "ICCID: shortened by the spreadsheet"),
    ("ROWS000006;;;;;soon;", "The last day for activation is not a date."),
    ("ROWS000007;;;;;31/03/2027;01/03/2027", "before the last day for activation"),
    ("ROWS000008;;;;;31/03/2020;", "The last day of this voucher has passed."),
    (f"TWICE11111;{GOOD};;;;;", "This code appears twice in the list."),
    (f"TWICE11111;{OTHER};;;;;", "This code appears twice in the list."),
    (f"ROWS000009;{THIRD};;;;;", "This card appears twice in the list."),
    (f"ROWS000010;{THIRD};;;;;", "This card appears twice in the list."),
    ("KNOWN11111;;;;;;", "This code is already in the register"),
    (f"ROWS000011;{LONG};;;;;", "This card is already in the register."),
    (";;;1234;;;", "Enter a code or an ICCID: both are missing."),
]


def test_invalid_rows_have_a_reason_and_valid_ones_are_entered(visitor, site, sim, caplog):
    caplog.set_level(logging.DEBUG)
    VoucherFactory(code="KNOWN11111", sim=True, iccid=LONG)
    head = "code;iccid;msisdn;pin;puk;activate by;valid until\n"
    rows = "\n".join(row for row, _why in WRONG)
    page = send(visitor, {"product": sim.pk, "site": site.pk}, f"{head}FINE112233;;;;;;\n{rows}\n")
    why_not = reasons(page)
    assert set(why_not) == set(range(3, 3 + len(WRONG)))
    for number, (row, why) in enumerate(WRONG, 3):
        assert why in str(why_not[number]), row
    entered = enter(visitor, page)
    assert set(Voucher.objects.values_list("last_digits", flat=True)) == {"1111", "2233"}
    left = visitor.get(entered.headers["Location"])
    assert [*reasons(left).values()] == [*why_not.values()]
    assert "/enter/" not in left.content.decode()
    answer = enter(visitor, left)
    assert "Every row is refused" in answer.content.decode()
    for secret in (CODE, "KNOWN11111", "FINE112233", "TWICE11111", "ROWS0000"):
        assert secret not in page.content.decode() + answer.content.decode() + caplog.text


@pytest.mark.usefixtures("unrendered")
def test_an_invalid_file_is_refused(visitor, facts):
    for content, name in (
        (b"\0\1\2", "codes.txt"),
        (b"9" * (2 * 1024 * 1024 + 1), "codes.txt"),
        (b"<html><table><tr><td>ABCD1111</td></tr></table>", "codes.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "codes.xls"),
        (b'"ABCD1111\nABCD2222', "codes.csv"),
        (b"PK\x03\x04 no zip at all", "codes.xlsx"),
        (b"   \n", "codes.csv"),
        (workbook(bomb), "codes.xlsx"),
    ):
        page = send(visitor, facts, content, name=name)
        assert "file" in page.context["form"].errors, content[:30]
    assert not VoucherList.objects.exists()


def workbook(change):
    """Return a workbook with a single code, and its sheet changed by `change`."""
    written, good = io.BytesIO(), io.BytesIO(b"".join(xlsx_of([["Code"], ["ABCD1111"]])))
    with (
        zipfile.ZipFile(good) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in source.namelist():
            content = source.read(name)
            bad.writestr(name, change(content) if "sheet1" in name else content)
    return written.getvalue()


def bomb(sheet):
    """Add spaces that exceed the limit of an unpacked workbook."""
    return sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * 11_000_000)


@pytest.mark.usefixtures("unrendered")
def test_an_empty_list_and_two_sources_are_refused(visitor, facts):
    assert send(visitor, facts, codes=" \n").context["form"].non_field_errors()
    page = send(visitor, facts, "code\nABCD1111\n", codes="ABCD2222")
    assert "not both" in " ".join(page.context["form"].non_field_errors())


def test_pasted_codes_are_not_echoed(visitor, site):
    page = send(visitor, {"site": site.pk}, codes=CODE)
    assert "product" in page.context["form"].errors
    assert CODE not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_sheets_and_headings_are_chosen_without_showing_a_code(visitor, facts):
    titled = [["Recharges"], ["Livraison 12"], ["Code", "Prix"], ["ABCD1111", 5], ["no", 5]]
    content = book_of(("Lot 1", titled), ("Lot 2", [["Code"], ["EFGH2222"]]))
    page = send(visitor, facts, content, name="codes.xlsx")
    assert page.context["total"] == 3
    assert page.context["reasons"] == [
        ("This is not a code: a code has 6 to 24 letters and digits.", 1)
    ]

    path = reverse("voucherlist_reading", args=[page.context["waiting"].pk])
    preview = visitor.get(path).content.decode()
    assert "Recharges" in preview
    assert "ABCD1111" not in preview
    page = visitor.post(path, {"sheets": ["Lot 1"], "heading_0": 3, "heading_1": 1}, follow=True)
    assert page.context["total"] == 2
    refused = visitor.get(reverse("voucherlist_refused", args=[page.context["waiting"].pk, "csv"]))
    assert "5,This is not a code" in refused.getvalue().decode()


@pytest.mark.usefixtures("unrendered")
def test_columns_are_matched_by_hand(visitor, facts):
    page = send(visitor, facts, "this,that\nXX,ABCD1111\n")
    waiting = page.context["waiting"]
    assert waiting.columns == {"1": "code"}
    path = reverse("voucherlist_columns", args=[waiting.pk])
    page = visitor.post(path, {"column-0": "code", "column-1": ""}, follow=True)
    assert reasons(page) == {2: ["This is not a code: a code has 6 to 24 letters and digits."]}
    page = visitor.post(path, {"column-0": "code", "column-1": "code"})
    assert page.context["columns_form"].non_field_errors()


@pytest.mark.usefixtures("unrendered")
def test_the_stored_list_is_encrypted_and_deleted_after_use(visitor, facts):
    page = send(visitor, facts, codes=CODE)
    waiting = VoucherList.objects.get()
    assert CODE.encode() not in bytes(waiting.content_encrypted)
    enter(visitor, page)
    assert not VoucherList.objects.exists()
    page = send(visitor, facts, codes="ABCD1111")
    visitor.post(reverse("voucherlist_drop", args=[page.context["waiting"].pk]))
    assert not VoucherList.objects.exists()
    assert Voucher.objects.count() == 1


@pytest.mark.usefixtures("unrendered")
def test_a_list_entered_twice_is_entered_once(visitor, facts):
    page = send(visitor, facts, codes=CODE)
    enter(visitor, page)
    answer = enter(visitor, page)
    assert answer.status_code == 302
    assert Voucher.objects.count() == 1


@pytest.mark.usefixtures("unrendered")
def test_a_list_not_entered_is_deleted_within_the_hour(visitor, facts):
    send(visitor, facts, codes=CODE)
    now, system = timezone.now(), User.objects.system()
    assert operations.forget_voucher_lists(by=system, now=now + timedelta(minutes=59)) == 0
    assert operations.forget_voucher_lists(by=system, now=now + timedelta(minutes=61)) == 1
    assert not VoucherList.objects.exists()


def test_a_code_entered_meanwhile_is_reported(visitor, facts):
    page = send(visitor, facts, codes=CODE)
    VoucherFactory(code=CODE, batch=VoucherBatchFactory())
    answer = enter(visitor, page)
    assert "Every row is refused" in answer.content.decode()
