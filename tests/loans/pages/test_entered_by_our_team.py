"""Requests entered by our team for an organisation are marked."""

import pytest
from django.urls import reverse

from tests.factories import RequestFactory, RequestGroupFactory, RequestLineFactory

ENTERED_BY_US = "saisi par notre équipe"


@pytest.fixture
def loan_request(association, coordinator, site):
    whose = {"organisation": association.organisation, "created_by": coordinator}
    group = RequestGroupFactory(**whose)
    loan_request = RequestFactory(sent=True, **whose, site=site, group=group, recipient=None)
    RequestLineFactory(request=loan_request)
    return loan_request


def test_a_request_entered_by_our_team_is_marked_for_both_sides(
    sign_in, loan_request, association, coordinator, site
):
    both = [
        "/requests/",
        loan_request.get_absolute_url(),
        reverse("request_edit", args=[loan_request.pk]),
        loan_request.group.get_absolute_url(),
        loan_request.organisation.get_absolute_url(),
    ]
    answers = [
        reverse(name, args=[loan_request.pk]) for name in ("request_accept", "request_refuse")
    ]
    theirs = sign_in(association)
    pages = [(theirs, path) for path in ("/", *both)]
    pages += [(sign_in(coordinator), path) for path in (*both, *answers)]
    silent = [path for who, path in pages if ENTERED_BY_US not in who.get(path).content.decode()]
    assert silent == []
    whose = {"organisation": association.organisation, "created_by": association}
    own = RequestFactory(sent=True, **whose, site=site, recipient=None)
    assert ENTERED_BY_US not in theirs.get(own.get_absolute_url()).content.decode()
