"""Requests: allowed values, sending, answers, cancelling, and permissions."""

from copy import copy

import pytest
from django.core.exceptions import PermissionDenied

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import Purpose, RequestStatus
from loans.models import Request, RequestLine
from loans.requests.operations import requests as request_operations
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    DeviceFactory,
    LoanFactory,
    OrganisationFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
    VoucherProductFactory,
)
from tests.operations import OPERATIONS
from tests.visits import undone


@pytest.fixture
def unsaved(association, site):
    """An unsaved request of an association, filled in."""
    return Request(organisation=association.organisation, site=site, purpose=Purpose.SCHOOL)


@pytest.fixture
def lines(db):
    """A line of each kind."""
    return [
        RequestLine(category=CategoryFactory(), requested=2),
        RequestLine(product=VoucherProductFactory(), requested=1),
        RequestLine(accessory=AccessoryKindFactory(), requested=3),
    ]


@pytest.fixture
def sent(association):
    request = RequestFactory(
        sent=True, organisation=association.organisation, created_by=association
    )
    RequestLineFactory(request=request, requested=3)
    return request


def kinds_about(request):
    return [event.kind for event in Event.objects.about(request)]


def test_saving_numbers_the_request_stores_its_lines_and_may_send_at_once(
    unsaved, lines, association
):
    with pytest.raises(Refused):
        request_operations.write_request(copy(unsaved), by=association, lines=[])
    assert not Request.objects.exists()
    request = request_operations.write_request(unsaved, by=association, lines=lines, send=True)
    assert (request.status, request.created_by) == (RequestStatus.SENT, association)
    assert request.number.startswith("R")
    assert [line.requested for line in request.lines.all()] == [2, 1, 3]
    assert kinds_about(request) == ["request.sent", "request.entered"]


def test_changing_replaces_the_lines_and_a_request_sent_meanwhile_stays_sent(
    unsaved, lines, association
):
    stale = request_operations.write_request(unsaved, by=association, lines=lines)
    assert stale.status == RequestStatus.DRAFT
    request_operations.send_request(Request.objects.get(pk=stale.pk), by=association)
    request_operations.write_request(stale, by=association, lines=lines[:1])
    request = Request.objects.get()
    assert request.status == RequestStatus.SENT
    assert [line.requested for line in request.lines.all()] == [2]


def test_an_answered_request_is_frozen(lines, association):
    for state in ("accepted", "refused", "closed", "cancelled"):
        request = RequestFactory(**{state: True}, organisation=association.organisation)
        RequestLineFactory(request=request, requested=3)
        with pytest.raises(Refused):
            request_operations.write_request(request, by=association, lines=lines)
        assert request.lines.get().requested == 3, state


def test_an_association_acts_on_its_own_requests_only_and_coordinators_answer(
    sent, lines, other_association, association, counter, volunteer
):
    for act in ("write_request", "send_request", "cancel_request"):
        more = {"lines": lines} if act == "write_request" else {}
        with pytest.raises(PermissionDenied):
            OPERATIONS["loans"][act](sent, by=other_association, **more)
    for user in (association, counter, volunteer):
        with pytest.raises(PermissionDenied):
            request_operations.accept_request(sent, by=user, quantities={sent.lines.get(): 1})
        with pytest.raises(PermissionDenied):
            request_operations.refuse_request(sent, by=user, reason="No.")
    sent.refresh_from_db()
    assert sent.status == RequestStatus.SENT
    assert sent.lines.get().requested == 3


def test_only_an_approved_organisation_sends(unsaved, lines, site):
    for state in ("asked", "suspended", "expired"):
        organisation = OrganisationFactory(**{state: True})
        user = UserFactory(association=True, organisation=organisation)
        unsaved.organisation = organisation
        with pytest.raises(Refused):
            request_operations.write_request(unsaved, by=user, lines=lines, send=True)
        assert not Request.objects.exists(), state


def test_partial_acceptance_records_quantities_and_a_refusal_its_reason(sent, coordinator):
    line, other = sent.lines.get(), RequestLineFactory(request=sent, requested=1)
    for count in (-1, 0, 4):
        with pytest.raises(Refused):
            request_operations.accept_request(sent, by=coordinator, quantities={line: count})
    with pytest.raises(Refused):
        request_operations.refuse_request(sent, by=coordinator, reason="  ")
    sent.refresh_from_db()
    assert sent.status == RequestStatus.SENT
    with undone():
        request_operations.refuse_request(sent, by=coordinator, reason=" None is left. ")
        assert (sent.status, sent.refusal) == (RequestStatus.REFUSED, "None is left.")
    sent.refresh_from_db()
    request_operations.accept_request(sent, by=coordinator, quantities={line: 2})
    for row in (line, other):
        row.refresh_from_db()
    assert (sent.status, line.accepted, other.accepted) == (RequestStatus.ACCEPTED, 2, 0)
    assert Event.objects.about(sent).first().data == {"accepted": 2, "requested": 4}


def test_reserving_for_a_request_is_all_or_nothing_and_released_before_it_ends(
    accepted_request, device, counter, coordinator, site
):
    other = DeviceFactory(ready=True, site=site)  # a kind that was not requested
    with pytest.raises(Refused):
        reservations_operations.reserve_for(accepted_request, by=counter, devices=[device, other])
    assert not accepted_request.loans.exists()
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    assert accepted_request.loans.get().items.get().device == device
    for act in ("cancel_request", "close_request"):
        with pytest.raises(Refused):
            OPERATIONS["loans"][act](accepted_request, by=coordinator)


def test_a_request_that_was_served_in_part_is_closed_not_cancelled(association, coordinator):
    request = RequestFactory(accepted=True, organisation=association.organisation)
    RequestLineFactory(request=request, requested=3, accepted=2, served=1)
    with pytest.raises(Refused):
        request_operations.cancel_request(request, by=association)
    request_operations.close_request(request, by=coordinator)
    assert request.status == RequestStatus.CLOSED


def test_requests_and_drafts_are_scoped(association, other_association, coordinator, counter, site):
    mine = {"organisation": association.organisation, "site": site}
    draft = RequestFactory(draft=True, **mine)
    sent = RequestFactory(sent=True, **mine)
    of_the_house = RequestFactory(draft=True, created_by=coordinator, **mine)
    elsewhere = RequestFactory(sent=True)

    def seen_by(user):
        return set(Request.objects.visible_to(user))

    assert seen_by(association) == {draft, sent, of_the_house}
    assert seen_by(other_association) == set()
    assert seen_by(coordinator) == {sent, of_the_house, elsewhere}
    assert seen_by(counter) == {sent, of_the_house}


@pytest.mark.usefixtures("english")
def test_names_need_permission_and_a_request_without_a_person_has_a_discreet_label(
    accepted_request, volunteer, technician, counter
):
    assert accepted_request.seen_by(volunteer) == "family of 3"
    assert accepted_request.seen_by(technician) == "family of 3"
    assert accepted_request.seen_by(counter) == "Awa Kerjean"
    for facts, words in (
        ({"audience": "family", "household_size": 4}, "family of 4"),
        ({"audience": "family", "household_size": 1}, "one person"),
        ({"audience": "staff"}, "staff member"),
        ({"audience": "structure"}, "the organisation itself"),
    ):
        assert Request(**facts).discreet == words


def test_the_loan_of_one_request_does_not_block_another(sent, association):
    LoanFactory(organisation=association.organisation)
    request_operations.cancel_request(sent, by=association)
    assert sent.status == RequestStatus.CANCELLED
