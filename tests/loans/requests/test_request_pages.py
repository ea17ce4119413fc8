"""The list and the page of requests, and what an association does there, as each side sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request
from loans.requests.operations import requests as request_operations
from tests.factories import DeviceFactory, RequestFactory, RequestLineFactory, SiteFactory

LIST = "/requests/"


@pytest.fixture
def asker(sign_in, sent_request):
    """Who wrote the request."""
    return sign_in(sent_request.created_by)


def page_of(visitor, loan_request, name="request_detail"):
    return visitor.get(reverse(name, args=[loan_request.pk]))


def text_of(answer):
    return answer.content.decode()


# --- The list -------------------------------------------------------------------------------------
def test_the_list_takes_constant_queries(sign_in, coordinator, sent_request):
    visitor = sign_in(coordinator)
    visitor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        visitor.get(LIST)
    for _ in range(8):
        RequestLineFactory(request=RequestFactory(sent=True), requested=1)
    with CaptureQueriesContext(connection) as many:
        visitor.get(LIST)
    assert len(few) == len(many)


def test_an_association_lists_its_own_requests(asker, sent_request, sign_in, other_association):
    assert sent_request.number in text_of(asker.get(LIST))
    assert sent_request.number not in text_of(sign_in(other_association).get(LIST))


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("q={number}", True),
        ("q=b-10", True),
        ("q={organisation}", True),
        ("q=nothing", False),
        ("status=sent", True),
        ("status=refused", False),
        ("site={site}", True),
        ("site={other}", False),
        ("status=invented&site=x", True),
    ],
)
def test_the_list_is_filtered(sign_in, coordinator, sent_request, query, is_listed):
    other = SiteFactory()
    query = query.format(
        number=sent_request.number.lower(),
        organisation=sent_request.organisation.name[:9],
        site=sent_request.site_id,
        other=other.pk,
    )
    answer = sign_in(coordinator).get(f"{LIST}?{query}", headers={"HX-Target": "table"})
    assert (sent_request.number in text_of(answer)) == is_listed


def test_the_site_filter_is_hidden_from_associations(asker, sign_in, coordinator):
    SiteFactory()
    assert "site" not in asker.get(LIST).context["filters"].form.fields
    assert "site" in sign_in(coordinator).get(LIST).context["filters"].form.fields


@pytest.mark.parametrize("role", ["volunteer", "technician"])
def test_the_warehouse_sees_no_name(role, sent_request, sign_in, request):
    visitor = sign_in(request.getfixturevalue(role))
    for answer in (visitor.get(LIST), page_of(visitor, sent_request)):
        assert "Kerjean" not in text_of(answer)
        assert "B-1024" not in text_of(answer)
        assert "famille de 3" in text_of(answer) or "family of 3" in text_of(answer)


# --- The page -------------------------------------------------------------------------------------
def acts_on(answer):
    """The names of the acts that a page offers."""
    return {
        name
        for name in ("send", "edit", "cancel", "accept", "refuse", "close", "prepare", "reserve")
        if f'/requests/{answer.context["asked"].pk}/{name}/"' in text_of(answer)
    }


@pytest.mark.parametrize(
    ("state", "theirs", "the_coordinators", "the_counters"),
    [
        ("sent", {"edit", "cancel"}, {"edit", "cancel", "accept", "refuse"}, set()),
        (
            "accepted",
            {"cancel"},
            {"cancel", "close", "prepare", "reserve"},
            {"prepare", "reserve"},
        ),
        ("refused", set(), {"close"}, set()),
        ("closed", set(), set(), set()),
        ("cancelled", set(), set(), set()),
    ],
)
def test_each_role_sees_its_allowed_actions(
    state, theirs, the_coordinators, the_counters, site, sign_in, coordinator, counter, volunteer
):
    loan_request = RequestFactory(**{state: True}, site=site)
    assert acts_on(page_of(sign_in(loan_request.created_by), loan_request)) == theirs
    assert acts_on(page_of(sign_in(coordinator), loan_request)) == the_coordinators
    assert acts_on(page_of(sign_in(counter), loan_request)) == the_counters
    assert acts_on(page_of(sign_in(volunteer), loan_request)) == set()


def test_a_draft_is_visible_to_its_organisation_only(site, sign_in, coordinator):
    loan_request = RequestFactory(draft=True, site=site)
    assert acts_on(page_of(sign_in(loan_request.created_by), loan_request)) == {
        "send",
        "edit",
        "cancel",
    }
    assert page_of(sign_in(coordinator), loan_request).status_code == 404


def test_a_partly_served_request_is_not_cancelled(site, sign_in):
    loan_request = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=loan_request, requested=2, accepted=2, served=1)
    assert acts_on(page_of(sign_in(loan_request.created_by), loan_request)) == set()


def test_a_request_of_another_association_is_a_404(sent_request, sign_in, other_association):
    visitor = sign_in(other_association)
    for name in ("request_detail", "request_edit"):
        assert page_of(visitor, sent_request, name).status_code == 404
    for name in ("request_send", "request_cancel"):
        assert visitor.post(reverse(name, args=[sent_request.pk])).status_code == 404
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.SENT


def states(answer):
    return [station.state for station in answer.context["stations"]]


def test_the_progress_bar_follows_status_and_lines(accepted_request, sign_in, counter, device):
    visitor = sign_in(accepted_request.created_by)
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "here", "ahead"]
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "here", "ahead"]
    second = DeviceFactory(ready=True, site=accepted_request.site, category=device.category)
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[second])
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "done", "here"]
    accepted_request.lines.update(served=2)
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "done", "done"]


def test_a_refusal_is_shown_with_its_reason(site, sign_in):
    loan_request = RequestFactory(refused=True, site=site, refusal="None before <January>.")
    answer = page_of(sign_in(loan_request.created_by), loan_request)
    assert "None before &lt;January&gt;." in text_of(answer)
    assert answer.context["stations"] == []


def test_the_page_links_to_its_hand_overs(accepted_request, sign_in, counter):
    loan = preparation_operations.prepare_for(accepted_request, by=counter)
    visitor = sign_in(counter)
    assert loan.counter_url in text_of(page_of(visitor, accepted_request))


# --- What an association does ---------------------------------------------------------------------
def test_a_draft_is_sent_by_a_button(site, sign_in):
    loan_request = RequestFactory(draft=True, site=site)
    sign_in(loan_request.created_by).post(reverse("request_send", args=[loan_request.pk]))
    loan_request.refresh_from_db()
    assert loan_request.status == RequestStatus.SENT


def test_a_request_is_cancelled_by_a_button(asker, sent_request):
    asker.post(reverse("request_cancel", args=[sent_request.pk]))
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.CANCELLED


def test_a_stale_transition_shows_its_refusal(asker, sent_request, coordinator):
    request_operations.refuse_request(sent_request, by=coordinator, reason="None is left.")
    answer = asker.post(reverse("request_cancel", args=[sent_request.pk]), follow=True)
    assert "alert-danger" in text_of(answer)
    assert Request.objects.get().status == RequestStatus.REFUSED


def test_the_person_is_a_link_with_permission(sent_request, sign_in, coordinator, volunteer):
    link = sent_request.recipient.get_absolute_url()
    assert link in text_of(page_of(sign_in(coordinator), sent_request))
    assert link not in text_of(page_of(sign_in(volunteer), sent_request))
