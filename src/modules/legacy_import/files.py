"""Uploads of a move: find the lists in each upload, and import them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.imports.sheets import SourceList, read_list
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from modules.legacy_import.kinds.vouchers import sealed
from modules.legacy_import.models import Migration, MigrationFile
from modules.legacy_import.operations.migrations import TAKE_OVER, add_file, remove_file
from modules.legacy_import.planned import STAGES
from modules.legacy_import.rebond_export import count_codes, is_export, lists_of
from modules.legacy_import.recognition import mapping_of, recognise
from modules.legacy_import.systems import VOUCHERS
from people.models import User


def add_upload(migration: Migration, *, by: User, name: str, content: bytes) -> int:
    """Add the lists of an upload to a move, a file for each; return their number.

    The ZIP of another Rebond has a list for each of its importable tables.
    """
    if is_export(content):
        files = [
            add_file(migration, by=by, source=source, kind=kind)
            for kind, source in lists_of(content)
        ]
        return len(files)
    source = read_list(name, content)
    found = recognise(source, migration.system)
    for one in found:
        stored, mapping, sheets = source, one.mapping, one.sheets
        if one.kind == VOUCHERS:
            stored, mapping, sheets = _sealed(source)
        add_file(
            migration,
            by=by,
            source=stored,
            kind=one.kind,
            sheets=sheets,
            mapping=mapping,
            is_sure=one.is_sure,
            left_out=one.left_out,
        )
    return len(found)


def what_stays(content: bytes) -> str:
    """Sentence about voucher codes that an uploaded export does not contain; otherwise ""."""
    count = count_codes(content) if is_export(content) else 0
    if not count:
        return ""
    return ngettext(
        "%(count)s voucher with a code stays in the old system, because exports contain no codes. "
        "Send its operator’s list here, or hand it over from the old system.",
        "%(count)s vouchers with codes stay in the old system, because exports contain no codes. "
        "Send their operator’s list here, or hand them over from the old system.",
        count,
    ) % {"count": count}


def _sealed(source: SourceList) -> tuple[SourceList, dict[str, str], None]:
    """A list of vouchers with its column mapping, as it is stored: codes are encrypted."""
    table = source.best
    return (*sealed(source, table, mapping_of(table, STAGES[VOUCHERS].kind)), None)


def retype(file: MigrationFile, *, by: User, kind: str) -> MigrationFile:
    """Read a file again as a list of another kind, replacing the earlier reading."""
    migration, batch = file.migration, file.batch
    if kind not in STAGES:
        raise Refused(_("Choose a type of list."))
    if kind == batch.kind:
        return confirm_kind(file, by=by)
    if VOUCHERS in {kind, batch.kind}:
        raise Refused(_("Remove this file, and send it again: voucher codes are encrypted."))
    document = batch.document
    source = read_list(document.name, document.read(), kind=STAGES[kind].kind)
    sheets = batch.sheets_read if any(batch.sheets_read) else None
    remove_file(file, by=by)
    return add_file(migration, by=by, source=source, kind=kind, sheets=sheets)


@operation(TAKE_OVER)
def confirm_kind(file: MigrationFile, *, by: User) -> MigrationFile:
    """Record that a user confirmed the kind of a file."""
    file.is_sure = True
    file.save(update_fields=["is_sure"])
    return file
