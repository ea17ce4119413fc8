"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.data_rights import operations
from modules.data_rights.lifecycle import FreezeReason
from modules.data_rights.tests.factories import DataRequestFactory, FreezeFactory
from people.base.roles import Role
from tests import factories as make
from tests.access_page import K, Page, act, public
from tests.law import copy
from tests.races.writes_anonymised import beside_anonymising

FACTORIES = [DataRequestFactory, FreezeFactory]
STATES = {"DataRequestFactory": ["open", "done", "refused"]}
PAGES = {
    "datarequest_list": Page(K),
    "datarequest_new": Page(K, "person"),
    "datarequest_detail": Page(K, "data_request"),
    "datarequest_grant": act(K, "data_request"),
    "datarequest_extend": act(K, "data_request"),
    "datarequest_refuse": act(K, "data_request"),
    "freeze_new": Page(K, "person"),
    "freeze_end": act(K, "freeze"),
    "own_data": public(args=("1:x:y",), may_be_absent=True),
}
CLOSED = {"own_data": 404}
LETTERS_WITHOUT_LINK = ["data_rights.answered", "data_rights.extended"]
LOWEST = {
    Role.COORDINATOR: [
        operations.record_request,
        operations.extend_request,
        operations.grant_request,
        operations.refuse_request,
        operations.freeze_person,
        operations.end_freeze,
        operations.end_freezes_due,
    ]
}
PICTURES = {"data_rights": ("datarequest_list",)}
NAMES_PEOPLE = ["datarequest_list"]
LIVE = {
    "a freeze": lambda person: FreezeFactory(recipient=person),
    "a request about their data": lambda person: DataRequestFactory(recipient=person),
}


def copied(factory):
    """Two writes: a person is anonymised, and a row about them is added."""
    person = make.RecipientFactory()
    return beside_anonymising(factory(), copy, person, recipient_id=person.pk)


RACES = {
    "data_rights_freeze_not_anonymous": lambda: copied(FreezeFactory),
    "data_rights_request_not_anonymous": lambda: copied(DataRequestFactory),
    "data_rights_freeze_not_erased": lambda: copied(FreezeFactory)[::-1],
}


def add_to(world):
    person = make.RecipientFactory(organisation=world.organisation)
    world.data_request = DataRequestFactory(recipient=person)
    world.freeze = FreezeFactory(recipient=person)


def leave_traces(loan, _cells, _scan):
    DataRequestFactory(recipient=loan.recipient, done=True)
    FreezeFactory(recipient=loan.recipient, reason=FreezeReason.NO_LETTERS, ends_on=None)
