"""Payments for a voucher are entered, recorded and printed; free vouchers need none."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.vouchers.encryption import secret_of
from inventory.vouchers.lifecycle import PaidBy, VoucherStatus
from inventory.vouchers.papers import render_slip
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.base import operations as base_operations
from loans.base.lifecycle.loans import LoanKind
from loans.handovers import operations as handover_operations
from loans.vouchers.operations import hand_out
from people.models import Recipient
from people.privacy.operations import anonymise
from tests.factories import (
    LoanItemFactory,
    RecipientFactory,
    UserFactory,
    VoucherBatchFactory,
    VoucherFactory,
)
from tests.leaks import words_of
from tests.loans.conftest import sign
from tests.visits import undone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english", "texts"),
]


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(
        site=site, product__face_value=Decimal(10), product__price_asked=Decimal(5)
    )


@pytest.fixture
def voucher(batch, loan):
    reserved = VoucherFactory(batch=batch, reserved=True)
    LoanItemFactory(loan=loan, device=None, voucher=reserved)
    return reserved


def terms(loan, counter, **values):
    return handover_operations.set_terms(
        loan, by=counter, kind=LoanKind.LOAN, due_on=loan.due_on, **values
    )


def test_signing_requires_the_payment(loan, voucher, counter):
    with pytest.raises(Refused, match="€5"):
        agreement_operations.issue(loan, by=counter)
    with pytest.raises(Refused, match="payment method"):
        terms(loan, counter, prices={voucher.pk: Decimal(5)})
    terms(loan, counter, prices={voucher.pk: Decimal(5)}, paid_by=PaidBy.CARD)
    sign(agreement_operations.issue(loan, by=counter), counter)
    voucher.refresh_from_db()
    assert (voucher.price_paid, voucher.paid_by) == (5, PaidBy.CARD)
    event = Event.objects.get(kind="voucher.paid")
    assert event.sentence == "Paid: €5.00, by card"
    slip = words_of(render_slip([(voucher, secret_of(voucher))]))
    assert "€5.00, " in slip or "5,00" in slip


def test_zero_is_a_valid_payment_and_a_returned_voucher_is_unpaid(loan, voucher, counter):
    terms(loan, counter, prices={voucher.pk: Decimal(0)})
    agreement_operations.issue(loan, by=counter)
    voucher.refresh_from_db()
    assert (voucher.price_paid, voucher.paid_by) == (0, "")
    preparation_operations.free(loan.items.get(), by=counter)
    voucher.refresh_from_db()
    assert (voucher.status, voucher.price_paid) == (VoucherStatus.IN_STOCK, None)


def test_free_vouchers_and_staff_need_no_payment(loan, voucher, counter):
    with undone():
        voucher.batch.product.price_asked = Decimal(0)
        voucher.batch.product.save()
        assert agreement_operations.issue(loan, by=counter).number
    loan.refresh_from_db()
    staff = RecipientFactory(staff=True, organisation=loan.organisation)
    base_operations.set_recipient(loan, by=counter, recipient=staff)
    assert agreement_operations.issue(loan, by=counter).number


def test_a_voucher_without_a_loan_is_paid_when_given(batch, counter, site):
    VoucherFactory.create_batch(3, batch=batch)
    person = RecipientFactory()
    of = {"by": counter, "product": batch.product, "site": site, "quantity": 1}
    for lacking in ({}, {"price": Decimal(5)}):
        with pytest.raises(Refused):
            hand_out(person, **of, **lacking)
    hand_out(person, **of, price=Decimal("4.50"), paid_by=PaidBy.CASH)
    assert person.vouchers.get().price_paid == Decimal("4.50")


def test_payments_are_entered_on_both_pages(unrendered, sign_in, loan, voucher, counter, batch):
    visitor = sign_in(counter)
    page = reverse("loan_terms", args=[loan.pk])
    name = f"price_{voucher.pk}"
    data = {"kind": "loan", "due_on": loan.due_on.isoformat(), name: "5"}
    refused = visitor.post(page, data)
    assert refused.context["form"].errors["paid_by"]
    assert refused.context["form"][name].value() == "5"
    visitor.post(page, data | {"paid_by": "cash"})
    voucher.refresh_from_db()
    assert voucher.price_paid == 5
    VoucherFactory(batch=batch)
    person = RecipientFactory()
    alone = reverse("recipient_vouchers", args=[person.pk])
    data = {"product": batch.product_id, "site": batch.site_id, "quantity": 1}
    refused = visitor.post(alone, data)
    assert refused.context["form"].errors["paid_by"]
    visitor.post(alone, data | {"paid_by": "cash"})
    assert person.vouchers.get().price_paid == 5


def test_the_slip_of_a_loan_is_printed_again_from_its_pages_with_a_reason(
    sign_in, loan, voucher, counter
):
    terms(loan, counter, prices={voucher.pk: Decimal(0)})
    sign(agreement_operations.issue(loan, by=counter), counter)
    visitor = sign_in(counter)
    page = reverse("loan_detail", args=[loan.pk])
    slip = reverse("loan_slip", args=[loan.pk])
    assert slip in visitor.get(page).content.decode()
    assert visitor.post(slip).headers["Content-Type"] == "application/pdf"
    assert Event.objects.get(kind="voucher.printed").data == {"why": "hand_over"}
    for after in (page, reverse("loan_signed", args=[loan.pk])):
        assert visitor.get(after).context["on_slip"] == [voucher]
        assert visitor.get(after).context["slip_form"].fields["why"].required
    assert visitor.post(slip).headers["Location"] == page
    for _time in range(2):
        again = visitor.post(slip, {"why": "unreadable"})
        assert again.headers["Content-Type"] == "application/pdf"
    printed = Event.objects.filter(kind="voucher.printed").order_by("pk")
    assert [event.data["why"] for event in printed] == ["hand_over", "unreadable", "unreadable"]


def test_no_voucher_for_a_person_anonymised_meanwhile(batch, counter, site):
    VoucherFactory(batch=batch)
    person = RecipientFactory()
    anonymise([Recipient.objects.get(pk=person.pk)], by=UserFactory(coordinator=True))
    with pytest.raises(Refused, match="anonymised"):
        hand_out(person, by=counter, product=batch.product, site=site, quantity=1, price=Decimal(0))
