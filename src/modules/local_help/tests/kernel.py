"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.local_help import operations
from modules.local_help.tests.factories import ResourceLinkFactory
from people.base.roles import Role
from tests.access_page import K, Page

FACTORIES = [ResourceLinkFactory]
PAGES = {
    "link_add": Page(K),
    "link_edit": Page(K, "resource_link"),
    "helpplace_list": Page(K),
    "helpplace_import": Page(K),
    "helpplace_example": Page(K, file=True),
}
LOWEST = {Role.COORDINATOR: [operations.import_places, operations.save_link]}


def list_places(commune):
    ResourceLinkFactory(commune=commune, label="Maison", address="02 99 00 00 00 · m.example.org")
    ResourceLinkFactory(commune=commune, label="Halte", source_ref="dora--12", address="")


LISTED = [list_places]


def add_to(world):
    world.resource_link = ResourceLinkFactory()
