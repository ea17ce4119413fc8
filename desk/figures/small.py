"""The rule of small numbers: outside the house no group of one to four people is told.

Nor can one be found by subtraction: where a total is told and what is hidden could be reckoned from
it, the smallest other group is held back too, and in the end the total.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import whole

FEW = 5


def is_small(number):
    return number is not None and 0 < number < FEW


def said(number):
    """A number of people as it is told outside."""
    return _("fewer than %(few)s") % {"few": FEW} if is_small(number) else whole(number)


@dataclass(frozen=True)
class Guarded:
    """Groups of people and their total, as they are told outside; None where nothing is."""

    groups: dict  # {key: number, or None when it is hidden or held back}
    few: frozenset  # the keys of the groups of which only is told that they are small
    total: int | None
    is_few: bool  # of the total only is told that it is small

    def text(self, key):
        """What is told of a group."""
        if key in self.few:
            return said(1)
        return _("not told") if self.groups[key] is None else whole(self.groups[key])

    @property
    def total_text(self):
        if self.is_few:
            return said(1)
        return _("not told") if self.total is None else whole(self.total)


def guard(groups):
    """The `Guarded` of groups that have nobody in common: {key: number of people}."""
    few = frozenset(key for key, number in groups.items() if is_small(number))
    held, total = set(), sum(groups.values())
    others = sorted((k for k in groups if groups[k] >= FEW), key=lambda k: (groups[k], str(k)))
    while few and total is not None and _is_found(groups, few, held):
        if others:
            held.add(others.pop(0))
        else:
            total = None
    shown = {k: None if k in few or k in held else number for k, number in groups.items()}
    everybody = sum(groups.values())
    # So many groups of one at least would leave one way to be fewer than five.
    is_few = is_small(everybody) and len(few) < FEW - 1
    return Guarded(shown, few, None if is_small(everybody) else total, is_few)


def _is_found(groups, few, held):
    """Whether the sum of what is not told leaves one possible number for a small group."""
    untold = sum(groups[key] for key in few | held)
    shown = [number for key, number in groups.items() if number >= FEW and key not in held]
    largest = min(shown, default=untold)  # what is held back is no larger than what is shown
    least = len(few) - 1 + FEW * len(held)
    most = (FEW - 1) * (len(few) - 1) + largest * len(held)
    possible = [n for n in range(1, FEW) if least <= untold - n <= most]
    return len(possible) < 2
