"""Database rules of requests about personal data, and of freezes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from modules.data_rights.tests.factories import DataRequestFactory, FreezeFactory
from tests.factories import RecipientFactory
from tests.law import copy, delete, refused, write
from tests.races.writes_anonymised import anonymised

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("data_rights_datarequest_status_known", {"status": "lost"}),
        ("data_rights_datarequest_right", {"right": "gold"}),
        ("data_rights_datarequest_source", {"source": "pigeon"}),
        ("data_rights_datarequest_extension", {"extension": "tired"}),
        ("data_rights_datarequest_refusal", {"refusal": "no", "status": "refused"}),
        ("data_rights_datarequest_reasoned", {"status": "refused"}),
        ("data_rights_datarequest_reasoned", {"refusal": "law"}),
        ("data_rights_datarequest_due", {"due_on": timezone.localdate() - timedelta(days=400)}),
        ("data_rights_datarequest_frozen", {"right": "erasure"}),
    ],
)
def test_a_request_has_valid_values(rule, changes):
    with refused(rule, "data_rights_datarequest_frozen"):
        write(DataRequestFactory(), **changes)


def test_a_right_is_requested_once_until_it_is_answered():
    with refused("data_rights_datarequest_open_once"):
        copy(DataRequestFactory())
    assert copy(DataRequestFactory(done=True))


def test_requests_and_freezes_are_never_deleted():
    with refused("data_rights_datarequest_kept"):
        delete(DataRequestFactory())
    with refused("data_rights_freeze_kept"):
        delete(FreezeFactory())


def test_a_freeze_has_a_reason_and_an_end():
    with refused("data_rights_freeze_reason", "data_rights_freeze_frozen"):
        write(FreezeFactory(), reason="whim")
    with refused("data_rights_freeze_has_end"):
        copy(FreezeFactory(ended_at=timezone.now()), ends_on=None)


def test_a_freeze_is_active_once_and_ends_once():
    freeze = FreezeFactory()
    with refused("data_rights_freeze_active_once"):
        copy(freeze)
    with refused("data_rights_freeze_frozen"):
        write(freeze, ends_on=timezone.localdate())
    write(freeze, ended_at=timezone.now())
    with refused("data_rights_freeze_ended_once"):
        write(freeze, ended_at=None)


def test_a_frozen_person_is_not_anonymised_even_by_a_raw_write():
    freeze = FreezeFactory()
    with refused("data_rights_freeze_not_erased"):
        anonymised(freeze.recipient)
    accepted_objection = FreezeFactory(reason="no_letters", ends_on=None)
    assert anonymised(accepted_objection.recipient)
    write(freeze, ended_at=timezone.now())
    assert anonymised(freeze.recipient)


def test_nothing_begins_for_an_anonymised_person():
    nobody = RecipientFactory(anonymised=True)
    with refused("data_rights_freeze_not_anonymous"):
        copy(FreezeFactory(), recipient_id=nobody.pk)
    with refused("data_rights_request_not_anonymous"):
        copy(DataRequestFactory(), recipient_id=nobody.pk)
