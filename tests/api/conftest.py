"""Clients of the API: a token for each role, created once for the tests of a file."""

import pytest
from django.core.handlers.base import BaseHandler
from django.test import Client

from api.urls import ROUTES
from people.base.roles import LADDER, Role
from tests.access_page import OTHER_ASSOCIATION, STRANGER
from tests.api.contract import BASE, breach
from tests.factories import (
    AccessoryKindFactory,
    DeviceModelFactory,
    OrganisationFactory,
    TokenFactory,
    UserFactory,
    VoucherProductFactory,
)
from tests.visits import undone

ROUTE_OF = {route.name: route for route in ROUTES}


class Callers:
    """Clients of each role at the site of `world`, of its association and of another one."""

    def __init__(self, world):
        self.world = world
        other = OrganisationFactory(approved=True)
        users = {role: UserFactory(role=role, sites=[world.site]) for role in LADDER}
        users[Role.ASSOCIATION] = world.association_user
        users[OTHER_ASSOCIATION] = UserFactory(association=True, organisation=other)
        self.users = users
        world.accessory, world.product = AccessoryKindFactory(), VoucherProductFactory()
        world.model = DeviceModelFactory()
        for who, user in users.items():
            TokenFactory(user=user, secret=f"secret of {who}")

    def client(self, who, **headers):
        client = Client(raise_request_exception=False, headers={"accept-language": "en", **headers})
        if who != STRANGER:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer secret of {who}"
        return client

    def path(self, name, page):
        """Return the path of an operation, with the ids of rows of the world."""
        path = f"/api/v1/{ROUTE_OF[name].path}"
        for pk in page.path_args(self.world):
            start, _brace, rest = path.partition("{")
            path = f"{start}{pk}{rest.partition('}')[2]}"
        return path + page.query.format(site=self.world.site.pk)

    def call(self, who, name, page, body=None, **headers):
        """Call an operation as the client `who` and undo its changes; return the response."""
        route = ROUTE_OF[name]
        send = getattr(self.client(who, **headers), route.method.lower())
        sent = {} if route.method == "GET" else {"content_type": "application/json"}
        with undone():
            return send(self.path(name, page), *([body or {}] if sent else []), **sent)


@pytest.fixture(scope="module")
def _all_callers(built, django_db_blocker):
    with django_db_blocker.unblock():
        return Callers(built)


@pytest.fixture
def callers(_all_callers, db, monkeypatch):
    monkeypatch.setattr("api.views.is_within", lambda *_args, **_kwargs: True)
    return _all_callers


@pytest.fixture(autouse=True)
def every_answer_is_as_described(monkeypatch):
    """Fail a test if a response of the API does not match the description."""
    breaches, answer = [], BaseHandler.get_response

    def compared(self, request):
        response = answer(self, request)
        if request.path_info.startswith(BASE):
            breaches.append(breach(request, response))
        return response

    monkeypatch.setattr(BaseHandler, "get_response", compared)
    yield
    found = sorted({one for one in breaches if one})
    assert not found, "\n".join(found)
