"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.browser_backups import operations
from people.base.roles import Role
from tests.access_page import A, Page, act, public
from tests.factories import BackupFactory

PAGES = {
    "backup_now": act(A),
    "backup_file": Page(A, "own_backup", file=True),
    "restore_upload": public(),
}
NOT_THERE = ["backup_file"]
LOWEST = {Role.ADMIN: [operations.ask_backup, operations.note_backup_download]}


def add_to(world):
    world.own_backup = BackupFactory()
