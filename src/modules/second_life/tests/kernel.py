"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.second_life import operations
from modules.second_life.tests.factories import MeasuredUseFactory, ReferenceValueFactory
from people.base.roles import Role
from tests.access_page import A, Page, T

FACTORIES = [ReferenceValueFactory]
PAGES = {
    "referencevalue_list": Page(A),
    "referencevalue_edit": Page(A, "reference_value"),
    "device_hours": Page(T, "device"),
}
NOT_EXPORTED = ["referencevalue_list"]
LOWEST = {
    Role.ADMIN: [operations.save_value],
    Role.TECHNICIAN: [operations.note_hours],
}
BY_HAND = {
    "purchases_avoided": 0,
    "devices_without_price": 9,
    "co2e_range_lowest": 0,
    "co2e_range_highest": 0,
    "hours_measured": None,
    "hours_coverage": 0,  # of 2
}
PICTURES = {"second_life": ("referencevalue_list",)}


def add_to(world):
    world.reference_value = ReferenceValueFactory(category=world.device.category)


def leave_traces(loan, _cells, _scan):
    item = loan.items.filter(device__media__isnull=False).first()
    if item:
        MeasuredUseFactory(item=item, medium=item.device.media.first())
