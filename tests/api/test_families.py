"""A token without the scope of families neither reads nor changes identities."""

import pytest

from api.scopes import Scope
from loans.models import Rules
from tests.api.caller import Caller
from tests.factories import (
    AgreementTextFactory,
    BriefingFactory,
    DonationFactory,
    ImportBatchFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(coordinator):
    return Caller(coordinator, scopes=[scope for scope in Scope if scope != Scope.RECIPIENTS])


def test_the_person_of_a_request_stays_when_something_else_is_changed(caller, site):
    line = RequestLineFactory(request=RequestFactory(sent=True, site=site))
    request, person = line.request, line.request.recipient
    answer = caller.patch(
        f"/api/v1/requests/{request.pk}", {"note": "By bus."}, **{"If-Match": "*"}
    )
    assert answer.status_code == 200, answer.content
    request.refresh_from_db()
    assert (request.note, request.recipient) == ("By bus.", person)
    kept = request.lines.get()
    assert (kept.category, kept.requested) == (line.category, line.requested)
    assert person.last_name not in answer.content.decode()


def test_no_refusal_names_the_borrower(caller, site):
    AgreementTextFactory(kind="loan", audience="family")
    rules = Rules.load()
    rules.walk_in_refusal = "late"
    rules.save()
    had = LoanFactory(overdue=True, site=site)
    LoanItemFactory(open=True, loan=had, device__site=site)
    loan = LoanFactory(
        prepared=True, site=site, organisation=had.organisation, recipient=had.recipient
    )
    LoanItemFactory(reserved=True, loan=loan, device__site=site)
    BriefingFactory(loan=loan)
    answer = caller.post(f"/api/v1/loans/{loan.pk}/agreement")
    assert had.recipient.last_name not in answer.content.decode()
    assert answer.status_code == 403


def test_only_lists_of_donors_are_imported(caller, site):
    ours = ImportBatchFactory(checked=True, donation=DonationFactory(site=site))
    ImportBatchFactory(checked=True, donation=None, kind="organisations")
    found = caller.get("/api/v1/lists").json()["items"]
    assert [row["id"] for row in found] == [ours.pk]
