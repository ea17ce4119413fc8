import hashlib

import pytest
from django.core.exceptions import PermissionDenied

from core.forms.uploads import clean_signature
from core.models import Event
from core.models.document import PDF
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.vouchers.lifecycle import VoucherStatus
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import texts as text_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base import papers as base_papers
from loans.base.lifecycle.loans import (
    AgreementStatus,
    ItemStatus,
    LoanKind,
    LoanStatus,
    RequestStatus,
)
from loans.handovers import operations as handover_operations
from tests.factories import AgreementTextFactory, DeviceFactory, GuardianFactory, VoucherFactory
from tests.loans.conftest import sign as sign_it
from tests.visits import undone


def sign(agreement, signature, by):
    pdf, signed_at = base_papers.sign(agreement, clean_signature(signature), by=by)
    return sign_it(agreement, by, pdf, signed_at=signed_at)


def test_signing_stores_the_agreement_and_hands_over_all_items(issued, device, signature, counter):
    for field in issued._meta.concrete_fields:
        assert "Kerjean" not in str(getattr(issued, field.attname))
    sign(issued, signature, counter)
    loan = issued.loan
    loan.refresh_from_db()
    device.refresh_from_db()
    assert (loan.status, device.status) == (LoanStatus.ACTIVE, DeviceStatus.ON_LOAN)
    assert loan.items.get().status == ItemStatus.OPEN
    content = issued.document.read()
    assert content.startswith(b"%PDF-")
    assert issued.sha256 == hashlib.sha256(content).hexdigest()
    assert Event.objects.about(loan).first().data == {"agreement": issued.number}
    with pytest.raises(Refused):
        sign(issued, signature, counter)
    assert loan.items.count() == 1


def test_a_scanned_signed_paper_hands_over_and_a_declined_one_keeps_the_reservations(
    issued, device, counter
):
    with undone():
        agreement_operations.decline(issued, by=counter)
        device.refresh_from_db()
        assert (issued.status, device.status) == (AgreementStatus.DECLINED, DeviceStatus.RESERVED)
    issued.refresh_from_db()
    agreement_operations.sign_on_paper(issued, by=counter, scan=b"%PDF-1.7 ...", content_type=PDF)
    device.refresh_from_db()
    assert device.status == DeviceStatus.ON_LOAN
    assert issued.sha256 == issued.scan.sha256 == hashlib.sha256(b"%PDF-1.7 ...").hexdigest()


def test_a_gift_gives_its_devices_and_a_voucher_leaves_with_its_person_and_date(
    loan, device, counter, signature, texts, site
):
    voucher = VoucherFactory(batch__site=site)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    reservations_operations.reserve_vouchers(
        loan, by=counter, product=voucher.batch.product, quantity=1
    )
    handover_operations.set_terms(loan, by=counter, kind=LoanKind.GIFT)
    sign(agreement_operations.issue(loan, by=counter), signature, counter)
    device.refresh_from_db()
    assert device.status == DeviceStatus.GIVEN
    voucher.refresh_from_db()
    assert (voucher.status, voucher.recipient) == (VoucherStatus.HANDED_OUT, loan.recipient)
    assert voucher.handed_out_at is not None


def test_an_issued_agreement_is_reused_until_its_content_changes_and_then_not_signed(
    issued, loan, signature, counter, site, coordinator
):
    old = issued.text
    new = text_operations.write_text(by=coordinator, base=old, body="## Objet\n\nAutrement.")
    old.refresh_from_db()
    assert (new.version, new.is_current, old.is_current) == (old.version + 1, True, False)
    issued.refresh_from_db()
    assert issued.text == old
    loan.refresh_from_db()
    issued = agreement_operations.issue(loan, by=counter)
    assert agreement_operations.issue(loan, by=counter) == issued
    pdf, signed_at = base_papers.sign(issued, clean_signature(signature))
    reservations_operations.reserve(
        loan, by=counter, devices=[DeviceFactory(ready=True, site=site)]
    )
    with pytest.raises(Refused):
        sign_it(issued, counter, pdf, signed_at=signed_at)
    loan.refresh_from_db()
    assert loan.status == LoanStatus.PREPARED
    assert not loan.items.filter(status=ItemStatus.OPEN).exists()
    newer = agreement_operations.issue(loan, by=counter)
    issued.refresh_from_db()
    assert newer.number != issued.number
    assert issued.status == AgreementStatus.DECLINED


def test_a_request_served_in_full_closes_itself(
    accepted_request, device, counter, signature, texts, site
):
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    second = DeviceFactory(ready=True, site=site, category=device.category)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    sign(agreement_operations.issue(loan, by=counter), signature, counter)
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.ACCEPTED
    rest = preparation_operations.prepare_for(accepted_request, by=counter)
    reservations_operations.reserve(rest, by=counter, devices=[second])
    sign(agreement_operations.issue(rest, by=counter), signature, counter)
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.CLOSED
    assert accepted_request.lines.get().served == 2


def test_no_agreement_without_items_or_borrower(loan, counter, texts):
    loan.recipient = None
    loan.save()
    with pytest.raises(Refused) as refusal:
        agreement_operations.issue(loan, by=counter)
    assert len(refusal.value.messages) == 2


def test_a_minor_needs_a_guardian_named_on_the_agreement(
    loan, device, counter, texts, time_machine
):
    time_machine.move_to("2026-06-01 10:00+02:00", tick=False)
    loan.recipient.birth_date = "2012-05-04"
    loan.recipient.save()
    loan.recipient.refresh_from_db()
    reservations_operations.reserve(loan, by=counter, devices=[device])
    with pytest.raises(Refused):
        agreement_operations.issue(loan, by=counter)
    GuardianFactory(recipient=loan.recipient, name="Yann Kerjean")
    facts = base_papers.facts_of(loan, base_papers.text_for(loan))
    assert facts["borrower"].name == "Yann Kerjean, mère"
    assert agreement_operations.issue(loan, by=counter).status == AgreementStatus.ISSUED


def test_a_text_is_edited_by_a_coordinator_without_unknown_placeholders_and_once(
    coordinator, counter, english
):
    text = AgreementTextFactory()
    with pytest.raises(PermissionDenied):
        text_operations.write_text(by=counter, base=text, body="Un")
    body = "## Objet\n\n{site}\n\n---\n\n## [sim] Carte\n\n{nobody}"
    named = "{nobody} (On the back, “Carte”) is not a placeholder.*{our association}"
    with pytest.raises(Refused, match=named.replace("(", r"\(").replace(")", r"\)")):
        text_operations.write_text(by=coordinator, base=text, body=body)
    assert text.is_current
    text_operations.write_text(by=coordinator, base=text, body="Un")
    with pytest.raises(Refused):
        text_operations.write_text(by=coordinator, base=text, body="Deux")


def test_a_paper_is_drawn_when_it_is_opened_as_it_was_issued_or_not_at_all(
    issued, loan, counter, site, english
):
    assert issued.document is None
    with undone():
        drawn = agreement_operations.draw_agreement(issued, by=counter).document
        assert drawn.read().startswith(b"%PDF-")
        assert agreement_operations.draw_agreement(issued, by=counter).document == drawn
    issued.refresh_from_db()
    devices = [DeviceFactory(ready=True, site=site)]
    reservations_operations.reserve(loan, by=counter, devices=devices)
    with pytest.raises(Refused, match="out of date"):
        agreement_operations.draw_agreement(issued, by=counter)
    issued.refresh_from_db()
    assert issued.document is None
