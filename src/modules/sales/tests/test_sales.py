"""Sales at a hand-over: terms that must be complete, price limits, receipts."""

from decimal import Decimal

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Device
from inventory.vouchers.lifecycle import PaidBy
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.agreements import TextKind
from loans.base.lifecycle.loans import LoanKind
from loans.base.papers import kind_of
from loans.handovers import operations as handover_operations
from loans.handovers.forms import TermsForm
from loans.models import Rules
from modules.sales import operations
from modules.sales.lifecycle import WhyTakenBack
from modules.sales.models import SaleReceipt, SaleTerms
from modules.sales.tests.factories import SaleReceiptFactory, SaleTermsFactory
from tests.factories import (
    AgreementTextFactory,
    DeviceFactory,
    DonationFactory,
    PriceFactory,
    ResaleCapFactory,
)
from tests.loans.conftest import sign
from tests.modules import use
from tests.visits import undone


@pytest.fixture
def sales(db):
    """Enable sales."""
    Rules.clear_cache()
    AgreementTextFactory(kind=TextKind.SALE)
    SaleTermsFactory()
    SaleTerms.clear_cache()
    yield
    SaleTerms.clear_cache()
    Rules.clear_cache()


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
    counter = operations.cancel_sale_receipt(receipt, by=coordinator, why=WhyTakenBack.MISTAKE)
    assert (str(receipt)[:2], str(counter)[:2]) == ("RV", "AV")
    assert (counter.number, counter.amount, counter.cancels) == (1, 20, receipt)
    assert not SaleReceipt.objects.standing().exists()
    event = Event.objects.get(kind="loan.sale_cancelled")
    assert event.sentence.endswith("établi par erreur")
    for once in (receipt, counter):
        with pytest.raises(Refused):
            operations.cancel_sale_receipt(once, by=coordinator, why=WhyTakenBack.MISTAKE)
    again = operations.reissue_sale_receipt(loan, by=coordinator, paid_by=PaidBy.CARD)
    assert (again.number, again.paid_by) == (2, PaidBy.CARD)
    assert SaleReceipt.objects.standing().get() == again
    with pytest.raises(Refused):
        operations.reissue_sale_receipt(loan, by=coordinator, paid_by=PaidBy.CARD)


def test_a_price_too_high_and_a_missing_payment_are_reported_together(loan, device, counter, sales):
    Rules.objects.update_or_create(pk=1, defaults={"price_ceiling": 20})
    Rules.clear_cache()
    reservations_operations.reserve(loan, by=counter, devices=[device])
    form = TermsForm({"kind": "sale", "sale_price": "21"}, loan=loan)
    assert not form.is_valid()
    assert {*form.errors} >= {"sale_price", "paid_by"}
    assert form.fields["paid_by"].is_starred
    assert loan.sale_price is None


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


def test_nothing_is_sold_before_the_mediator_is_entered(loan, device, counter, sales, english):
    """An agreement prepared before is not issued either."""
    terms = {"kind": LoanKind.GIFT, "sale_price": Decimal(20), "paid_by": PaidBy.CASH}
    reservations_operations.reserve(loan, by=counter, devices=[device])
    handover_operations.set_terms(loan, by=counter, **terms)
    SaleTerms.objects.update(mediator_name="", mediator_address="")
    SaleTerms.clear_cache()
    with pytest.raises(Refused, match="consumer mediator"):
        agreement_operations.issue(loan, by=counter)
    with pytest.raises(Refused, match="consumer mediator"):
        handover_operations.set_terms(loan, by=counter, **terms)
    SaleTerms.objects.update(no_mediator_because="conseil du 3 mai")
    SaleTerms.clear_cache()
    assert agreement_operations.issue(loan, by=counter).number
