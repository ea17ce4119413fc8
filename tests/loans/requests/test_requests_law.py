"""Database rules of requests and their lines."""

import pytest

from core.workflow.operations import NOT_NEGATIVE
from loans.base.lifecycle.loans import RequestStatus
from tests.factories import (
    KitFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    VoucherProductFactory,
)
from tests.law import copy, delete, refused, refused_as, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_a_request_has_a_valid_status():
    with refused("loans_request_status_known"):
        write(RequestFactory(), status="eaten")


def test_a_request_for_the_organisation_has_no_person():
    with refused("loans_request_audience"):
        write(RequestFactory(), audience="structure")
    with refused("loans_request_audience"):
        write(RequestFactory(), audience="friends")


def test_a_purpose_is_valid():
    with refused("loans_request_purpose"):
        write(RequestFactory(), purpose="fun")


def test_a_refused_request_has_a_reason():
    with refused("loans_request_refusal"):
        write(RequestFactory(sent=True), status=RequestStatus.REFUSED)


def test_a_request_stays_with_its_organisation():
    with refused("loans_request_organisation_frozen"):
        write(RequestFactory(for_the_structure=True), organisation=OrganisationFactory())


def test_the_person_of_a_request_is_of_its_organisation():
    request = RequestFactory()

    with refused("loans_request_same_organisation"):
        write(request, recipient=RecipientFactory())
    with refused("loans_request_same_organisation"):
        copy(request, number="R99", recipient=RecipientFactory())


def test_a_request_is_never_deleted():
    with refused("loans_request_kept"):
        delete(RequestFactory())


def test_served_is_at_most_accepted_and_accepted_at_most_requested():
    line = RequestLineFactory(requested=2)
    for requested, accepted, served in (
        (0, None, 0),
        (2, 3, 0),
        (2, 1, 2),
        (2, None, 1),
        (2, 0, 1),
        (2, 2, 3),
    ):
        with refused("loans_requestline_quantities"):
            write(line, requested=requested, accepted=accepted, served=served)


def test_a_line_has_an_integer_quantity():
    line = RequestLineFactory(requested=5, accepted=3, served=1)
    for name in ("requested", "accepted", "served"):
        assert refuses_fractions(line, name)


def test_line_quantities_are_not_negative():
    line = RequestLineFactory(requested=5, accepted=5, served=0)
    for name in ("accepted", "served"):
        with refused_as(NOT_NEGATIVE):
            write(line, **{name: -1})


def test_a_line_has_exactly_one_kind():
    line = RequestLineFactory()

    with refused("loans_requestline_one_kind"):
        write(line, product=VoucherProductFactory())
    with refused("loans_requestline_one_kind"):
        write(line, category=None)


def test_an_urgency_is_valid():
    with refused("loans_request_urgency"):
        write(RequestFactory(), urgency="whim")


def test_only_a_device_has_needs():
    for need in (
        {"min_screen_inches": 14},
        {"min_ram_gb": 8},
        {"needs_webcam": True},
        {"needs_cellular": True},
    ):
        write(RequestLineFactory(), **need)
        with refused("loans_requestline_needs"):
            write(RequestLineFactory(of_vouchers=True), **need)


def test_a_kit_line_refers_to_a_kit_of_its_request():
    line = RequestLineFactory()

    with refused("loans_requestline_kit"):
        write(line, kit=KitFactory())
    with refused("loans_requestline_kit"):
        write(line, bundle=1)
