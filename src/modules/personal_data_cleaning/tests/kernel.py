"""Data of this module that tests of the whole site need (`tests/of_modules.py`)."""

from modules.personal_data_cleaning import operations
from people.base.roles import Role
from tests.access_page import K, Page, act

PAGES = {"suspicion_list": Page(K), "suspicion_decide": act(K)}
LOWEST = {Role.COORDINATOR: [operations.keep_text, operations.keep_cell]}
# This list shows possible personal data, which no export contains.
NOT_EXPORTED = ["suspicion_list"]
