"""Terms of a hand-over: the due date, a gift, a sale, another employer."""

from datetime import date
from decimal import Decimal

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Device
from inventory.vouchers.lifecycle import PaidBy
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base import operations as base_operations
from loans.base.lifecycle.agreements import TextKind, WhyTakenBack
from loans.base.lifecycle.loans import LoanKind, Purpose
from loans.base.loan_terms import after_months, school_end, usual_end
from loans.base.papers import kind_of
from loans.handovers import operations as handover_operations
from loans.models import Rules, SaleReceipt
from loans.vouchers import operations as voucher_operations
from tests.factories import (
    AgreementTextFactory,
    DeviceFactory,
    DonationFactory,
    LoanTermFactory,
    OrganisationFactory,
    PriceFactory,
    ResaleCapFactory,
    SaleReceiptFactory,
)
from tests.loans.conftest import sign
from tests.modules import use
from tests.visits import undone


@pytest.fixture
def sales(db):
    """Enable sales."""
    Rules.clear_cache()
    AgreementTextFactory(kind=TextKind.SALE)
    yield
    Rules.clear_cache()


def test_the_end_of_school_is_in_this_or_the_next_year(db):
    assert school_end(date(2026, 1, 10)) == date(2026, 7, 4)
    assert school_end(date(2026, 6, 20)) == date(2027, 7, 4)
    assert school_end(date(2026, 9, 1)) == date(2027, 7, 4)


def test_a_purpose_has_its_default_duration(db):
    LoanTermFactory(purpose=Purpose.JOB, months=6)
    LoanTermFactory(purpose=Purpose.SCHOOL, months=None)
    today = date(2026, 8, 31)
    assert usual_end(Purpose.JOB, today) == date(2027, 2, 28)
    assert usual_end(Purpose.SCHOOL, today) == date(2027, 7, 4)
    assert usual_end(Purpose.ONLINE, today) == date(2027, 8, 31)


def test_adding_months_stays_within_the_month():
    for day, months, end in (
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ):
        assert after_months(day, months) == end


def test_sales_are_off_by_default(loan, counter):
    use()
    with pytest.raises(Refused, match="administrateur"):
        handover_operations.set_terms(loan, by=counter, kind=LoanKind.GIFT, sale_price=Decimal(20))
    loan.refresh_from_db()
    assert (loan.kind, loan.sale_price) == (LoanKind.LOAN, None)


def give(loan, device, counter, amount):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    terms = {"kind": LoanKind.GIFT, "sale_price": Decimal(amount), "paid_by": PaidBy.CHEQUE}
    handover_operations.set_terms(loan, by=counter, **terms)
    return agreement_operations.issue(loan, by=counter)


def test_a_sale_has_a_numbered_receipt(loan, device, counter, sales):
    agreement = give(loan, device, counter, 20)
    assert kind_of(loan) == TextKind.SALE
    assert not SaleReceipt.objects.exists()
    sign(agreement, counter)
    receipt = SaleReceipt.objects.get()
    assert (receipt.number, receipt.amount, receipt.paid_by) == (1, 20, PaidBy.CHEQUE)
    assert Event.objects.get(kind="loan.sold").data == {"receipt": str(receipt)}


@pytest.fixture
def public_device(site):
    """A device of a public donor, sold for at most 30 €."""
    lot = DonationFactory(received=True, donor__public=True, ground="local-3", may_resell=True)
    device = DeviceFactory(ready=True, site=site, donation=lot)
    ResaleCapFactory(category=device.category, amount=30)
    return device


def test_a_public_device_is_charged_up_to_the_cap(loan, counter, sales, public_device):
    with undone(), pytest.raises(Refused, match=public_device.asset_tag):
        give(loan, public_device, counter, 31)
    for row in (loan, public_device):
        row.refresh_from_db()
    assert give(loan, public_device, counter, 30).number


