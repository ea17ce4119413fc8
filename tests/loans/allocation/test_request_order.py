"""The order of requests: by points, or first come, first served after prioritised requests."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.allocation.priority import in_turn
from loans.base.lifecycle.loans import Urgency, WhyFirst
from loans.models import Request
from loans.requests.operations import requests as request_operations
from tests.factories import RequestFactory, RequestLineFactory
from tests.modules import use, use_all_but

pytestmark = pytest.mark.django_db


@pytest.fixture
def early_and_late(site):
    """Two requests, of which the later request would have more points."""
    now = timezone.now()
    early = RequestFactory(sent=True, site=site, waiting_since=now - timedelta(days=3))
    late = RequestFactory(sent=True, site=site, waiting_since=now, urgency=Urgency.ONLINE)
    for request in (early, late):
        RequestLineFactory(request=request)
    return early, late


def test_without_points_it_is_first_come_first_served(early_and_late):
    early, late = early_and_late
    assert list(in_turn(Request.objects.all())) == [late, early]
    use_all_but("priority")
    assert list(in_turn(Request.objects.all())) == [early, late]


def test_a_coordinator_prioritises_a_request_and_undoes_it(early_and_late, coordinator):
    early, late = early_and_late
    use()
    request_operations.put_first(late, by=coordinator, why=WhyFirst.PROMISED)
    assert list(in_turn(Request.objects.all())) == [late, early]
    event = Event.objects.about(late).first()
    assert (event.kind, event.data) == ("request.put_first", {"why_first": "promised"})
    request_operations.put_in_turn(late, by=coordinator)
    assert list(in_turn(Request.objects.all())) == [early, late]
    with pytest.raises(Refused):
        request_operations.put_in_turn(late, by=coordinator)


def test_with_points_no_request_is_prioritised_by_hand(early_and_late, coordinator, sign_in):
    early, late = early_and_late
    use()
    request_operations.put_first(early, by=coordinator, why=WhyFirst.OURS)
    use("priority")
    assert list(in_turn(Request.objects.all())) == [late, early]
    with pytest.raises(Refused):
        request_operations.put_first(late, by=coordinator, why=WhyFirst.OURS)
    page = sign_in(coordinator).get(early.get_absolute_url()).content.decode()
    assert reverse("request_put_first", args=[early.pk]) not in page


def test_a_request_is_prioritised_on_its_page_with_a_reason_where_points_do_not_decide(
    early_and_late, coordinator, sign_in
):
    _early, late = early_and_late
    visitor, queue = sign_in(coordinator), reverse("answer_queue")
    assert "queue-score" in visitor.get(queue).content.decode()
    use()
    address = reverse("request_put_first", args=[late.pk])
    visitor.post(address, {"why": "because"})
    late.refresh_from_db()
    assert late.first_for == ""
    visitor.post(address, {"why": "promised"})
    assert str(WhyFirst.PROMISED.label) in visitor.get(late.get_absolute_url()).content.decode()
    page = visitor.get(queue).content.decode()
    assert str(WhyFirst.PROMISED.label) in page
    assert "queue-score" not in page
    assert "queue-terms" not in page
