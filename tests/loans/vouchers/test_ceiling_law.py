"""Database rules of the voucher ceiling, which is lifted once with a reason."""

import pytest
from django.utils import timezone

from tests.factories import CeilingLiftFactory, RecipientFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_ceiling_exception_has_a_valid_reason_and_month():
    lift = CeilingLiftFactory()

    with refused("loans_ceilinglift_reason"):
        copy(lift, reason="because", month="2020-01")
    with refused("loans_ceilinglift_month"):
        copy(lift, month="soon")


def test_a_ceiling_exception_is_unique_by_person_and_month():
    lift = CeilingLiftFactory()

    with refused("loans_ceilinglift_once"):
        copy(lift)


def test_a_lifted_limit_is_frozen():
    lift = CeilingLiftFactory()

    with refused("loans_ceilinglift_frozen"):
        write(lift, reason="online")
    with refused("loans_ceilinglift_frozen"):
        write(lift, recipient=RecipientFactory())
    with refused("loans_ceilinglift_kept"):
        delete(lift)


def test_a_ceiling_exception_is_used_once():
    lift = CeilingLiftFactory(used_at=timezone.now())

    with refused("loans_ceilinglift_used_once"):
        write(lift, used_at=None)
