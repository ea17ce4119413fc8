"""Database constraints and guards of backups."""

import pytest

from tests.factories import BackupFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_backup_row_is_frozen():
    backup = BackupFactory()
    with refused("desk_backup_kept"):
        write(backup, missing=3)
    with refused("desk_backup_kept"):
        delete(backup)
