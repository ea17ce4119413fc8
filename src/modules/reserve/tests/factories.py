from factory import SubFactory
from factory.django import DjangoModelFactory

from modules.reserve.models import Level
from tests.factories import CategoryFactory, SiteFactory


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = Level

    site = SubFactory(SiteFactory)
    category = SubFactory(CategoryFactory)
    count = 1
