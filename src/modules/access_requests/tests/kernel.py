"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.access_requests import operations
from modules.access_requests.tests.factories import AccessRequestFactory
from people.base.roles import Role
from tests.access_page import K, Page, act, public

FACTORIES = [AccessRequestFactory]
STATES = {"AccessRequestFactory": ["unconfirmed", "waiting", "granted", "refused"]}
PAGES = {
    "access_ask": public(),
    "access_asked": public(),
    "access_confirm": public(args=("not-a-token",)),
    "access_list": Page(K),
    "access_detail": Page(K, "access"),
    "access_grant": act(K, "access"),
    "access_refuse": act(K, "access"),
}
LETTERS_WITHOUT_LINK = ["access.refused"]
LOWEST = {
    Role.COORDINATOR: [
        operations.forget_access,
        operations.grant_access,
        operations.refuse_access,
    ]
}
PICTURES = {"access": ("access_ask",)}
UNVERSIONED = ["AccessForm"]


def add_to(world):
    world.access = AccessRequestFactory(waiting=True)
