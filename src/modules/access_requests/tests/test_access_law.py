"""Database rules of requests for access."""

import pytest
from django.utils import timezone

from modules.access_requests.tests.factories import AccessRequestFactory
from tests.factories import OrganisationFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    return AccessRequestFactory(waiting=True)


def test_an_access_request_has_a_valid_status(waiting):
    with refused("access_requests_accessrequest_status"):
        write(waiting, status="lost")


def test_an_access_request_is_not_answered_before_confirmation(waiting):
    with refused("access_requests_accessrequest_confirmed"):
        write(AccessRequestFactory(), status="waiting")
    with refused("access_requests_accessrequest_confirmed"):
        write(AccessRequestFactory(), confirmed_at=timezone.now())


def test_a_granted_access_request_has_an_organisation(waiting):
    with refused("access_requests_accessrequest_granted"):
        write(waiting, status="granted")
    with refused("access_requests_accessrequest_granted"):
        write(waiting, organisation=OrganisationFactory())


def test_a_refusal_has_a_reason(waiting):
    with refused("access_requests_accessrequest_refusal"):
        write(waiting, status="refused")


def test_a_confirmed_access_request_is_frozen(waiting):
    with refused("access_requests_accessrequest_frozen"):
        write(waiting, email="other@example.org")


def test_an_access_request_is_answered_once():
    with refused("access_requests_accessrequest_answered_once"):
        write(AccessRequestFactory(refused=True), status="waiting", refusal="")


def test_a_waiting_access_request_is_not_deleted(waiting):
    with refused("access_requests_accessrequest_kept"):
        delete(waiting)
    assert delete(AccessRequestFactory()) is not False
