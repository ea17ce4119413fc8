"""What the database refuses about requests, loans and their items, however it is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.operations import NOT_NEGATIVE
from inventory.lifecycle import OUT, DeviceStatus
from loans.lifecycle import ITEM_LIVE, ItemStatus, LoanKind, LoanStatus, RequestStatus
from loans.models import LoanItem
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    VoucherFactory,
    VoucherProductFactory,
)
from tests.law import copy, delete, is_kept_whole, refused, refused_as, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def yesterday():
    return timezone.localdate() - timedelta(days=1)


# --- Requests -------------------------------------------------------------------------------------
def test_the_status_of_a_request_is_known():
    with refused("loans_request_status_known"):
        write(RequestFactory(), status="eaten")


def test_a_request_for_the_structure_names_no_person():
    with refused("loans_request_audience"):
        write(RequestFactory(), audience="structure")
    with refused("loans_request_audience"):
        write(RequestFactory(), audience="friends")


def test_a_purpose_is_of_the_list():
    with refused("loans_request_purpose"):
        write(RequestFactory(), purpose="fun")


def test_a_refused_request_says_why():
    with refused("loans_request_refusal"):
        write(RequestFactory(sent=True), status=RequestStatus.REFUSED)


def test_a_request_stays_with_its_organisation():
    with refused("loans_request_organisation_frozen"):
        write(RequestFactory(for_the_structure=True), organisation=OrganisationFactory())


def test_the_person_of_a_request_is_of_its_organisation():
    request = RequestFactory()

    with refused("loans_request_same_organisation"):
        write(request, recipient=RecipientFactory())
    with refused("loans_request_same_organisation"):
        copy(request, number="R99", recipient=RecipientFactory())


def test_a_request_is_never_deleted():
    with refused("loans_request_kept"):
        delete(RequestFactory())


@pytest.mark.parametrize(
    ("requested", "accepted", "served"),
    [(0, None, 0), (2, 3, 0), (2, 1, 2), (2, None, 1), (2, 0, 1), (2, 2, 3)],
)
def test_served_is_at_most_accepted_and_accepted_at_most_requested(requested, accepted, served):
    line = RequestLineFactory(requested=2)

    with refused("loans_requestline_quantities"):
        write(line, requested=requested, accepted=accepted, served=served)


@pytest.mark.parametrize("name", ["requested", "accepted", "served"])
def test_a_line_counts_whole_things(name):
    line = RequestLineFactory(requested=5, accepted=3, served=1)

    assert is_kept_whole(line, name, "loans_requestline_whole")


@pytest.mark.parametrize("name", ["accepted", "served"])
def test_a_line_counts_from_nought(name):
    line = RequestLineFactory(requested=5, accepted=5, served=0)

    with refused_as(NOT_NEGATIVE):
        write(line, **{name: -1})


def test_a_line_asks_for_one_kind_of_thing():
    line = RequestLineFactory()

    with refused("loans_requestline_one_kind"):
        write(line, product=VoucherProductFactory())
    with refused("loans_requestline_one_kind"):
        write(line, category=None)


# --- Loans ----------------------------------------------------------------------------------------
def test_the_status_of_a_loan_is_known():
    with refused("loans_loan_status_known"):
        write(LoanFactory(active=True), status="eaten")


def test_a_loan_has_a_date_to_come_back_and_a_gift_none():
    with refused("loans_loan_due_date"):
        write(LoanFactory(), due_on=None)
    with refused("loans_loan_due_date"):
        write(LoanFactory(), kind=LoanKind.GIFT)
    with refused("loans_loan_due_date"):
        write(LoanFactory(), kind="rent")


def test_a_loan_is_not_due_before_it_starts(yesterday):
    with refused("loans_loan_dates_in_order"):
        write(LoanFactory(active=True), due_on=yesterday)


@pytest.mark.parametrize("status", [LoanStatus.ACTIVE, LoanStatus.CLOSED])
def test_what_was_handed_over_has_its_date(status):
    with refused("loans_loan_started"):
        write(LoanFactory(prepared=True), status=status)


def test_a_loan_to_the_structure_names_no_person():
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


def test_a_loan_of_a_person_anonymised_later_can_still_end():
    loan = LoanFactory(active=True)
    write(loan.recipient, first_name="", last_name="", phone="", anonymised_at=timezone.now())

    assert write(loan, status=LoanStatus.CLOSED) == 1


def test_a_loan_is_never_deleted():
    with refused("loans_loan_kept"):
        delete(LoanFactory())


# --- Items ----------------------------------------------------------------------------------------
def test_the_status_of_an_item_is_known():
    with refused("loans_loanitem_status_known"):
        write(LoanItemFactory(returned=True), status="eaten")


@pytest.mark.parametrize("state", ["reserved", "open"])
@pytest.mark.parametrize("status", ITEM_LIVE)
def test_a_device_is_on_one_loan_at_a_time(state, status):
    item = LoanItemFactory(**{state: True})

    with refused("loans_loanitem_device_once"):
        copy(item, loan=LoanFactory(), status=status, opened_at=timezone.now())


@pytest.mark.parametrize("status", ITEM_LIVE)
def test_a_voucher_is_on_one_loan_at_a_time(status):
    item = LoanItemFactory(of_voucher=True)

    with refused("loans_loanitem_voucher_once"):
        copy(item, loan=LoanFactory(), status=status, opened_at=timezone.now())


@pytest.mark.parametrize("status", OUT)
def test_a_device_leaves_the_shelf_only_for_a_loan(status):
    device = DeviceFactory(ready=True)

    with refused("loans_device_out_has_item"):
        write(device, status=status)


@pytest.mark.parametrize("status", OUT)
def test_nor_with_an_item_that_has_ended(status):
    device = LoanItemFactory(cancelled=True).device

    with refused("loans_device_out_has_item"):
        write(device, status=status)


@pytest.mark.parametrize("state", ["reserved", "open"])
@pytest.mark.parametrize(
    "status", [s for s in ItemStatus if s not in [*ITEM_LIVE, ItemStatus.TRANSFERRED]]
)
def test_an_item_does_not_end_while_its_device_is_out(state, status):
    item = LoanItemFactory(**{state: True})

    with refused("loans_item_outlives_device"):
        write(item, status=status, ended_at=timezone.now(), opened_at=timezone.now())


def test_an_ended_item_says_when_and_a_live_one_does_not():
    item = LoanItemFactory(open=True)

    with refused("loans_loanitem_ended"):
        write(item, status=ItemStatus.TRANSFERRED)
    with refused("loans_loanitem_ended"):
        write(item, ended_at=timezone.now())


def test_an_item_that_left_says_when():
    with refused("loans_loanitem_opened"):
        write(LoanItemFactory(open=True), opened_at=None)


def test_an_item_is_not_back_before_it_left():
    item = LoanItemFactory(returned=True)

    with refused("loans_loanitem_dates_in_order"):
        write(item, ended_at=item.opened_at - timedelta(seconds=1))


def test_no_more_comes_back_than_went_out():
    with refused("loans_loanitem_back"):
        write(LoanItemFactory(of_accessories=True, quantity=2), quantity_back=3)


@pytest.mark.parametrize("name", ["quantity", "quantity_back"])
def test_an_item_counts_whole_things(name):
    item = LoanItemFactory(of_accessories=True, quantity=3)

    assert is_kept_whole(item, name, "loans_loanitem_whole")


def test_what_came_back_counts_from_nought():
    item = LoanItemFactory(of_accessories=True, quantity=3)

    with refused_as(NOT_NEGATIVE):
        write(item, quantity_back=-1)


def test_an_item_is_one_thing():
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


def test_an_item_stays_what_it_is():
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
