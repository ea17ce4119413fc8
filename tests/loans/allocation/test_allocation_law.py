"""What the database refuses about priorities, refusals and requested kits."""

import pytest

from loans.base.lifecycle.loans import RequestStatus
from tests.factories import KitFactory, RequestFactory, RequestLineFactory, WeightFactory
from tests.law import refused, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_a_priority_is_given_for_a_reason_of_the_list():
    with refused("loans_weight_reason"):
        write(WeightFactory(), reason="friend")


def test_a_reason_gives_a_hundred_points_at_most():
    with refused("loans_weight_points"):
        write(WeightFactory(), points=101)


def test_a_usual_reason_of_refusal_is_of_the_list_and_is_enough():
    loan_request = RequestFactory(sent=True)
    with refused("loans_request_refused_for"):
        write(loan_request, refused_for="mood")
    write(loan_request, status=RequestStatus.REFUSED, refused_for="no_stock")
    with refused("loans_request_refusal"):
        write(loan_request, refused_for="")


def test_a_line_of_a_kit_says_how_many_one_kit_holds():
    line = RequestLineFactory(kit=KitFactory(), bundle=1, per_kit=2)
    with refused("loans_requestline_per_kit"):
        write(line, per_kit=0)
    assert refuses_fractions(line, "per_kit")
    with refused("loans_requestline_per_kit"):
        write(RequestLineFactory(), per_kit=2)


def test_a_request_before_the_others_has_a_reason_of_the_list():
    with refused("loans_request_first_for"):
        write(RequestFactory(sent=True), first_for="mood")
