"""Forms of a hand-over are filled with known values, and typed values are kept."""

import pytest
from django.urls import reverse

from core.models import Event
from loans.allocation.operations import preparation as preparation_operations
from loans.base.lifecycle.loans import Audience, LoanKind
from loans.handovers import operations as handover_operations
from tests.factories import RequestLineFactory, VoucherProductFactory
from tests.loans.conftest import turned


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def prepared(accepted_request, counter):
    return preparation_operations.prepare_for(accepted_request, by=counter)


def test_unsaved_terms_are_included_in_the_agreement(visitor, issued, loan):
    terms = {"kind": "loan", "due_on": "2031-06-30"}
    answer = visitor.post(reverse("loan_terms", args=[loan.pk]), terms, follow=True)
    loan.refresh_from_db()
    assert loan.due_on.isoformat() == "2031-06-30"
    assert "30 juin 2031" in turned(visitor, answer.redirect_chain[-1][0])


def test_unchanged_terms_record_no_event(loan, counter):
    handover_operations.set_terms(loan, by=counter, kind=LoanKind.LOAN, due_on=loan.due_on)
    assert not Event.objects.about(loan).filter(kind="loan.changed").exists()


def test_a_new_person_gets_kind_and_household_of_the_request(visitor, accepted_request, counter):
    accepted_request.recipient = None
    accepted_request.audience, accepted_request.household_size = Audience.FAMILY, 5
    accepted_request.save()
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    page = visitor.get(reverse("loan_recipient", args=[loan.pk]))
    assert page.context["entry"]["household_size"].value() == 5
    assert page.context["entry"]["kind"].value() == "family"


def test_the_requested_voucher_is_proposed_beside_a_link_to_a_scan_session(
    visitor, accepted_request, prepared
):
    product = VoucherProductFactory()
    RequestLineFactory(
        request=accepted_request, category=None, product=product, requested=2, accepted=2
    )
    page = visitor.get(reverse("loan_what", args=[prepared.pk]))
    assert page.context["voucher"].initial == {"product": product, "quantity": 2}
    assert page.context["is_more_open"]
    batch = reverse("run_new", args=["lend"])
    assert f"{batch}?loan={prepared.number}" in page.content.decode()
    more = [visitor.get(reverse(n, args=[prepared.pk])) for n in ("loan_recipient", "loan_more")]
    for answer in (page, *more):  # forms of a page have unique ids
        ids = [chunk.partition('"')[0] for chunk in answer.content.decode().split(' id="')[1:]]
        assert sorted(ids) == sorted(set(ids))
