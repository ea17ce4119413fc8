"""Incoming lists of vouchers: stored encrypted while being checked, then entered or deleted.

A list of vouchers is encrypted whole as soon as it is read, previewed as dots and results, then
entered whole or not at all. It is at most 2 MB, which Django reads in memory, so its codes are
never on disk in clear; the row is deleted once it is entered or dropped, or after an hour. What is
headed “ICCID” and does not begin with 89 is refused: it may be a code, and ICCIDs are kept in
clear.
"""

import json
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.imports.columns import check_mapping
from inventory.models import VoucherBatch, VoucherList
from inventory.vouchers.encryption import decrypt, encrypt
from inventory.vouchers.list_columns import KIND, guess, with_headings
from inventory.vouchers.list_rows import Judged, judge
from inventory.vouchers.operations.vouchers import receive_vouchers
from people.models import User


@operation("inventory.change_voucher")
@sensitive_variables("headings", "rows", "cells")
def keep_list(
    waiting: VoucherList, *, by: User, headings: list[str], rows: list[tuple[int, list[str]]]
) -> VoucherList:
    """Store an uploaded list, encrypted, for preview; its columns are guessed."""
    headings, rows = with_headings(headings, rows)
    waiting.by = by
    waiting.columns = guess(headings, rows)
    waiting.cells_encrypted = encrypt(json.dumps([headings, rows]))
    waiting.save()
    return waiting


@sensitive_variables("cells")
def cells_of(waiting: VoucherList) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings and the numbered rows of a list that waits."""
    headings, rows = json.loads(decrypt(waiting.cells_encrypted))
    return headings, rows


@sensitive_variables("headings", "rows")
def verdicts_on(waiting: VoucherList) -> list[Judged]:
    """The verdict of each row against the register today; writes nothing."""
    _headings, rows = cells_of(waiting)
    return judge(
        rows,
        waiting.columns,
        waiting.product,
        today=timezone.localdate(),
        activate_by=waiting.activate_by,
        valid_until=waiting.valid_until,
    )


@operation("inventory.change_voucher")
@sensitive_variables("headings", "rows")
def match_columns(waiting: VoucherList, *, by: User, columns: dict[str, str]) -> VoucherList:
    """Set the mapping of columns."""
    headings, _rows = cells_of(waiting)
    columns = {index: name for index, name in columns.items() if name}
    check_mapping(columns, headings, KIND)
    waiting.columns = columns
    waiting.save(update_fields=["columns"])
    return waiting


@operation("inventory.change_voucher")
@sensitive_variables("judged")
def enter_list(waiting: VoucherList, *, by: User) -> VoucherBatch:
    """Enter the good vouchers of a list; the list is gone with their codes.

    Its refused rows stay, encrypted as they came, to be read, matched otherwise or dropped. Raises
    `Refused` where no row is good.
    """
    try:
        waiting = VoucherList.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    except VoucherList.DoesNotExist as error:
        raise Refused(_("This list is not there any more: send it again.")) from error
    judged = verdicts_on(waiting)
    good = [row.facts for row in judged if not row.problems]
    if not good:
        raise Refused(_("Every row is refused: correct the list, send it again."))
    batch = receive_vouchers(good, by=by, product=waiting.product, site=waiting.site)
    _keep_refused(waiting, {row.row for row in judged if row.problems})
    return batch


@sensitive_variables("headings", "rows")
def _keep_refused(waiting: VoucherList, numbers: set[int]) -> None:
    """Keep the rows of these numbers, and nothing once there are none."""
    if not numbers:
        waiting.delete()
        return
    headings, rows = cells_of(waiting)
    refused_rows = [(number, cells) for number, cells in rows if number in numbers]
    waiting.cells_encrypted = encrypt(json.dumps([headings, refused_rows]))
    waiting.save(update_fields=["cells_encrypted"])


@operation("inventory.change_voucher")
def drop_list(waiting: VoucherList, *, by: User) -> None:
    """Delete a list and all its data."""
    VoucherList.objects.filter(pk=waiting.pk).delete()


@operation("inventory.change_voucher")
def forget_voucher_lists(*, by: User, now: datetime) -> int:
    """Delete the lists that were not entered within an hour, with their codes; return how many."""
    count, _by_model = VoucherList.objects.forgotten(now).delete()
    return count
