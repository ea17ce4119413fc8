"""Incoming lists of vouchers: stored encrypted while being checked, then entered or deleted.

The file of a list of vouchers is encrypted whole as it comes, and read again for each page, as any
list is: previewed as dots and results, then its good rows are entered. It is at most 2 MB, which
Django reads in memory, so its codes are never on disk in clear; the row is deleted once it is
entered or dropped, or after an hour. What is headed “ICCID” and does not begin with 89 is refused:
it may be a code, and ICCIDs are kept in clear.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.imports.columns import check_mapping
from core.imports.sheets import SourceList, read_list
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.check import checking_list
from inventory.imports.reading import choices_of, read_into
from inventory.models import ImportBatch, ImportRow, VoucherBatch, VoucherList
from inventory.vouchers.encryption import decrypt_bytes, encrypt_bytes
from inventory.vouchers.list_columns import has_headings
from inventory.vouchers.list_rows import VOUCHERS, Judged
from inventory.vouchers.operations.vouchers import receive_vouchers
from people.models import User


@operation("inventory.change_voucher")
@sensitive_variables("content", "source")
def keep_list(waiting: VoucherList, *, by: User, content: bytes) -> VoucherList:
    """Store an uploaded list, encrypted, for preview; its columns are guessed."""
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
    """What is read of a list that waits, as of any import; nothing of it is written."""
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


def verdicts_on(trial: ImportBatch, rows: list[ImportRow]) -> list[Judged]:
    """The verdict of each row against the register today; writes nothing."""
    for _done in checking_list(trial, rows):
        pass
    return [row.outcome.draft for row in rows]


@operation("inventory.change_voucher")
def match_columns(waiting: VoucherList, *, by: User, columns: dict[str, str]) -> VoucherList:
    """Set the mapping of columns."""
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
    """Read the file otherwise: other sheets, headings, encoding; its columns are guessed again."""
    waiting.choices, waiting.columns = choices_of(source, sheets), None
    trial, _rows = rows_of(waiting)
    waiting.columns = trial.mapping
    waiting.save(update_fields=["choices", "columns"])
    return waiting


@operation("inventory.change_voucher")
@sensitive_variables("rows", "judged_rows", "good")
def enter_list(waiting: VoucherList, *, by: User) -> VoucherBatch:
    """Enter the good vouchers of a list; the list is gone with their codes.

    Its refused rows stay, encrypted as they came, to be read, matched otherwise or dropped. Raises
    `Refused` where no row is good.
    """
    try:
        waiting = VoucherList.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    except VoucherList.DoesNotExist as error:
        raise Refused(_("This list is not there any more: send it again.")) from error
    trial, rows = rows_of(waiting)
    judged_rows = verdicts_on(trial, rows)
    good = [judged.facts for judged in judged_rows if not judged.problems]
    if not good:
        raise Refused(_("Every row is refused: correct the list, send it again."))
    batch = receive_vouchers(good, by=by, product=waiting.product, site=waiting.site)
    if len(good) < len(judged_rows):
        waiting.refused = [judged.row for judged in judged_rows if judged.problems]
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
    """Delete the lists that were not entered within an hour, with their codes; return how many."""
    count, _by_model = VoucherList.objects.forgotten(now).delete()
    return count
