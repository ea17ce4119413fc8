"""A person is anonymised during a write about them, and one of the two is refused."""

import pytest

from loans.base import operations as base_operations
from loans.base.lifecycle.loans import Audience, Purpose, RequestStatus
from loans.models import Loan, Request, RequestLine
from loans.privacy import operations as privacy_operations
from loans.requests.operations import requests as request_operations
from tests.factories import (
    CategoryFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
)
from tests.races.together import FOUR, done, race

pytestmark = pytest.mark.usefixtures("again")


@pytest.fixture
def person(again):
    return RecipientFactory(organisation=OrganisationFactory(approved=True))


def race_with_the_erasure(person, coordinator, act):
    """Run three other operations while `person` is anonymised; return whether that succeeded."""

    def one(number, who):
        if number == 0:
            return privacy_operations.erase_recipient(who, by=coordinator)
        return act(number, who)

    done(race(one, person))
    person.refresh_from_db()
    return bool(person.anonymised_at)


def test_a_loan_and_the_anonymisation_of_its_person_exclude_each_other(
    person, coordinator, counter, site
):
    loans = LoanFactory.create_batch(
        FOUR, site=site, organisation=person.organisation, recipient=None
    )

    def address(number, who):
        return base_operations.set_recipient(loans[number], by=counter, recipient=who)

    is_erased = race_with_the_erasure(person, coordinator, address)
    assert is_erased != Loan.objects.filter(recipient=person).exists()


def test_a_request_and_the_anonymisation_of_its_person_exclude_each_other(
    person, coordinator, site
):
    laptop = CategoryFactory()

    def ask(number, who):
        request = Request(
            organisation=who.organisation,
            site=site,
            audience=Audience.FAMILY,
            recipient=who,
            purpose=Purpose.SCHOOL,
        )
        line = RequestLine(category=laptop, requested=1)
        return request_operations.write_request(request, by=coordinator, lines=[line], send=True)

    is_erased = race_with_the_erasure(person, coordinator, ask)
    assert is_erased != Request.objects.filter(recipient=person).exists()


def test_sending_a_draft_and_the_anonymisation_of_its_person_exclude_each_other(
    person, coordinator, site
):
    drafts = RequestFactory.create_batch(
        FOUR, draft=True, site=site, organisation=person.organisation, recipient=person
    )

    def send(number, _who):
        return request_operations.send_request(drafts[number], by=coordinator)

    is_erased = race_with_the_erasure(person, coordinator, send)
    statuses = set(Request.objects.filter(recipient=person).values_list("status", flat=True))
    expected = {RequestStatus.CANCELLED} if is_erased else {RequestStatus.SENT, RequestStatus.DRAFT}
    assert statuses <= expected
