"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.label_setup import operations
from people.base.roles import Role
from tests.access_page import A, K, Page

PAGES = {
    "labelformat_list": Page(K),
    "labelformat_add": Page(A),
    "labelformat_edit": Page(A, "label_format"),
    "labelformat_sample": Page(K, "label_format", file=True),
    "printer_list": Page(K),
    "printer_add": Page(K),
    "printer_edit": Page(K, "printer"),
    "printer_calibrate": Page(K, "printer"),
    "printer_page": Page(K, "printer", query="?fmt=L7160", file=True),
}
LOWEST = {
    Role.COORDINATOR: [operations.calibrate, operations.save_printer],
    Role.ADMIN: [operations.save_format],
}
SAMPLES = ["labelformat_sample"]
ONE_PAGE = ["printer_page"]
PICTURES = {"labelformats": ("labelformat_list",)}
