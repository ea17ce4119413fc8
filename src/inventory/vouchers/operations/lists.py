"""Incoming lists of vouchers: stored encrypted while being checked, then entered or deleted.

The file is encrypted as a whole and parsed again for each page, like other lists: the preview shows
masked codes and verdicts, then the valid rows are entered. It is at most 2 MB, which Django keeps
in memory, so its codes are never on disk unencrypted; the row is deleted once it is entered or
dropped, or after an hour. A cell under the heading “ICCID” that does not begin with 89 is refused:
it may be a code, and ICCIDs are stored unencrypted.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.imports.columns import check_mapping
from core.imports.sheets import SourceList, read_list
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.check import set_outcomes
from inventory.imports.reading import choices_of, read_into
from inventory.models import ImportBatch, ImportRow, VoucherBatch, VoucherList
from inventory.vouchers.encryption import decrypt_bytes, encrypt_bytes
from inventory.vouchers.list_columns import has_headings
from inventory.vouchers.list_rows import VOUCHERS, VoucherDraft
from inventory.vouchers.operations.vouchers import receive_vouchers
from people.models import User


@operation("inventory.change_voucher")
@sensitive_variables("content", "source")
def keep_list(waiting: VoucherList, *, by: User, content: bytes) -> VoucherList:
    """Store an uploaded list, encrypted, for preview; guess its columns."""
    source = read_list("", content, kind=VOUCHERS)
    codes = {table.name: 0 for table in source.tables if not has_headings(table)}
    if codes:
        source = read_list("", content, kind=VOUCHERS, headings=codes)
    waiting.by, waiting.content_encrypted = by, encrypt_bytes(content)
    waiting.choices = choices_of(source, None)
    trial, _rows = rows_of(waiting)
    waiting.columns = trial.mapping
    waiting.save()
    return waiting


@sensitive_variables("content", "source", "rows")
def rows_of(waiting: VoucherList) -> tuple[ImportBatch, list[ImportRow]]:
    """Return the unsaved import and the parsed rows of an uploaded list."""
    choices = dict(waiting.choices)
    sheets = choices.pop("sheets")
    source = read_list("", decrypt_bytes(waiting.content_encrypted), kind=VOUCHERS, **choices)
    options = {
        "product": waiting.product_id,
        "activate_by": waiting.activate_by,
        "valid_until": waiting.valid_until,
    }
    trial = ImportBatch(kind=VOUCHERS.code, options=options)
    rows = read_into(trial, source, sheets, waiting.columns)
    if waiting.refused is not None:
        rows = [row for row in rows if row.label in waiting.refused]
    return trial, rows


def verdicts_on(trial: ImportBatch, rows: list[ImportRow]) -> list[VoucherDraft]:
    """Set the verdict of each row, without writing; return the drafts."""
    for _done in set_outcomes(trial, rows):
        pass
    return [row.outcome.draft for row in rows]


@operation("inventory.change_voucher")
def match_columns(waiting: VoucherList, *, by: User, columns: dict[str, str]) -> VoucherList:
    """Set the field of each column."""
    trial, _rows = rows_of(waiting)
    columns = {index: name for index, name in columns.items() if name}
    check_mapping(columns, trial.headings, VOUCHERS)
    waiting.columns = columns
    waiting.save(update_fields=["columns"])
    return waiting


@operation("inventory.change_voucher")
@sensitive_variables("source")
def read_list_otherwise(
    waiting: VoucherList,
    *,
    by: User,
    source: SourceList,
    sheets: list[str],
    with_people: bool = False,
) -> VoucherList:
    """Change the reading options (sheets, headings, encoding), and guess the columns again."""
    waiting.choices, waiting.columns = choices_of(source, sheets), None
    trial, _rows = rows_of(waiting)
    waiting.columns = trial.mapping
    waiting.save(update_fields=["choices", "columns"])
    return waiting


@operation("inventory.change_voucher")
@sensitive_variables("rows", "drafts", "good")
def enter_list(waiting: VoucherList, *, by: User) -> VoucherBatch:
    """Enter the valid vouchers of a list; delete the list if no row is refused.

    Otherwise the refused rows stay, encrypted as uploaded, to be mapped again or dropped. Raises
    `Refused` if no row is valid.
    """
    try:
        waiting = VoucherList.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    except VoucherList.DoesNotExist as error:
        raise Refused(_("This list no longer exists: send it again.")) from error
    trial, rows = rows_of(waiting)
    drafts = verdicts_on(trial, rows)
    good = [draft.facts for draft in drafts if not draft.problems]
    if not good:
        raise Refused(_("Every row is refused: correct the list and send it again."))
    batch = receive_vouchers(good, by=by, product=waiting.product, site=waiting.site)
    if len(good) < len(drafts):
        waiting.refused = [draft.row for draft in drafts if draft.problems]
        waiting.save(update_fields=["refused"])
    else:
        waiting.delete()
    return batch


@operation("inventory.change_voucher")
def drop_list(waiting: VoucherList, *, by: User) -> None:
    """Delete a list and all its data."""
    VoucherList.objects.filter(pk=waiting.pk).delete()


@operation("inventory.change_voucher")
def forget_voucher_lists(*, by: User, now: datetime) -> int:
    """Delete lists that were not entered within an hour, with their codes; return their number."""
    count, _by_model = VoucherList.objects.forgotten(now).delete()
    return count
