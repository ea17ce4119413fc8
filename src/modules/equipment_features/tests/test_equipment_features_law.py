"""Database rules of features."""

import pytest

from modules.equipment_features.lifecycle import Feature
from modules.equipment_features.tests.factories import (
    AccessoryFeatureFactory,
    DeviceFeatureFactory,
    WishFactory,
)
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_feature_is_one_of_the_list():
    with refused("equipment_features_wish_feature"):
        write(WishFactory(), feature="because")
    with refused("equipment_features_devicefeature_feature"):
        write(DeviceFeatureFactory(), feature=Feature.AUDIO)
    with refused("equipment_features_accessoryfeature_feature"):
        write(AccessoryFeatureFactory(), feature=Feature.LARGE_PRINT)


def test_a_thing_has_a_feature_once():
    with refused("equipment_features_devicefeature_once"):
        copy(DeviceFeatureFactory())
    with refused("equipment_features_accessoryfeature_once"):
        copy(AccessoryFeatureFactory())
