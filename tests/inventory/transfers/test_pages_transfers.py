"""Pages of transfers: prepare, load and receive by scanning, slip, decisions."""

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.qr import document_address
from inventory.models import Device, Freight, Transfer
from inventory.transfers import operations as transfer_operations
from tests.cases import tried
from tests.factories import DeviceFactory, FreightFactory, SiteFactory, TransferFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true", "HX-Target": "freight"}


@pytest.fixture
def away(db):
    return SiteFactory(name="Away", address="3 rue des Ajoncs", town="Brest")


@pytest.fixture
def enter(sign_in):
    """Factory `enter(site)` for the client of a volunteer of that site."""

    def enter(site):
        return sign_in(UserFactory(volunteer=True, sites=[site], site=site, language="en"))

    return enter


@pytest.fixture
def transfer(site, away):
    return TransferFactory(origin=site, destination=away, number="T26-0001")


def scan(visitor, transfer, code, **more):
    return visitor.post(reverse("transfer_scan", args=[transfer.pk]), {"code": str(code)}, **more)


def test_a_transfer_is_prepared_loaded_and_sent(enter, site, away):
    visitor = enter(site)
    page = visitor.get(reverse("transfer_add"))
    assert page.context["form"]["origin"].initial == site.pk
    visitor.post(reverse("transfer_add"), {"origin": site.pk, "destination": away.pk})
    transfer = Transfer.objects.get()
    first, second = DeviceFactory.create_batch(2, site=site)
    page = scan(visitor, transfer, first, headers=HTMX).content.decode()
    assert page.lstrip().startswith("<div data-read-at=")
    assert 'data-sound="success"' in page
    assert 'data-sound="warning"' in scan(visitor, transfer, first, headers=HTMX).content.decode()
    assert scan(visitor, transfer, second).url == transfer.get_absolute_url()
    page = visitor.post(
        reverse("transfer_send", args=[transfer.pk]), {"carrier": "Marc, in the van"}, follow=True
    )
    assert "Undo this" in page.content.decode()
    transfer.refresh_from_db()
    assert (transfer.status, transfer.carrier) == ("sent", "Marc, in the van")
    assert Device.objects.filter(transfer=transfer).count() == 2


def test_a_code_without_a_device_and_an_empty_transfer_are_refused(enter, site, transfer):
    visitor = enter(site)
    for code in ("", "a\0b", "x" * 5000, "NOTHING"):
        with tried(code[:9]):
            page = scan(visitor, transfer, code, headers=HTMX).content.decode()
            assert 'data-sound="danger"' in page
            assert "Unknown code" in page
    page = visitor.post(reverse("transfer_send", args=[transfer.pk]), {"carrier": ""})
    assert "Scan at least one device first." in page.content.decode()


def test_the_other_site_receives_by_scanning_and_differences_are_named(enter, site, away, transfer):
    transfer.transition_to(Transfer.Status.SENT, sent_at=timezone.now())
    rows = [FreightFactory(status="sent", transfer=transfer) for _ in range(2)]
    extra = DeviceFactory(site=site)
    visitor = enter(away)
    scan(visitor, transfer, rows[0].device)
    page = scan(visitor, transfer, extra, headers=HTMX)
    assert page.context["counts"] == {
        "listed": 0,
        "taken_out": 0,
        "sent": 1,
        "arrived": 1,
        "extra": 1,
        "lost": 0,
        "stayed": 0,
        "kept": 0,
    }
    text = page.content.decode()
    assert "Sent, not received" in text
    assert "Received, not sent" in text
    assert reverse("transfer_close", args=[transfer.pk]) not in text
    undo = reverse("freight_undo", args=[transfer.freight.get(device=extra).pk])
    assert f"Undone: {extra}" in visitor.post(undo, headers=HTMX).content.decode()
    page = scan(visitor, transfer, rows[1].device, headers=HTMX).content.decode()
    assert reverse("transfer_close", args=[transfer.pk]) in page
    visitor.post(reverse("transfer_close", args=[transfer.pk]))
    transfer.refresh_from_db()
    assert transfer.status == "received"


