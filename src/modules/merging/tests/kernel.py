"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.merging import merging
from people.base.roles import Role
from tests.access_page import K, Page, act

PAGES = {
    "merge_list": Page(K),
    "row_merge": Page(K, args=("recipient", "@person")),
    "row_apart": act(K, args=("donor", "@donor", "@donor")),
    "row_unmerge": act(K, args=("donor", "@merged_donor")),
}
LOWEST = {Role.COORDINATOR: [merging.merge, merging.declare_distinct, merging.undo_merge]}
SEARCHED = [("fr", "fusionner", "merge_list")]
NOT_EXPORTED = ["merge_list"]  # possible duplicates that one settles here