def test_another_employer_makes_a_three_party_agreement_but_a_family_has_none(
    loan, counter, person
):
    employer = OrganisationFactory(approved=True)
    terms = {"kind": LoanKind.LOAN, "due_on": loan.due_on, "employer": employer}
    handover_operations.set_terms(loan, by=counter, **terms)
    assert loan.employer is None
    person.kind = "staff"
    person.save()
    base_operations.set_recipient(loan, by=counter, recipient=person)
    handover_operations.set_terms(loan, by=counter, **terms)
    assert kind_of(loan) == TextKind.THREE_PARTY


def test_signing_needs_the_means_of_payment_and_a_device_added_later_is_checked_too(
    loan, counter, sales, site, device
):
    reservations_operations.reserve(loan, by=counter, devices=[device])
    terms = {"kind": LoanKind.GIFT, "sale_price": Decimal(20)}
    handover_operations.set_terms(loan, by=counter, **terms)
    with pytest.raises(Refused, match="paiement"):
        agreement_operations.issue(loan, by=counter)
    handover_operations.set_terms(loan, by=counter, **terms, paid_by=PaidBy.CASH)
    lot = DonationFactory(received=True, donor__public=True)
    public = DeviceFactory(ready=True, site=site, donation=lot)
    reservations_operations.reserve(loan, by=counter, devices=[public])
    with pytest.raises(Refused, match=public.asset_tag):
        agreement_operations.issue(loan, by=counter)


def test_a_receipt_is_cancelled_by_a_counter_document_and_issued_again(coordinator):
    receipt = SaleReceiptFactory(loan__site=coordinator.site)
    loan = receipt.loan
    counter = voucher_operations.cancel_sale_receipt(
        receipt, by=coordinator, why=WhyTakenBack.MISTAKE
    )
    assert (str(receipt)[:2], str(counter)[:2]) == ("RV", "AV")
    assert (counter.number, counter.amount, counter.cancels) == (1, 20, receipt)
    assert not SaleReceipt.objects.standing().exists()
    event = Event.objects.get(kind="loan.sale_cancelled")
    assert event.sentence.endswith("écrit par erreur")
    for once in (receipt, counter):
        with pytest.raises(Refused):
            voucher_operations.cancel_sale_receipt(once, by=coordinator, why=WhyTakenBack.MISTAKE)
    again = voucher_operations.reissue_sale_receipt(loan, by=coordinator, paid_by=PaidBy.CARD)
    assert (again.number, again.paid_by) == (2, PaidBy.CARD)
    assert SaleReceipt.objects.standing().get() == again
    with pytest.raises(Refused):
        voucher_operations.reissue_sale_receipt(loan, by=coordinator, paid_by=PaidBy.CARD)


def test_the_scale_and_the_ceiling_bound_the_price_of_a_sale(loan, device, counter, sales):
    PriceFactory(category=device.category, grade="B", amount=30)
    Device.objects.filter(pk=device.pk).update(grade="B")
    reservations_operations.reserve(loan, by=counter, devices=[device])
    sale = {"kind": LoanKind.GIFT, "paid_by": "cash"}
    with pytest.raises(Refused, match="30,00"):
        handover_operations.set_terms(loan, by=counter, sale_price=Decimal(31), **sale)
    handover_operations.set_terms(loan, by=counter, sale_price=Decimal(15), **sale)
    assert loan.sale_price == 15


def test_devices_without_a_scale_price_are_sold_under_the_ceiling(loan, device, counter, sales):
    Rules.objects.update_or_create(pk=1, defaults={"price_ceiling": 20})
    Rules.clear_cache()
    sale = {"kind": LoanKind.GIFT, "paid_by": "cash"}
    handover_operations.set_terms(loan, by=counter, sale_price=Decimal(21), **sale)
    reservations_operations.reserve(loan, by=counter, devices=[device])
    with pytest.raises(Refused, match="20,00"):
        handover_operations.set_terms(loan, by=counter, sale_price=Decimal(21), **sale)
