"""Disclosure control: groups of one to four people are never published outside the association.

Nor may a group be computable by subtraction: if a total is published and a hidden group could be
deduced from it, the smallest other group is suppressed too, and finally the total.

One function implements this rule. A donor's lots are protected together, so that a hidden number
cannot be computed from two published pages.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import whole

DISCLOSURE_THRESHOLD = 5


def is_small(number):
    return number is not None and 0 < number < DISCLOSURE_THRESHOLD


def text_of(number):
    """Published text of a number of people."""
    return (
        _("fewer than %(few)s") % {"few": DISCLOSURE_THRESHOLD}
        if is_small(number)
        else whole(number)
    )


@dataclass(frozen=True)
class Guarded:
    """Published groups of people and their total; None if suppressed."""

    groups: dict  # {key: number, or None when it is hidden or suppressed}
    few: frozenset  # keys of the groups published as "fewer than five"
    total: int | None
    is_few: bool  # whether the total is published as "fewer than five"

    def text(self, key):
        """Published text of a group."""
        if key in self.few:
            return text_of(1)
        return _("not disclosed") if self.groups[key] is None else whole(self.groups[key])

    @property
    def total_text(self):
        if self.is_few:
            return text_of(1)
        return _("not disclosed") if self.total is None else whole(self.total)


def guard(groups):
    """The `Guarded` of disjoint groups: {key: number of people}."""
    few = frozenset(key for key, number in groups.items() if is_small(number))
    suppressed, total = set(), sum(groups.values())
    others = sorted(
        (k for k in groups if groups[k] >= DISCLOSURE_THRESHOLD), key=lambda k: (groups[k], str(k))
    )
    while few and total is not None and _is_deducible(groups, few, suppressed):
        if others:
            suppressed.add(others.pop(0))
        else:
            total = None
    shown = {k: None if k in few or k in suppressed else number for k, number in groups.items()}
    everybody = sum(groups.values())
    # with more groups of at least one person, a total below five has one solution
    is_few = is_small(everybody) and len(few) < DISCLOSURE_THRESHOLD - 1
    return Guarded(shown, few, None if is_small(everybody) else total, is_few)


def _is_deducible(groups, few, suppressed):
    """Whether the sum of the hidden groups leaves one possible number for a small group."""
    hidden = sum(groups[key] for key in few | suppressed)
    shown = [
        number
        for key, number in groups.items()
        if number >= DISCLOSURE_THRESHOLD and key not in suppressed
    ]
    largest = min(shown, default=hidden)  # suppressed groups are no larger than published groups
    minimum = len(few) - 1 + DISCLOSURE_THRESHOLD * len(suppressed)
    maximum = (DISCLOSURE_THRESHOLD - 1) * (len(few) - 1) + largest * len(suppressed)
    possible = [n for n in range(1, DISCLOSURE_THRESHOLD) if minimum <= hidden - n <= maximum]
    return len(possible) < 2


def totals(groups, levels):
    """Published total of each part by level, so that no total reveals a hidden group.

    A level is {part: the keys of its groups}; the parts of the first lie within those of the next.
    """
    guarded, sums = guard(groups), []
    hidden = {key for key, number in guarded.groups.items() if number is None}
    safe = []
    for parts in levels:
        safe.append({part for part in parts if not _discloses(groups, guarded, parts[part], sums)})
        sums += [parts[part] for part in safe[-1]]
    if _discloses(groups, guarded, set(groups), sums):  # the grand total is published too
        safe = [{p for p in parts if not parts[p] & hidden} for parts in levels]
    return [
        {p: _total_text(groups, parts[p]) if p in shown else _("not disclosed") for p in parts}
        for parts, shown in zip(levels, safe, strict=True)
    ]


def _discloses(groups, guarded, keys, sums):
    """Whether the total of these keys reveals a hidden group, given the published `sums`."""
    left = {key for key in keys if guarded.groups[key] is None}
    for part in sums:
        if part <= keys:
            left -= part
        elif part & left:
            return True
    few = left & guarded.few
    within = {key: groups[key] for key in keys}
    return len(left) == 1 or (few and _is_deducible(within, few, left - few))


def _total_text(groups, keys):
    number = sum(groups[key] for key in keys)
    return (
        _("not disclosed")
        if is_small(number) and len(keys) >= DISCLOSURE_THRESHOLD - 1
        else text_of(number)
    )
