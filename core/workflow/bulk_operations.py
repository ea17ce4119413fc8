"""Apply an operation to many rows, each in its own savepoint: refusals do not stop the others.

Each row goes through the operation of a single row, a thousand at most; refusals are listed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction


@dataclass
class BulkResult:
    """The outcome of a bulk operation: the rows done, and (row, reason) of those refused."""

    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def apply_to_each(rows: Iterable[models.Model], operation: Callable) -> BulkResult:
    """Call `operation(row)` for each, in id order as locks are taken; a refusal undoes that one."""
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
