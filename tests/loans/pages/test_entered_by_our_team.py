"""Requests and slips entered by our team for an organisation are marked."""

import pytest
from django.urls import reverse

from tests.factories import ReferralFactory, RequestFactory, RequestGroupFactory, RequestLineFactory

ENTERED_BY_US = "saisi par notre équipe"


@pytest.fixture
def loan_request(association, coordinator, site):
    whose = {"organisation": association.organisation, "created_by": coordinator}
    group = RequestGroupFactory(**whose)
    loan_request = RequestFactory(sent=True, **whose, site=site, group=group, recipient=None)
    RequestLineFactory(request=loan_request)
    return loan_request


@pytest.fixture
def pages(loan_request):
    return [
        "/",
        "/requests/",
        loan_request.get_absolute_url(),
        reverse("request_edit", args=[loan_request.pk]),
        loan_request.group.get_absolute_url(),
        loan_request.organisation.get_absolute_url(),
    ]


@pytest.mark.parametrize("reader", ["association", "coordinator"])
def test_a_request_entered_by_our_team_is_marked_for_both_sides(sign_in, pages, reader, request):
    visitor = sign_in(request.getfixturevalue(reader))
    pages = pages[1:] if reader == "coordinator" else pages  # whose home has numbers alone
    silent = [path for path in pages if ENTERED_BY_US not in visitor.get(path).content.decode()]
    assert silent == []


def test_the_answer_of_a_request_entered_by_our_team_is_marked(sign_in, loan_request, coordinator):
    visitor = sign_in(coordinator)
    for name in ("request_accept", "request_refuse"):
        assert ENTERED_BY_US in visitor.get(reverse(name, args=[loan_request.pk])).content.decode()


def test_a_slip_issued_by_our_team_is_marked(sign_in, association, coordinator):
    slip = ReferralFactory(organisation=association.organisation, created_by=coordinator)
    assert ENTERED_BY_US in sign_in(association).get(slip.get_absolute_url()).content.decode()


def test_a_request_of_an_association_is_not_marked(sign_in, association, site):
    loan_request = RequestFactory(
        sent=True,
        organisation=association.organisation,
        created_by=association,
        site=site,
        recipient=None,
    )
    page = sign_in(association).get(loan_request.get_absolute_url()).content.decode()
    assert ENTERED_BY_US not in page
