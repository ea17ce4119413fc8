"""Pages of external workshops: details, a lot with its slip, its audit, the comparison."""

import pypdfium2
import pytest
from django.urls import reverse

from inventory.models import Device, Medium, Refurbisher, Transfer
from inventory.transfers import operations as transfer_operations
from tests.factories import (
    DeviceFactory,
    ErasureFactory,
    FaultTypeFactory,
    RefurbisherFactory,
    TransferFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def deciding(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


@pytest.fixture
def sent(site, coordinator):
    workshop = RefurbisherFactory(
        name="Ateliers Belvoir", address="2 rue du Pont\n25430 Belvoir", siren="732829320"
    )
    outing = TransferFactory(outside=True, refurbisher=workshop, origin=site, due_on="2026-12-24")
    for number in (1, 2):
        device = DeviceFactory(site=site, serial=f"SN{number}", category__holds_data=True)
        transfer_operations.load(outing, by=coordinator, device=device)
    FaultTypeFactory(code="unknown")
    Medium.objects.update(serial="", kind="unknown")
    return transfer_operations.send(outing, by=coordinator)


def test_a_refurbisher_is_added_then_corrected(deciding):
    page = deciding.get(reverse("outing_add")).content.decode()
    assert "No outside workshop yet: a coordinator must add the first one." in page
    deciding.post(reverse("refurbisher_add"), {"name": "Belvoir", "is_active": "on"})
    workshop = Refurbisher.objects.get()
    answer = deciding.post(
        reverse("refurbisher_edit", args=[workshop.pk]), {"name": "Belvoir", "siren": "12"}
    )
    assert "This SIREN is not valid." in answer.content.decode()
    deciding.post(reverse("refurbisher_edit", args=[workshop.pk]), {"name": "Belvoir"})
    workshop.refresh_from_db()
    assert not workshop.is_active
    assert "no longer works for us" in deciding.get(reverse("refurbisher_list")).content.decode()


def test_a_transfer_is_sent_to_an_active_refurbisher(deciding, site):
    workshop, former = RefurbisherFactory(), RefurbisherFactory(is_active=False)
    facts = {"origin": site.pk, "destination": site.pk}
    answer = deciding.post(reverse("outing_add"), {**facts, "refurbisher": former.pk})
    assert answer.context["form"].errors["refurbisher"]
    assert deciding.post(reverse("outing_add"), facts).context["form"].errors["refurbisher"]
    answer = deciding.post(reverse("outing_add"), {**facts, "refurbisher": workshop.pk})
    outing = Transfer.objects.get()
    assert answer.url == outing.get_absolute_url()
    assert outing.number in deciding.get(reverse("outing_list")).content.decode()
    assert outing.number not in deciding.get(reverse("transfer_list")).content.decode()


def test_the_slip_shows_the_receiver_and_devices_with_data(deciding, sent):
    answer = deciding.get(reverse("transfer_slip", args=[sent.pk]))
    with pypdfium2.PdfDocument(answer.getvalue()) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    words = " ".join(text.split())
    assert "Ateliers Belvoir" in words
    assert "732829320" in words
    assert "2 of them still contain data" in words
    assert "SN1" in words
    assert "24 December 2026" in words


def test_missing_devices_are_resolved(deciding, sent):
    row = sent.freight.select_related("device").order_by("pk")[0]
    answer = deciding.post(
        reverse("transfer_settle", args=[sent.pk]), {f"freight_{row.pk}": "kept"}
    )
    assert ": the erasure of its disk" in answer.content.decode()
    row.device.media.update(kind="ssd")
    ErasureFactory(medium=row.device.media.get())
    deciding.post(reverse("transfer_settle", args=[sent.pk]), {f"freight_{row.pk}": "kept"})
    row.refresh_from_db()
    row.device.refresh_from_db()
    assert (row.status, row.device.status) == ("kept", "retired")
    assert "Kept by the workshop" in deciding.get(sent.get_absolute_url()).content.decode()


def test_volunteers_load_and_receive(sign_in, volunteer, sent):
    visitor = sign_in(volunteer)
    device = Device.objects.filter(transfer=sent).first()
    visitor.post(reverse("transfer_scan", args=[sent.pk]), {"code": device.asset_tag})
    device.refresh_from_db()
    assert device.transfer is None
