"""The page of returns: scans and their responses, then the receipts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Photo
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import ReturnLine, ReturnSession
from loans.returns import operations as return_operations
from tests.cases import level_of
from tests.drawing import words_written
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    SiteFactory,
    VoucherFactory,
)
from tests.leaks import words_of
from tests.loans.conftest import drawing
from tests.visits import pages_unrendered


@pytest.fixture
def visitor(sign_in, counter):
    counter.language = "en"
    counter.save()
    return sign_in(counter)


@pytest.fixture
def item(site, person):
    loan = LoanFactory(overdue=True, site=site, recipient=person, organisation=person.organisation)
    return LoanItemFactory(open=True, loan=loan, device__site=site)


def scan(visitor, code):
    """Scan a code; return the response with the list fragment."""
    return visitor.post(reverse("return_put"), {"code": code}, headers={"HX-Request": "true"})


def finish(visitor, **values):
    with pages_unrendered():
        page = visitor.get(reverse("return_finish"))
    shown = page.context["form"]["shown"].value()
    return visitor.post(reverse("return_finish"), {"shown": shown} | values)


def receipt(visitor, item):
    item.refresh_from_db()
    return visitor.get(reverse("receipt_file", args=[item.loan_id, item.receipt_id])).content


def test_a_scan_is_listed_once_with_its_loan_its_days_overdue_and_a_sim_card(visitor, item):
    VoucherFactory(handed_out=True, device=item.device, iccid="8933010000000000012")
    code = {"code": item.device.asset_tag.lower()}
    assert "Press “OK”" in visitor.get(reverse("return_scan"), code).content.decode()
    page = visitor.post(reverse("return_put"), code, follow=True).content.decode()
    assert 'data-sound="success"' in page
    for words in (item.loan.number, "Awa Kerjean", "1 day late", "SIM card"):
        assert words in page
    answer = scan(visitor, item.device.asset_tag)
    assert answer.content.decode().lstrip().startswith("<div data-read-at=")
    assert ReturnLine.objects.count() == 1
    assert item.device.asset_tag in visitor.get(reverse("return_scan")).content.decode()
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.ON_LOAN
    visitor.post(reverse("returnline_off", args=[ReturnLine.objects.get().pk]))
    assert not ReturnLine.objects.waiting().exists()


def test_a_return_with_a_missing_charger_is_signed_and_printed(visitor, item, site):
    charger = LoanItemFactory(
        of_accessories=True, open=True, loan=item.loan, accessory=AccessoryKindFactory()
    )
    scan(visitor, item.device.asset_tag)
    data = {"condition": "damaged", "may_hold_data": "yes", "note": "Hinge loose"}
    visitor.post(reverse("returnline_say", args=[ReturnLine.objects.get(item=item).pk]), data)
    line = ReturnLine.objects.get(item=charger)
    visitor.post(reverse("returnline_count", args=[line.pk]), {"count": "0"})
    assert "signature_name" not in visitor.get(reverse("return_finish")).text  # on the kiosk only
    done = finish(visitor, signature=drawing())
    assert done.url == reverse("return_done", args=[line.session_id])
    assert "0 of 1 here" in visitor.get(done.url).content.decode()
    words = " ".join(words_of(receipt(visitor, item)).split())
    for expected in ("Awa Kerjean", item.device.asset_tag, "0 sur 1", "1 jour de retard", "écran"):
        assert expected in words
    charger.refresh_from_db()
    assert charger.status == ItemStatus.OPEN
    recorded = (item.condition, item.may_hold_data, item.return_note)
    assert recorded == ("damaged", True, "Hinge loose")


def test_a_name_typed_under_a_receipt_is_shown_to_our_team(visitor, item):
    scan(visitor, item.device.asset_tag)
    done = finish(visitor, signature_typed="on", signature_name="Luc Riou")
    assert "Luc Riou" in visitor.get(done.url).content.decode()


def test_the_receipt_of_an_organisation_has_no_person(visitor, item, site):
    other = RecipientFactory(organisation=item.loan.organisation)
    loan = LoanFactory(active=True, site=site, recipient=other, organisation=other.organisation)
    second = LoanItemFactory(open=True, loan=loan, device__site=site)
    scan(visitor, item.device.asset_tag)
    scan(visitor, second.device.asset_tag)
    finish(visitor, by_structure="yes")
    words = words_written(receipt(visitor, item))
    assert "Date et signature" in words
    assert item.loan.organisation.name in words
    assert second.device.asset_tag in words
    assert "Kerjean" not in words


def test_all_items_of_a_loan_are_added_by_one_button(visitor, item):
    LoanItemFactory(open=True, loan=item.loan)
    visitor.post(reverse("loan_return", args=[item.loan_id]))
    assert ReturnLine.objects.waiting().count() == 2


def test_items_that_cannot_be_returned_are_refused_with_their_status(visitor, item, site):
    for state, words in (
        ("ready", "is not out"),
        ("received", "is not out"),
        ("withdrawn", "entered in error"),
        ("lost", "”: a coordinator must put it back into stock."),
    ):
        device = DeviceFactory(**{state: True}, site=site)
        page = scan(visitor, device.asset_tag).content.decode()
        assert words in page, state
        assert 'data-sound="danger"' in page, state
    page = visitor.post(reverse("return_put"), {"code": device.asset_tag}, follow=True)
    assert f'value="{device.asset_tag}"' in page.content.decode()
    for state in ("reserved", "lost"):
        of_loan = LoanItemFactory(**{state: True}, loan__site=site, device__site=site)
        assert of_loan.loan.number in scan(visitor, of_loan.device.asset_tag).content.decode()
    elsewhere = LoanItemFactory(open=True, device__site=SiteFactory(name="Brest"))
    voucher = VoucherFactory(handed_out=True, batch__site=site, iccid="8933010000000000012")
    for code, words in (
        (elsewhere.device.asset_tag, "another site (Brest)"),
        (item.loan.number, "scan its devices"),
        ("NOTHING-OF-OURS", "Unknown code"),
        (voucher.iccid, "the person keeps it"),
    ):
        assert words in scan(visitor, code).content.decode()
    assert not ReturnLine.objects.exists()


def test_the_list_takes_bounded_queries(visitor, site):
    loans = LoanFactory.create_batch(3, active=True, site=site)
    items = [LoanItemFactory(open=True, loan=loan, device__site=site) for loan in loans]
    by = ReturnSession(owner_id=visitor.session["_auth_user_id"]).owner
    return_operations.put_in_return(items[:1], by=by)
    with CaptureQueriesContext(connection) as one:
        visitor.get(reverse("return_scan"))
    return_operations.put_in_return(items[1:], by=by)
    with CaptureQueriesContext(connection) as three:
        visitor.get(reverse("return_scan"))
    assert len(three) <= len(one)


def test_a_photo_is_added_on_the_list_and_shown_beside_its_device(visitor, item, picture):
    scan(visitor, item.device.asset_tag)
    path = reverse("returnline_photo", args=[ReturnLine.objects.get(item=item).pk])
    for sent in ({}, {"pictures": SimpleUploadedFile("x.png", b"no picture")}):
        assert level_of(visitor.post(path, sent)) == "danger"
        assert not Photo.objects.exists()
    sent = SimpleUploadedFile("crack.jpg", picture, content_type="image/jpeg")
    page = visitor.post(path, {"pictures": sent}, follow=True)
    photo = Photo.objects.of(item.device).get()
    assert reverse("photo_file", args=[photo.pk]) in page.content.decode()
