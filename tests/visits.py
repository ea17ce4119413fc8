"""Visitors who sign in once for all tests of a file, and visits without lasting effects."""

from contextlib import contextmanager
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.test.signals import template_rendered

from core.forms.versions import Versioned
from people.base.roles import LADDER, Role
from tests.access import PAGES, address
from tests.access_page import OTHER_ASSOCIATION, STRANGER
from tests.factories import OrganisationFactory, SiteFactory, UserFactory
from tests.stored import of_a_test

ELSEWHERE = "the counter of another site"


def signed_in(user):
    """Return a client in which `user` is signed in, including the second factor."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["has_second_factor"] = True
    record_authentication(SimpleNamespace(session=session), user, "password")
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@contextmanager
def undone():
    """Roll back the context."""
    with of_a_test():
        yield
        transaction.set_rollback(True)


@contextmanager
def pages_unrendered():
    """Render no pages in this context; responses still have their template context."""

    def render(template, context):
        template_rendered.send(sender=template, template=template, context=context)
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


class Visitors:
    """Visitors of each role at the site of `world` and another site, and of two associations."""

    def __init__(self, world):
        self.world = world
        other = OrganisationFactory(approved=True)
        users = {
            **{role: UserFactory(role=role, sites=[world.site]) for role in LADDER},
            Role.ASSOCIATION: world.association_user,
            OTHER_ASSOCIATION: UserFactory(association=True, organisation=other),
            ELSEWHERE: UserFactory(counter=True, sites=[SiteFactory()]),
        }
        self._read = {}
        self._clients = {STRANGER: Client()} | {who: signed_in(u) for who, u in users.items()}
        self._cookies = {
            who: {name: morsel.value for name, morsel in client.cookies.items()}
            for who, client in self._clients.items()
        }

    def client(self, who):
        """Return the client of this visitor, reset to the session cookie."""
        client = self._clients[who]
        client.cookies = SimpleCookie(self._cookies[who])
        return client

    @contextmanager
    def open(self, who, name, **options):
        """Yield the response to a visit of this URL, and roll back its changes afterwards."""
        client, path = self.client(who), address(name, self.world)
        with undone():
            yield client.post(path, **options) if PAGES[name].post else client.get(path, **options)

    def read(self, who, name):
        """Return the response to the first visit of this page, cached for further calls.

        It has no contexts; `versioned` is {class name: version} of the forms of rows.
        """
        if (who, name) not in self._read:
            with self.open(who, name) as answer:
                forms = versioned_forms(answer)
                answer.versioned = {type(f).__name__: f["row_version"].value() for f in forms}
                answer.context = answer.templates = answer.wsgi_request = None
                self._read[who, name] = answer
        return self._read[who, name]


def versioned_forms(answer):
    """Return the versioned forms on a page."""
    contexts = answer.context or ()
    given = [one for context in contexts for one in getattr(context, "dicts", [context])]
    return [form for values in given for form in values.values() if isinstance(form, Versioned)]
