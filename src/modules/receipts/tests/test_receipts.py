"""Tax receipts: disabled by default, numbered without gaps, frozen, cancelled by documents."""

from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.core import mail
from django.urls import reverse

from core.models import Event, Identity
from core.workflow.lifecycle import Refused
from donations.operations import lots
from inventory.intake.operations import intake as intake_operations
from inventory.intake.operations import papers as paper_operations
from modules.receipts import operations
from modules.receipts.content import prospect_of, render_receipt
from modules.receipts.models import TaxReceipt
from modules.receipts.tests.factories import TaxReceiptFactory
from modules.receipts.tests.papers import issue, text_of_receipt
from tests.factories import CategoryFactory, DocumentFactory, DonorFactory
from tests.inventory.papers import lacking, lot_of, set_identity
from tests.law import write
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def lot(site):
    set_identity()
    return lot_of(site, valued=True)


# --- Issued ---------------------------------------------------------------------------------------
def test_a_receipt_is_previewed_issued_and_stored_once(visitor, lot):
    path = reverse("receipt_issue", args=[lot.pk])
    shown = visitor.get(path).context["form"].initial["shown_sha256"]
    answer = visitor.post(path, {"shown_sha256": shown})
    receipt = TaxReceipt.objects.get()
    assert answer.url == receipt.get_absolute_url()
    assert (receipt.number, receipt.amount) == (1, Decimal("1234.50"))
    first = visitor.get(reverse("tax_receipt_file", args=[receipt.pk])).content
    Identity.objects.update(name="Autre nom")
    assert visitor.get(reverse("tax_receipt_file", args=[receipt.pk])).content == first
    answer = visitor.get(reverse("scan"), {"code": str(receipt).lower()})
    assert answer.url == receipt.get_absolute_url()
    events = [(event.kind, event.data) for event in Event.objects.about(lot)]
    assert events == [("donation.receipt_issued", {"number": str(receipt)})]


def test_a_missing_receipt_file_is_drawn_from_the_row(visitor, lot, coordinator):
    receipt = issue(lot, coordinator)
    assert receipt.document is None
    lot.donor.name = "Autre nom"
    lot.donor.save()
    content = visitor.get(reverse("tax_receipt_file", args=[receipt.pk])).content
    assert "Ateliers Belvoir" in words_of(content)
    receipt.refresh_from_db()
    assert receipt.document.read() == content


def test_the_issued_receipt_equals_its_preview(lot, coordinator):
    shown = prospect_of(lot).sha256
    lot.donor.address = "Ailleurs"
    lot.donor.save()
    with pytest.raises(Refused):
        operations.issue_receipt(lot, by=coordinator, shown_sha256=shown)
    assert not TaxReceipt.objects.exists()


def test_a_lot_has_one_receipt_and_a_refusal_leaves_no_gap(lot, coordinator):
    for _try in range(3):
        with pytest.raises(Refused):
            operations.issue_receipt(lot, by=coordinator, shown_sha256="0")
    assert issue(lot, coordinator).number == 1
    with pytest.raises(Refused):
        issue(lot, coordinator)


# --- Reasons not to issue one ---------------------------------------------------------------------
def lacks(lot):
    return " ".join(map(str, prospect_of(lot).lacks))


@pytest.mark.usefixtures("english")
def test_no_receipt_is_issued_while_switched_off(site, coordinator):
    set_identity(modules="")
    lot = lot_of(site, valued=True)
    assert "switched off" in lacks(lot)
    with pytest.raises(Refused):
        issue(lot, coordinator)


@pytest.mark.usefixtures("english")
def test_missing_facts_of_the_donor_and_of_the_association_are_named(lot, coordinator):
    for field, value, sentence in (
        ("address", "", "address is missing"),
        ("siren", "", "SIREN is missing"),
        ("legal_form", "", "legal form is missing"),
        ("kind", "public", "pays no tax"),
    ):
        before = getattr(lot.donor, field)
        setattr(lot.donor, field, value)
        lot.donor.save()
        assert sentence in lacks(lot), field
        with pytest.raises(Refused):
            issue(lot, coordinator)
        setattr(lot.donor, field, before)
        lot.donor.save()
    for missing in ("address", "purpose", "tax_quality", "signatory", "siren"):
        set_identity(**{missing: "", "rna": ""})
        Identity.clear_cache()
        assert "To issue tax receipts, enter our SIREN or RNA number," in lacks(lot), missing


@pytest.mark.usefixtures("english")
def test_no_value_is_computed(lot, coordinator):
    lot.lines.update(counted=2)
    assert "declared for 3, but 2 were counted" in lacks(lot)
    lot.lines.update(counted=None)
    assert ": count the devices first." in lacks(lot)


@pytest.mark.usefixtures("english")
def test_no_receipt_without_a_declared_value(site):
    set_identity()
    lot = lot_of(site)
    prospect = prospect_of(lot)
    assert "declared no value" in " ".join(map(str, prospect.lacks))
    assert [count for _category, count in prospect.left_out] == [3]


def test_devices_with_values_of_their_own_are_listed_one_by_one(site, coordinator):
    set_identity()
    lot = lot_of(site)
    device = lot.devices.get(serial="DEMO0001")
    basis = {"value_basis": "cost", "declared_by": "Awa", "declared_on": date(2026, 3, 1)}
    paper_operations.declare_device(device, by=coordinator, declared_value=Decimal(90), **basis)
    prospect = prospect_of(lot)
    assert prospect.amount == 90
    assert "Dell Latitude 5490, n° DEMO0001" in prospect.content["goods"][0]["what"]
    assert [count for _category, count in prospect.left_out] == [2]


