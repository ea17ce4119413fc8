"""The list and the page of requests for each side, and the actions of an association."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loans.allocation.operations import preparation as preparation_operations
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request
from loans.requests.operations import requests as request_operations
from people.base.roles import Role
from tests.factories import (
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    UserFactory,
)
from tests.visits import undone

LIST = "/requests/"


@pytest.fixture
def asker(sign_in, sent_request):
    """The user who wrote the request."""
    return sign_in(sent_request.created_by)


def page_of(visitor, loan_request, name="request_detail"):
    return visitor.get(reverse(name, args=[loan_request.pk]))


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_the_needs_of_a_family_are_read_only_by_users_who_handle_its_request(
    role, sign_in, sent_request, site
):
    Request.objects.filter(pk=sent_request.pk).update(note="voit mal", household_size=6, pupils=4)
    person = sent_request.created_by
    if role != Role.ASSOCIATION:
        person = UserFactory(role=role, site=site, sites=[site])
    visitor, handles = sign_in(person), role not in {Role.VOLUNTEER, Role.TECHNICIAN}
    page = text_of(page_of(visitor, sent_request))
    assert ("voit mal" in page, "6 personnes" in page) == (handles, handles)
    columns = visitor.get(LIST).context["table"].choosable
    assert ("pupils" in columns, "household_size" in columns) == (handles, handles)


def test_the_list_reads_its_columns_in_constant_queries(sign_in, coordinator, sent_request):
    """The sites of the rows are joined only if their column is chosen."""
    SiteFactory()
    visitor, joined = sign_in(coordinator), []
    for columns in (["what"], ["what", "site"]):
        visitor.post(LIST, {"list_act": "columns", "column": columns})
        visitor.get(LIST)
        with CaptureQueriesContext(connection) as few:
            visitor.get(LIST)
        for _ in range(3):
            RequestLineFactory(request=RequestFactory(sent=True, site=SiteFactory()), requested=1)
        with CaptureQueriesContext(connection) as many:
            visitor.get(LIST)
        assert len(few) == len(many)
        joined.append(any('JOIN "people_site"' in query["sql"] for query in many))
    assert joined == [False, True]


def test_the_list_is_filtered_and_an_association_lists_its_own_requests(
    asker, sign_in, coordinator, sent_request, other_association
):
    other, visitor = SiteFactory(), sign_in(coordinator)
    for query, is_listed in (
        (f"q={sent_request.number.lower()}", True),
        ("q=b-10", True),
        (f"q={sent_request.organisation.name[:9]}", True),
        ("q=nothing", False),
        ("status=sent", True),
        ("status=refused", False),
        (f"site={sent_request.site_id}", True),
        (f"site={other.pk}", False),
        ("status=invented&site=x", True),
    ):
        answer = visitor.get(f"{LIST}?{query}", headers={"HX-Target": "table"})
        assert (sent_request.number in text_of(answer)) == is_listed, query
    assert "site" in visitor.get(LIST).context["filters"].form.fields
    own = asker.get(LIST)
    assert "site" not in own.context["filters"].form.fields
    assert "organisation" not in own.context["table"].columns.names()
    assert sent_request.number in text_of(own)
    assert sent_request.number not in text_of(sign_in(other_association).get(LIST))


def test_the_warehouse_sees_no_name(sent_request, sign_in, volunteer, technician):
    for visitor in map(sign_in, (volunteer, technician)):
        for answer in (visitor.get(LIST), page_of(visitor, sent_request)):
            assert "Kerjean" not in text_of(answer)
            assert "B-1024" not in text_of(answer)
            assert "famille de 3" in text_of(answer) or "family of 3" in text_of(answer)


# --- The page -------------------------------------------------------------------------------------
def acts_on(answer):
    """Return the names of the actions that a page offers."""
    return {
        name
        for name in ("send", "edit", "cancel", "accept", "refuse", "close", "prepare", "reserve")
        if f'/requests/{answer.context["loan_request"].pk}/{name}/"' in text_of(answer)
    }


def test_each_role_sees_its_allowed_actions(
    site, sign_in, coordinator, counter, volunteer, sent_request
):
    team = [sign_in(user) for user in (coordinator, counter, volunteer)]
    accepted = {"prepare", "reserve"}
    for state, *expected in (
        ("sent", {"edit", "cancel"}, {"edit", "cancel", "accept", "refuse"}, set()),
        ("accepted", {"cancel"}, {"cancel", "close", *accepted}, accepted, set()),
        ("refused", set(), {"close"}),
        ("closed", set(), set()),
        ("cancelled", set(), set()),
    ):
        loan_request = RequestFactory(**{state: True}, site=site)
        visitors = [sign_in(loan_request.created_by), *team][: len(expected)]
        acts = [acts_on(page_of(visitor, loan_request)) for visitor in visitors]
        assert acts == expected, state
    draft = RequestFactory(draft=True, site=site)
    own = acts_on(page_of(sign_in(draft.created_by), draft))
    assert own == {"send", "edit", "cancel"}
    assert page_of(team[0], draft).status_code == 404
    partly = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=partly, requested=2, accepted=2, served=1)
    assert acts_on(page_of(sign_in(partly.created_by), partly)) == set()
    link = sent_request.recipient.get_absolute_url()
    assert link in text_of(page_of(team[0], sent_request))
    assert link not in text_of(page_of(team[2], sent_request))


def test_a_request_of_another_association_is_a_404(
    unrendered, sent_request, sign_in, other_association
):
    visitor = sign_in(other_association)
    for name in ("request_detail", "request_edit"):
        assert page_of(visitor, sent_request, name).status_code == 404
    for name in ("request_send", "request_cancel"):
        assert visitor.post(reverse(name, args=[sent_request.pk])).status_code == 404
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.SENT


def test_a_refusal_is_shown_with_its_reason(site, sign_in):
    loan_request = RequestFactory(refused=True, site=site, refusal="None before <January>.")
    answer = page_of(sign_in(loan_request.created_by), loan_request)
    assert "None before &lt;January&gt;." in text_of(answer)


def test_the_page_links_to_its_hand_overs(accepted_request, sign_in, counter):
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    visitor = sign_in(counter)
    assert loan.counter_url in text_of(page_of(visitor, accepted_request))


def test_a_request_is_sent_and_cancelled_by_a_button(asker, sent_request, coordinator):
    with undone():
        asker.post(reverse("request_cancel", args=[sent_request.pk]))
        sent_request.refresh_from_db()
        assert sent_request.status == RequestStatus.CANCELLED
    with undone():
        Request.objects.filter(pk=sent_request.pk).update(status="draft")
        asker.post(reverse("request_send", args=[sent_request.pk]))
        sent_request.refresh_from_db()
        assert sent_request.status == RequestStatus.SENT
    sent_request.refresh_from_db()
    request_operations.refuse_request(sent_request, by=coordinator, reason="None is left.")
    answer = asker.post(reverse("request_cancel", args=[sent_request.pk]), follow=True)
    assert "alert-danger" in text_of(answer)  # the page was stale
    assert Request.objects.get().status == RequestStatus.REFUSED
