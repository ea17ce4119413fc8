"""One act on many rows: each on its own, what one refuses is named and the others are done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction


@dataclass
class Tally:
    """How an act on many went: the rows done, and (row, why) of those refused."""

    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def one_by_one(rows: Iterable[models.Model], act: Callable) -> Tally:
    """Do `act(row)` to each, in id order as locks are taken; a refusal undoes that one alone."""
    tally = Tally()
    for row in sorted(rows, key=lambda row: row.pk):
        try:
            with transaction.atomic():
                act(row)
        except ValidationError as refusal:
            tally.refused.append((row, " ".join(refusal.messages)))
        else:
            tally.done.append(row)
    return tally
