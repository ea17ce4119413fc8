"""Database rules of groups of requests and messages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    OrganisationFactory,
    RequestFactory,
    RequestGroupFactory,
    RequestMessageFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


# --- Groups ---------------------------------------------------------------------------------------
def test_a_request_group_is_frozen():
    group = RequestGroupFactory()
    with refused("loans_requestgroup_frozen"):
        write(group, organisation=OrganisationFactory())
    with refused("loans_requestgroup_frozen"):
        write(group, number="F99")
    with refused("loans_requestgroup_kept"):
        delete(group)


def test_a_request_and_its_group_have_one_organisation():
    request = RequestFactory()
    with refused("loans_request_origin_same_organisation"):
        copy(request, number="R99", group=RequestGroupFactory())


def test_the_origin_of_a_request_is_frozen():
    request = RequestFactory()
    with refused("loans_request_origin_frozen"):
        write(request, group=RequestGroupFactory(organisation=request.organisation))


# --- Messages -------------------------------------------------------------------------------------
def test_a_message_has_a_text_until_withdrawn():
    message = RequestMessageFactory()
    with refused("loans_requestmessage_text"):
        write(message, text="")
    with refused("loans_requestmessage_text"):
        write(message, withdrawn_at=timezone.now())
    assert write(message, text="", withdrawn_at=timezone.now())


def test_a_message_is_frozen():
    message = RequestMessageFactory()
    with refused("loans_requestmessage_not_edited"):
        write(message, text="Something else")
    with refused("loans_requestmessage_frozen"):
        write(message, is_ours=True)
    with refused("loans_requestmessage_frozen"):
        write(message, request=RequestFactory())
    with refused("loans_requestmessage_kept"):
        delete(message)


def test_a_withdrawn_message_is_final():
    with refused("loans_requestmessage_stays_withdrawn"):
        write(RequestMessageFactory(withdrawn=True), withdrawn_at=None, text="")


def test_a_message_is_read_after_it_was_written():
    with refused("loans_requestmessage_read"):
        write(RequestMessageFactory(), read_at=timezone.now() - timedelta(days=1))


def test_only_the_two_sides_write():
    message = RequestMessageFactory()
    with refused("loans_requestmessage_writer"):
        copy(message, by=UserFactory(association=True))
    with refused("loans_requestmessage_writer"):
        copy(message, is_ours=True)
    with refused("loans_requestmessage_writer"):
        copy(message, by=UserFactory(coordinator=True))
