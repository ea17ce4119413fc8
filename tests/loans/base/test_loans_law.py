"""Database rules of loans and their items."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.workflow.operations import NOT_NEGATIVE
from inventory.devices.lifecycle.devices import OUT, DeviceStatus
from loans.base.lifecycle.loans import ITEM_LIVE, ItemStatus, LoanKind, LoanStatus, RequestStatus
from loans.models import LoanItem
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    VoucherFactory,
)
from tests.law import copy, delete, refused, refused_as, refuses_fractions, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def yesterday():
    return timezone.localdate() - timedelta(days=1)


# --- Loans ----------------------------------------------------------------------------------------
def test_a_loan_has_a_valid_status():
    with refused("loans_loan_status_known"):
        write(LoanFactory(active=True), status="eaten")


def test_a_loan_has_a_due_date_and_a_gift_none():
    with refused("loans_loan_due_date"):
        write(LoanFactory(), due_on=None)
    with refused("loans_loan_due_date"):
        write(LoanFactory(), kind=LoanKind.GIFT)
    with refused("loans_loan_due_date"):
        write(LoanFactory(), kind="rent")


def test_a_loan_is_due_in_this_century():
    with refused("loans_loan_due_in_time"):
        write(LoanFactory(), due_on="9999-12-31")


def test_a_loan_is_not_due_before_it_starts(yesterday):
    with refused("loans_loan_dates_in_order"):
        write(LoanFactory(active=True), due_on=yesterday)


def test_a_handed_over_loan_has_its_date():
    for status in (LoanStatus.ACTIVE, LoanStatus.CLOSED):
        with refused("loans_loan_started"):
            write(LoanFactory(prepared=True), status=status)


def test_a_loan_to_an_organisation_has_no_person():
    with refused("loans_loan_audience"):
        write(LoanFactory(), audience="structure")


def test_a_loan_stays_with_its_organisation():
    with refused("loans_loan_organisation_frozen"):
        write(LoanFactory(for_the_structure=True), organisation=OrganisationFactory())


def test_the_person_of_a_loan_is_of_its_organisation():
    loan = LoanFactory()

    with refused("loans_loan_same_organisation"):
        write(loan, recipient=RecipientFactory())
    with refused("loans_loan_same_organisation"):
        copy(loan, number="P99", recipient=RecipientFactory())


def test_the_request_of_a_loan_is_of_its_organisation():
    loan = LoanFactory()

    with refused("loans_loan_same_organisation"):
        write(loan, request=RequestFactory())
    with refused("loans_loan_same_organisation"):
        copy(loan, number="P99", request=RequestFactory())


def test_no_loan_is_made_to_an_anonymised_person():
    loan = LoanFactory()
    gone = RecipientFactory(anonymised=True, organisation=loan.organisation)

    with refused("loans_loan_not_anonymous"):
        write(loan, recipient=gone)
    with refused("loans_loan_not_anonymous"):
        copy(loan, number="P99", recipient=gone)


def test_no_request_is_made_for_an_anonymised_person():
    request = RequestFactory()
    gone = RecipientFactory(anonymised=True, organisation=request.organisation)

    with refused("loans_request_not_anonymous"):
        write(request, recipient=gone)
    with refused("loans_request_not_anonymous"):
        copy(request, number="R99", recipient=gone)


def test_a_draft_of_an_anonymised_person_is_not_sent_and_is_cancelled():
    draft = RequestFactory(draft=True)
    write(draft.recipient, first_name="", last_name="", phone="", anonymised_at=timezone.now())

    with refused("loans_request_sent_for_somebody"):
        write(draft, status=RequestStatus.SENT)
    assert write(draft, status=RequestStatus.CANCELLED) == 1


def test_a_loan_of_a_person_anonymised_later_can_still_end():
    loan = LoanFactory(active=True)
    write(loan.recipient, first_name="", last_name="", phone="", anonymised_at=timezone.now())

    assert write(loan, status=LoanStatus.CLOSED) == 1


def test_a_loan_is_never_deleted():
    with refused("loans_loan_kept"):
        delete(LoanFactory())


def test_a_loan_has_a_valid_delivery_mode():
    with refused("loans_loan_mode"):
        write(LoanFactory(), mode="pigeon")


def test_only_a_gift_has_a_sale():
    with refused("loans_loan_sale_price"):
        write(LoanFactory(), sale_price=20)
    with refused("loans_loan_sale_price"):
        write(LoanFactory(gift=True), sale_price=0)


def test_only_a_loan_to_staff_names_another_employer():
    with refused("loans_loan_employer"):
        write(LoanFactory(), employer=OrganisationFactory())


# --- Items ----------------------------------------------------------------------------------------
def test_an_item_has_a_valid_status():
    with refused("loans_loanitem_status_known"):
        now = timezone.now()
        item = LoanItemFactory(of_accessories=True)
        write(item, status="eaten", opened_at=now, ended_at=now)


def test_a_device_is_on_one_loan_at_a_time():
    for state in ("reserved", "open"):
        for status in ITEM_LIVE:
            item = LoanItemFactory(**{state: True})

            with refused("loans_loanitem_device_once"):
                copy(item, loan=LoanFactory(), status=status, opened_at=timezone.now())


def test_a_voucher_is_on_one_loan_at_a_time():
    item = LoanItemFactory(of_voucher=True)
    for status in ITEM_LIVE:
        with refused("loans_loanitem_voucher_once"):
            copy(item, loan=LoanFactory(), status=status, opened_at=timezone.now())


def test_a_device_leaves_stock_only_with_an_open_item():
    device = DeviceFactory(ready=True)
    for status in OUT:
        with refused("loans_device_out_has_item"):
            write(device, status=status)


def test_a_device_does_not_leave_stock_with_an_ended_item():
    device = LoanItemFactory(cancelled=True).device
    for status in OUT:
        with refused("loans_device_out_has_item"):
            write(device, status=status)


def test_an_item_does_not_end_while_its_device_is_out():
    for state in ("reserved", "open"):
        for status in [s for s in ItemStatus if s not in [*ITEM_LIVE, ItemStatus.TRANSFERRED]]:
            item = LoanItemFactory(**{state: True})

            with refused("loans_item_outlives_device"):
                write(item, status=status, ended_at=timezone.now(), opened_at=timezone.now())


def test_only_an_ended_item_has_an_end_date():
    item = LoanItemFactory(open=True)

    with refused("loans_loanitem_ended"):
        write(item, status=ItemStatus.TRANSFERRED)
    with refused("loans_loanitem_ended"):
        write(item, ended_at=timezone.now())


def test_a_handed_over_item_has_its_date():
    with refused("loans_loanitem_opened"):
        write(LoanItemFactory(open=True), opened_at=None)


def test_an_item_does_not_end_before_its_hand_over():
    item = LoanItemFactory(returned=True)

    with refused("loans_loanitem_dates_in_order"):
        write(item, ended_at=item.opened_at - timedelta(seconds=1))


def test_returned_quantity_is_at_most_the_handed_over_one():
    with refused("loans_loanitem_back"):
        write(LoanItemFactory(of_accessories=True, quantity=2), quantity_back=3)


def test_an_item_has_an_integer_quantity():
    item = LoanItemFactory(of_accessories=True, quantity=3)
    for name in ("quantity", "quantity_back"):
        assert refuses_fractions(item, name)


def test_the_returned_quantity_is_not_negative():
    item = LoanItemFactory(of_accessories=True, quantity=3)

    with refused_as(NOT_NEGATIVE):
        write(item, quantity_back=-1)


def test_an_item_has_exactly_one_kind():
    item = LoanItemFactory(of_accessories=True)
    device = DeviceFactory(ready=True)

    with refused("loans_loanitem_one_thing"):
        copy(item, device=device)
    with refused("loans_loanitem_one_thing"):
        copy(item, accessory=None)
    with refused("loans_loanitem_one_thing"):
        write(item, quantity=0)
    with refused("loans_loanitem_one_thing"):
        LoanItem.objects.bulk_create([LoanItem(loan=item.loan, device=device, quantity=2)])


def test_the_kind_of_an_item_is_frozen():
    item = LoanItemFactory(of_voucher=True)

    with refused("loans_loanitem_frozen"):
        write(item, voucher=VoucherFactory(reserved=True))
    with refused("loans_loanitem_frozen"):
        write(item, voucher=None, accessory=AccessoryKindFactory())
    with refused("loans_loanitem_frozen"):
        write(item, loan=LoanFactory())
    with refused("loans_loanitem_kept"):
        delete(item)


def test_a_transferred_item_leaves_the_device_out_on_the_next_loan():
    item = LoanItemFactory(transferred=True)

    assert item.device.status == DeviceStatus.ON_LOAN
    assert item.device.loan_items.live().get().loan != item.loan
