"""Database rules of moves."""

import pytest

from modules.legacy_import.tests.factories import MigrationFactory, MigrationRecordFactory
from tests.factories import SiteFactory
from tests.law import copy, delete, refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_a_move_has_a_valid_status_and_system():
    with refused("legacy_import_migration_status"):
        write(MigrationFactory(), status="eaten")
    with refused("legacy_import_migration_system"):
        copy(MigrationFactory(), system="abacus")


def test_a_move_stays_that_of_its_system_and_site():
    for changes in ({"system": "glpi"}, {"site": SiteFactory()}):
        with refused("legacy_import_migration_frozen"):
            write(MigrationFactory(), **changes)


def test_a_move_is_never_deleted():
    with refused("legacy_import_migration_kept"):
        delete(MigrationFactory())


def test_a_record_comes_from_a_row_once_and_for_good():
    with refused("legacy_import_migrationrecord_once"):
        copy(MigrationRecordFactory())
    for change in (delete, lambda row: write(row, record_id=2)):
        with refused("legacy_import_migrationrecord_kept"):
            change(MigrationRecordFactory())
