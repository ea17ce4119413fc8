"""Apply an operation to many rows, each in its own savepoint: refusals do not stop the others.

Each row goes through the operation for a single row, at most a thousand; refusals are listed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction


@dataclass
class BulkResult:
    """Outcome of a bulk operation: the rows done, and (row, reason) of the refused rows."""

    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def apply_to_each(rows: Iterable[models.Model], operation: Callable) -> BulkResult:
    """Call `operation(row)` for each row, in the order of their ids, as locks require.

    Only the changes of refused rows are rolled back.
    """
    result = BulkResult()
    for row in sorted(rows, key=lambda row: row.pk):
        try:
            with transaction.atomic():
                operation(row)
        except ValidationError as refusal:
            result.refused.append((row, " ".join(refusal.messages)))
        else:
            result.done.append(row)
    return result
