from factory import SubFactory
from factory.django import DjangoModelFactory

from modules.household_check.models import HouseholdCheck
from tests.factories import RecipientFactory, UserFactory


class HouseholdCheckFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdCheck

    recipient = SubFactory(RecipientFactory, family=True)
    household_size = 3
    by = SubFactory(UserFactory, counter=True)
