"""Page of an audit: read, checked, applied, compared."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inventory.models import Device, ImportBatch, Medium
from inventory.transfers import operations as transfer_operations
from modules.workshop_audits.tests.audits import GOOD, today
from tests.factories import (
    DeviceFactory,
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


def file_of(*rows):
    headings = ["Tag", *GOOD]
    lines = [headings, *([row.get(name, "") for name in headings] for row in rows)]
    content = "\n".join(";".join(cells) for cells in lines)
    return SimpleUploadedFile("audit.csv", content.encode(), content_type="text/csv")


def test_an_audit_is_previewed_applied_and_compared(deciding, sent):
    first, _second = Device.objects.filter(transfer=sent).order_by("pk")
    row = {**GOOD, "Tag": first.asset_tag, "Erased on": today()}
    stranger = {**row, "Tag": "RB0000000"}
    deciding.post(reverse("outing_audit", args=[sent.pk]), {"file": file_of(row, stranger)})
    batch = ImportBatch.objects.get()
    page = deciding.get(batch.get_absolute_url()).content.decode()
    assert "was not sent with this lot" in page
    deciding.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
    page = deciding.get(batch.get_absolute_url()).content.decode()
    assert "Compare with what was sent" in page
    assert "Undo the import" not in page
    page = deciding.get(sent.get_absolute_url())
    comparison = page.context["comparison"]
    assert (comparison.sent, comparison.audited, comparison.back) == (2, 1, 0)
    assert "Sent, but not in any audit" in page.content.decode()
    assert "In the audit, not back yet" in page.content.decode()


@pytest.mark.usefixtures("unrendered")
def test_a_file_that_is_no_list_is_refused_and_a_lot_not_sent_has_no_audit(deciding, sent):
    address = reverse("outing_audit", args=[sent.pk])
    answer = deciding.post(address, {"file": SimpleUploadedFile("a.csv", b"<html><body>")})
    assert answer.context["form"].errors["file"]
    prepared = TransferFactory(outside=True)
    assert deciding.get(reverse("outing_audit", args=[prepared.pk])).status_code == 404
    between = TransferFactory(sent=True)
    assert deciding.get(reverse("outing_audit", args=[between.pk])).status_code == 404


def test_volunteers_see_no_audit(sign_in, volunteer, sent):
    visitor = sign_in(volunteer)
    page = visitor.get(sent.get_absolute_url())
    assert page.context["comparison"].sent == 2
    assert reverse("outing_audit", args=[sent.pk]) not in page.content.decode()
    assert visitor.get(reverse("outing_audit", args=[sent.pk])).status_code == 403
