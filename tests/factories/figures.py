from datetime import date, timedelta

from django.utils import timezone
from factory import (
    LazyAttribute,
    LazyFunction,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
    post_generation,
)
from factory.django import DjangoModelFactory

from api.models import Token
from api.models import hash_of as hash_of_secret
from api.scopes import Scope
from desk.models import FigureRules
from people.base.lifecycle import AreaKind
from people.base.models.area import key_of
from people.models import Area, AreaTable
from tests.factories.people import UserFactory


class AreaTableFactory(DjangoModelFactory):
    class Meta:
        model = AreaTable

    count = 3
    source = "INSEE, Code officiel géographique"
    dated = date(2026, 1, 1)
    by = SubFactory(UserFactory, coordinator=True)


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    class Params:
        qpv = Trait(kind=AreaKind.QPV, code=Sequence("QN0350{:02}M".format), department="")

    kind = AreaKind.COMMUNE
    code = Sequence("35{:03}".format)
    name = Sequence("Commune {}".format)
    key = LazyAttribute(lambda area: key_of(area.name))
    department = "35"
    table = SubFactory(AreaTableFactory)


class TokenFactory(DjangoModelFactory):
    """A token with this `secret` and these `scopes`, by default all."""

    class Meta:
        model = Token
        skip_postgeneration_save = True

    class Params:
        secret = Sequence("secret {}".format)
        revoked = Trait(revoked_at=LazyFunction(timezone.now))
        expired = Trait(expires_on=LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))

    user = SubFactory(UserFactory, coordinator=True)
    by = SelfAttribute("user")
    name = Sequence("Bench {}".format)
    token_hash = LazyAttribute(lambda token: hash_of_secret(token.secret))
    ending = "wxyz"
    scopes = LazyFunction(lambda: list(Scope.values))
    expires_on = LazyFunction(lambda: timezone.localdate() + timedelta(days=30))

    @post_generation
    def sites(self, create, sites):
        self.sites.set(sites or [])


class FigureRulesFactory(DjangoModelFactory):
    class Meta:
        model = FigureRules
        django_get_or_create = ["pk"]

    class Params:
        public = Trait(is_public=True)

    pk = 1