def test_the_sending_site_sees_a_transfer_and_its_devices_but_cannot_receive_it(
    enter, site, transfer
):
    row = FreightFactory(sent=True, transfer__origin=site)
    visitor = enter(site)
    page = visitor.get(row.transfer.get_absolute_url()).content.decode()
    assert str(row.device) in page
    assert "data-scan-target" not in page
    assert reverse("freight_undo", args=[row.pk]) not in page
    page = visitor.get(row.device.get_absolute_url()).content.decode()
    assert row.transfer.get_absolute_url() in page
    answer = scan(visitor, row.transfer, row.device, headers=HTMX).content.decode()
    assert 'data-sound="danger"' in answer
    row.refresh_from_db()
    assert row.status == "sent"


def test_a_coordinator_resolves_each_missing_device(sign_in, coordinator, site):
    coordinator.language = "en"
    coordinator.save()
    visitor = sign_in(coordinator)
    first = FreightFactory(sent=True, transfer__destination=site)
    second = FreightFactory(sent=True, transfer=first.transfer)
    address = reverse("transfer_settle", args=[first.transfer_id])
    assert (
        "Choose a decision for at least one device." in visitor.post(address, {}).content.decode()
    )
    data = {f"freight_{first.pk}": "lost", f"freight_{second.pk}": "stayed"}
    assert visitor.post(address, data).url == first.transfer.get_absolute_url()
    assert set(Freight.objects.values_list("pk", "status")) == {
        (first.pk, "lost"),
        (second.pk, "stayed"),
    }
    first.transfer.refresh_from_db()
    assert first.transfer.status == "received"


def test_the_slip_lists_devices_and_its_code_opens_the_transfer(enter, site, away, transfer):
    device = DeviceFactory(site=site, serial="5CG8123X")
    transfer_operations.load(transfer, by=UserFactory(volunteer=True, sites=[site]), device=device)
    transfer.carrier = "Transports Belvoir"
    transfer.save()
    answer = enter(site).get(reverse("transfer_slip", args=[transfer.pk]))
    with pypdfium2.PdfDocument(answer.content) as pdf:
        page = pdf[0]
        text = page.get_textpage().get_text_bounded()
        codes = zxingcpp.read_barcodes(page.render(scale=200 / 72, grayscale=True).to_pil())
    for words in ("T26-0001", str(device), "5CG8123X", "Transports Belvoir", "3 rue des Ajoncs"):
        assert words in text
    for words in ("Sent by", "Carried by", "Received by"):
        assert words in text
    assert [code.text for code in codes] == [document_address("T26-0001")]
    for code in ("t26-0001", codes[0].text):
        found = answer.client.get(reverse("scan"), {"code": code})
        assert found.url == transfer.get_absolute_url()


def test_a_transfer_takes_constant_queries(enter, site, transfer, django_assert_num_queries):
    visitor = enter(site)
    FreightFactory(transfer=transfer)
    visitor.get(transfer.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        visitor.get(transfer.get_absolute_url())
    FreightFactory.create_batch(2, transfer=transfer)
    with django_assert_num_queries(len(few)):
        visitor.get(transfer.get_absolute_url())


def test_a_user_who_may_not_scan_sees_who_may(enter, transfer, away):
    page = enter(away).get(transfer.get_absolute_url()).content.decode()
    assert f"Only the team of this site can load and send it: {transfer.origin}." in page


def test_devices_that_hold_data_are_counted_before_a_transfer_is_sent(enter, site, transfer):
    visitor, page = enter(site), transfer.get_absolute_url()
    scan(visitor, transfer, DeviceFactory(site=site, erased=True))
    assert "of them still contains data." not in visitor.get(page).content.decode()
    device = DeviceFactory(site=site)
    answer = scan(visitor, transfer, device, headers=HTMX)
    assert '<li class="tally-bad"><strong>1</strong><span>with data' in answer.content.decode()
    warning = visitor.get(page).content.decode().partition("1 device still contains data:")[2][:300]
    assert str(device) in warning
