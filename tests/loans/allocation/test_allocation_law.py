"""Database rules of priorities, refusals and requested kits."""

import pytest

from loans.base.lifecycle.loans import RequestStatus
from tests.factories import KitFactory, RequestFactory, RequestLineFactory, WeightFactory
from tests.law import refused, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_a_priority_reason_is_valid():
    with refused("loans_weight_reason"):
        write(WeightFactory(), reason="friend")


def test_priority_points_are_limited_to_a_hundred():
    with refused("loans_weight_points"):
        write(WeightFactory(), points=101)


def test_a_listed_refusal_reason_is_valid_and_sufficient():
    loan_request = RequestFactory(sent=True)
    with refused("loans_request_refused_for"):
        write(loan_request, refused_for="mood")
    write(loan_request, status=RequestStatus.REFUSED, refused_for="no_stock")
    with refused("loans_request_refusal"):
        write(loan_request, refused_for="")


def test_a_kit_line_has_its_quantity_per_kit():
    line = RequestLineFactory(kit=KitFactory(), bundle=1, per_kit=2)
    with refused("loans_requestline_per_kit"):
        write(line, per_kit=0)
    assert refuses_fractions(line, "per_kit")
    with refused("loans_requestline_per_kit"):
        write(RequestLineFactory(), per_kit=2)


def test_a_prioritised_request_has_a_valid_reason():
    with refused("loans_request_first_for"):
        write(RequestFactory(sent=True), first_for="mood")
