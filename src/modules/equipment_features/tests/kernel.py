"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.equipment_features import operations
from modules.equipment_features.tests.factories import (
    AccessoryFeatureFactory,
    DeviceFeatureFactory,
    WishFactory,
)
from people.base.roles import Role
from tests.access_page import C, K, Page, T, act, public

FACTORIES = [WishFactory, DeviceFeatureFactory, AccessoryFeatureFactory]
OWN = {"args": ("1:x:y",), "may_be_absent": True}
PAGES = {
    "feature_list": Page(K),
    "feature_remove": act(K, "accessory_feature"),
    "feature_person": act(C, "person", association=True),
    "feature_device": act(T, "device"),
    "feature_take": act(C, "accepted_request"),
    "feature_print": Page(C, "active_loan", association=True, file=True),
    "feature_aloud": Page(C, "active_loan", association=True),
    "own_features": public(**OWN),
    "own_feature_print": public(**OWN),
    "own_feature_aloud": public(**OWN),
}
CLOSED = {"own_features": 404, "own_feature_print": 404, "own_feature_aloud": 404}
PASSED_THROUGH = ["feature_aloud"]
NOT_EXPORTED = ["feature_list"]
LOWEST = {
    Role.TECHNICIAN: [operations.change_device],
    Role.COUNTER: [operations.change_wish, operations.take],
    Role.COORDINATOR: [operations.add_to_accessory, operations.remove_from_accessory],
}
FOR_ASSOCIATIONS = [operations.change_wish]
CONTACTS = {"wish": lambda person: WishFactory(recipient=person)}
PICTURES = {"equipment_features": ("feature_list",)}


def add_to(world):
    WishFactory(recipient=world.person)
    DeviceFeatureFactory(device=world.device)
    world.accessory_feature = AccessoryFeatureFactory()


def leave_traces(loan, _cells, _scan):
    WishFactory(recipient=loan.recipient)
