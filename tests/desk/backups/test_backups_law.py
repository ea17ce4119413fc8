"""Database constraints and guards of backups and full exports."""

import pytest

from tests.factories import BackupFactory, UserFactory, WholeExportFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_backup_row_is_frozen():
    backup = BackupFactory()
    with refused("desk_backup_kept"):
        write(backup, missing=3)
    with refused("desk_backup_kept"):
        delete(backup)


def test_an_export_has_a_file_only_while_it_is_ready():
    with refused("desk_wholeexport_file_while_ready"):
        write(WholeExportFactory(ready=True), file="")
    with refused("desk_wholeexport_file_while_ready"):
        copy(WholeExportFactory(forgotten=True), file="left.zip")
    with refused("desk_wholeexport_status_known"):
        write(WholeExportFactory(), status="lent")


def test_an_export_keeps_its_owner():
    export = WholeExportFactory(ready=True)
    with refused("desk_wholeexport_frozen"):
        write(export, by=UserFactory(admin=True))
    with refused("desk_wholeexport_kept"):
        delete(export)
