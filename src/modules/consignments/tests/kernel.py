"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.consignments import operations
from modules.consignments.tests.factories import ConsignmentFactory, ConsignmentLineFactory
from people.base.roles import Role
from tests.access_page import C, K, Page, act

FACTORIES = [ConsignmentFactory, ConsignmentLineFactory]
PAGES = {
    "consignment_list": Page(C),
    "consignment_add": Page(K),
    "consignment_detail": Page(C, "consignment"),
    "consignment_slip": Page(C, "consignment", file=True),
    "voucher_consign": Page(K, "voucher"),
    "voucher_give_back": act(K, "voucher"),
}
LOWEST = {
    Role.COORDINATOR: [
        operations.account_for,
        operations.consign_product,
        operations.consign_vouchers,
        operations.return_consigned,
    ]
}
ONE_PAGE = ["consignment_slip"]
PICTURES = {"consignments": ("consignment_list",)}


def add_to(world):
    world.consignment = ConsignmentLineFactory(consignment__site=world.site).consignment
