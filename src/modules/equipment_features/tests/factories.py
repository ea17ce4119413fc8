from factory import SubFactory
from factory.django import DjangoModelFactory

from modules.equipment_features.lifecycle import Feature
from modules.equipment_features.models import AccessoryFeature, DeviceFeature, Wish
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    RecipientFactory,
    UserFactory,
)


class WishFactory(DjangoModelFactory):
    class Meta:
        model = Wish

    recipient = SubFactory(RecipientFactory, family=True)
    feature = Feature.LARGE_KEYS
    by = SubFactory(UserFactory, counter=True)


class DeviceFeatureFactory(DjangoModelFactory):
    class Meta:
        model = DeviceFeature

    device = SubFactory(DeviceFactory)
    feature = Feature.READER
    by = SubFactory(UserFactory, technician=True)


class AccessoryFeatureFactory(DjangoModelFactory):
    class Meta:
        model = AccessoryFeature

    accessory = SubFactory(AccessoryKindFactory)
    feature = Feature.LARGE_KEYS
