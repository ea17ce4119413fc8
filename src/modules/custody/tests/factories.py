"""Factories of the module."""

from django.utils import timezone
from factory import LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from modules.custody.models import CollectedItem, Collection
from tests.factories import DocumentFactory, DonationFactory, UserFactory


class CollectedItemFactory(DjangoModelFactory):
    """A scanned number on the list of an announced lot."""

    class Meta:
        model = CollectedItem

    donation = SubFactory(DonationFactory)
    code = Sequence("SERIAL{:04}".format)
    by = SubFactory(UserFactory, volunteer=True)


class CollectionFactory(DjangoModelFactory):
    """A signed collection, of one device unless its lot has a list."""

    class Meta:
        model = Collection

    donation = SubFactory(DonationFactory)
    content = {"giver": "Awa Diop", "place": "1 rue du Port"}
    document = SubFactory(DocumentFactory)
    by = SubFactory(UserFactory, volunteer=True)
    at = LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, donation, **facts):
        if not CollectedItem.objects.filter(donation=donation).exists():
            CollectedItemFactory(donation=donation)
        return super()._create(model_class, *args, donation=donation, **facts)
