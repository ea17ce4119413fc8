"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from io import BytesIO
from zipfile import ZipFile

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from modules.whole_exports import operations
from modules.whole_exports.tests.factories import WholeExportFactory
from people.base.roles import Role
from tests.access_page import A, Page, act

FACTORIES = [WholeExportFactory]
STATES = {"WholeExportFactory": ["asked", "ready", "failed", "forgotten"]}
PAGES = {"export_ask": act(A), "export_file": Page(A, "whole_export", file=True)}
NOT_THERE = ["export_file"]
ERASED_AGAIN = ["whole_exports_wholeexport"]
LOWEST = {
    Role.ADMIN: [
        operations.ask_export,
        operations.fail_export,
        operations.forget_exports,
        operations.keep_export,
        operations.note_download,
        operations.note_export,
    ]
}


def add_to(world):
    world.whole_export = WholeExportFactory(ready=True)


def leave_traces(_loan, cells, _scan):
    content = BytesIO()
    with ZipFile(content, "w") as zipped:
        zipped.writestr("people_recipient.csv", ";".join(cells))
    export = WholeExportFactory(ready=True)
    default_storage.save(export.stored, ContentFile(content.getvalue()))


def tables(folder):
    """Return {name: bytes} of each table in the archive."""
    call_command("export_all", folder / "all.zip")
    with ZipFile(folder / "all.zip") as archive:
        return {
            f"whole-{name.replace('/', '-')}": archive.read(name)
            for name in archive.namelist()
            if name.endswith(".csv")
        }


WRITTEN = [tables]