# --- Cancelled ------------------------------------------------------------------------------------
def test_a_receipt_is_cancelled_by_a_numbered_counter_document(visitor, lot, coordinator):
    receipt = issue(lot, coordinator)
    before = TaxReceipt.objects.values().get()
    path = reverse("receipt_cancel", args=[receipt.pk])
    visitor.post(path, {"reason": "Valeur corrigée par le donateur."})
    assert TaxReceipt.objects.values().get(pk=receipt.pk) == before
    counter = TaxReceipt.objects.get(cancels=receipt)
    assert (str(counter)[:2], counter.number, counter.amount) == ("AN", 1, receipt.amount)
    with pypdfium2.PdfDocument(render_receipt(counter)) as pdf:
        assert len(pdf) == 1
    text = text_of_receipt(counter)
    words = ["Annulation", str(receipt), str(counter), "Valeur corrigée", "1 234,50 €"]
    assert lacking(text, words) == []
    assert lacking(text, ["certifie sur l’honneur", "Cerfa"]) == ["certifie sur l’honneur", "Cerfa"]
    for paper in (receipt, counter):
        with pytest.raises(Refused):
            operations.cancel_receipt(paper, by=coordinator, reason="y")
    assert issue(lot, coordinator).number == 2
    assert list(TaxReceipt.objects.matching_code(str(counter))) == [counter]
    assert list(TaxReceipt.objects.matching_code(str(receipt))) == [receipt]


# --- The year, the mail, permissions --------------------------------------------------------------
def test_numbers_and_totals_are_per_year(visitor):
    set_identity()
    first = TaxReceiptFactory(year=2026, amount=1000)
    TaxReceiptFactory(year=2026, amount=Decimal("234.50"), form="11580")
    TaxReceiptFactory(year=2026, amount=1000, donation=first.donation, cancels=first)
    TaxReceiptFactory(year=2025, amount=9)
    context = visitor.get(reverse("receipt_list"), {"year": 2026}).context
    assert context["issued"] == {"count": 2, "amount": Decimal("1234.50")}
    assert context["cancelled"] == {"count": 1, "amount": 1000}
    assert context["declared"] == {"count": 1, "amount": Decimal("234.50")}
    assert len(context["table"].page) == 3
    assert visitor.get(reverse("receipt_list"), {"year": "9" * 30}).status_code == 200


def test_a_signed_receipt_is_mailed_and_an_unsigned_one_is_not(
    visitor, lot, coordinator, django_capture_on_commit_callbacks
):
    unsigned = issue(lot, coordinator)
    visitor.post(reverse("receipt_send", args=[unsigned.pk]), {"submission": ""})
    assert mail.outbox == []
    operations.cancel_receipt(unsigned, by=coordinator, reason="x")
    Identity.objects.update(signature=DocumentFactory(content_type="image/png", content=b""))
    Identity.clear_cache()
    signed = issue(lot, coordinator)
    visitor.get(reverse("tax_receipt_file", args=[signed.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(reverse("receipt_send", args=[signed.pk]), {"submission": ""})
    (letter,) = mail.outbox
    assert letter.attachments[0][0] == f"{signed}.pdf"


# --- A lot whose donor changes --------------------------------------------------------------------
def test_the_donor_of_a_lot_with_a_valid_receipt_is_frozen(lot, coordinator):
    receipt = issue(lot, coordinator)
    lot.donor = DonorFactory(individual=True)
    with pytest.raises(Refused, match=str(receipt)):
        lots.change(lot, by=coordinator)
    lot.refresh_from_db()
    assert lot.donor == receipt.donor
    operations.cancel_receipt(receipt, by=coordinator, reason="x")
    lot.donor = DonorFactory(individual=True)
    lots.change(lot, by=coordinator)


def test_a_receipt_is_mailed_to_its_donor_only(lot, coordinator):
    write(Identity.cached(), signature=DocumentFactory(content_type="image/png"))
    Identity.clear_cache()
    receipt = issue(lot, coordinator)
    write(lot, donor=DonorFactory(email="other@x.test"))
    receipt.refresh_from_db()
    with pytest.raises(Refused, match=str(receipt.donor)):
        operations.send_receipt(receipt, by=coordinator)
    assert not lot.letters.exists()
    assert operations.cancel_receipt(receipt, by=coordinator, reason="x").donor == receipt.donor


def test_a_device_on_a_valid_receipt_is_not_withdrawn(lot, coordinator):
    lot.lines.all().delete()
    device = intake_operations.receive_alike(
        lot, by=coordinator, category=CategoryFactory(), quantity=1
    )[0]
    basis = {"value_basis": "cost", "declared_by": "Awa", "declared_on": date(2026, 3, 1)}
    paper_operations.declare_device(device, by=coordinator, declared_value=Decimal(90), **basis)
    receipt = issue(lot, coordinator)
    with pytest.raises(Refused, match=str(receipt)):
        intake_operations.withdraw([device], by=coordinator)
    operations.cancel_receipt(receipt, by=coordinator, reason="x")
    intake_operations.withdraw([device], by=coordinator)
