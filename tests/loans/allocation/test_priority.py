"""The priority of a request is the sum of the terms shown beside it, in Python and in SQL."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.allocation.priority import priority_of, terms_of, weeks_waited, with_priority
from loans.base.lifecycle.loans import MAX_POINTS, USUAL_POINTS, Audience, Purpose, Urgency
from loans.models import Request, RequestLine
from tests.factories import RequestFactory, RequestLineFactory

pytestmark = pytest.mark.django_db

POINTS = st.integers(0, MAX_POINTS)
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(USUAL_POINTS, POINTS))
REQUEST_VALUES = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(Purpose.values),
        "urgency": st.sampled_from(["", *Urgency.values]),
        "audience": st.sampled_from(Audience.values),
        "household_size": st.none() | st.integers(1, 12),
        "devices_at_home": st.none() | st.integers(0, 9),
        "pupils": st.none() | st.integers(0, 9),
        "days": st.none() | st.integers(-40, 60),
        "hours": st.integers(0, 24 * 120),
    }
)


@pytest.fixture
def line(site):
    return RequestLineFactory(request=RequestFactory(sent=True, site=site, recipient=None))


def write(loan_request, *, days, hours, **values):
    now = timezone.now()
    wanted = None if days is None else timezone.localdate() + timedelta(days=days)
    changes = {"wanted_on": wanted, "waiting_since": now - timedelta(hours=hours)}
    Request.objects.filter(pk=loan_request.pk).update(**values, **changes)
    loan_request.refresh_from_db()


@given(values=REQUEST_VALUES, weights=WEIGHTS)
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_python_and_sql_priorities_equal_the_sum_of_terms(line, values, weights):
    today, loan_request = timezone.localdate(), line.request
    write(loan_request, **values)
    shown = terms_of(loan_request, weights, today)
    assert all(term.points > 0 and str(term.says) for term in shown)
    by_request = with_priority(Request.objects, weights, today).get(pk=loan_request.pk)
    by_line = with_priority(RequestLine.objects, weights, today, "request__").get(pk=line.pk)
    assert by_request.priority == by_line.priority == sum(term.points for term in shown)
    assert priority_of(shown) == by_request.priority


def test_family_points_are_computed_and_organisations_get_no_household_points(line, english):
    today = timezone.localdate()
    write(line.request, household_size=5, devices_at_home=1, pupils=2, days=3, hours=24 * 15)
    terms = terms_of(line.request, USUAL_POINTS, today)
    assert [(term.points, str(term.says)) for term in terms] == [
        (20, "school and studies"),
        (8, "4 people without a device"),
        (6, "2 pupils"),
        (15, "needed within a week"),
        (4, "waiting for 2 weeks"),
    ]
    household = {"household_size": 5, "devices_at_home": 0, "pupils": 3}
    write(line.request, audience="structure", **household, days=None, hours=24 * 7)
    assert weeks_waited(line.request, today) == 1
    terms = terms_of(line.request, USUAL_POINTS, today)
    points = [USUAL_POINTS["purpose_school"], USUAL_POINTS["week"]]
    assert [term.points for term in terms] == points
