"""Factories of the module."""

from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from modules.calendar_feed.models import AgendaKey, hash_of
from tests.factories import UserFactory


class AgendaKeyFactory(DjangoModelFactory):
    """The secret URL of a user, whose secret is `token`."""

    class Meta:
        model = AgendaKey
        exclude = ["token"]

    user = SubFactory(UserFactory)
    token = Sequence("secret-{}".format)
    token_hash = LazyAttribute(lambda key: hash_of(key.token))
