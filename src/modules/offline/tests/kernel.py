"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.offline import operations
from modules.offline.tests.factories import OfflineScanFactory, SnapshotFactory
from people.base.roles import Role
from tests.access_page import Page, V, act, public, signed_in

FACTORIES = [SnapshotFactory, OfflineScanFactory]
PAGES = {
    "service_worker": public(file=True),
    "offline_manifest": public(file=True),
    "offline_page": public(),
    "offline_help": signed_in(),
    "offline_state": signed_in(file=True),
    "offline_take": act(V),
    "offline_send": act(V),
    "offline_give_back": act(V),
    "offline_drop": act(V),
    "offline_list": Page(V),
    "offline_work": Page(V, "snapshot"),
    "offline_give_up": act(V, "snapshot"),
    "offline_resolve": act(V, "offline_scan"),
    "offline_discard": act(V, "offline_scan"),
}
LOWEST = {
    Role.VOLUNTEER: [
        operations.take_along,
        operations.hear_from,
        operations.receive_scan,
        operations.resolve_scan,
        operations.discard_scan,
        operations.note_dropped,
        operations.give_back,
        operations.give_up,
    ]
}
PICTURES = {"offline": ("return_scan",)}
OF_A_SITE = ["snapshot"]
NOT_EXPORTED = ["offline_list"]  # work that is out on phones at the moment


def add_to(world):
    world.snapshot = SnapshotFactory(site=world.site)
    world.offline_scan = OfflineScanFactory(snapshot=world.snapshot)
