"""Comparison of checklist versions, and the checklists shipped with the product.

A fault requires its photo but not its value: broken parts can often not be measured. A file is
required only for a passed item.
"""

import json
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.conf import settings

from inventory.models import ChecklistItem
from inventory.workshop.lifecycle import ShippedList

# A new site starts with the first, which `load_reference` loads.
FILES = {
    ShippedList.SHORT: "checklists.json",
    ShippedList.COMPLETE: "checklists/complete.json",
}
# What an item asks: as long as it is the same, an answer to it stays good.
ASKS = [
    *("labels", "value_kind", "unit", "lowest", "highest", "beyond"),
    *("option_texts", "proof"),
]
WEIGHS = ["is_blocking", "quarantines"]


class Change(NamedTuple):
    """Difference of one item: `what` is new, changed, moved, gone or same; `was` is the former."""

    what: str
    item: ChecklistItem
    was: ChecklistItem | None = None

    @property
    def fields(self):
        """The fields that differ, as (name, before, after) in words."""
        return [
            (field.verbose_name, _shown(self.was, field), _shown(self.item, field))
            for field in map(ChecklistItem._meta.get_field, [*ASKS, *WEIGHS])
            if self.what == "changed"
            and getattr(self.was, field.name) != getattr(self.item, field.name)
        ]


def _shown(item, field):
    value = getattr(item, field.name)
    if field.choices and value:
        return dict(field.flatchoices)[value]
    if isinstance(value, dict):
        value = " / ".join(value.values())
    return "" if value is None else value


def asks_the_same(one, other):
    return one.code == other.code and _of(one, ASKS) == _of(other, ASKS)


def _of(item, names):
    return [getattr(item, name) for name in names]


def compare(before, after):
    """Diff of two versions: each item of `after` with its change, then the removed ones."""
    former = {item.code: item for item in before}
    codes_after = {item.code for item in after}
    staying = [item.code for item in before if item.code in codes_after]
    places = {code: number for number, code in enumerate(staying)}
    changes, number = [], 0
    for item in after:
        was = former.get(item.code)
        if was is None:
            changes.append(Change("new", item))
            continue
        names = [*ASKS, *WEIGHS]
        if _of(item, names) != _of(was, names):
            what = "changed"
        else:
            what = "same" if places[item.code] == number else "moved"
        number += 1
        changes.append(Change(what, item, was))
    return changes + [Change("gone", item, item) for item in before if item.code not in codes_after]


def differ(changes):
    return any(change.what != "same" for change in changes)


def shipped(category, which):
    """The items of one of the `ShippedList`s of a category, unsaved, in order; or none."""
    return [ChecklistItem(**facts) for facts in _shipped(which).get(category.code, ())]


def shipped_lists(category, current):
    """Each shipped list of a category: (which, its number of items, whether `current` is it)."""
    lists = ((which, shipped(category, which)) for which in ShippedList)
    return [(w, len(items), not differ(compare(current, items))) for w, items in lists if items]


@cache
def _shipped(which):
    """The facts of the items by code of the category, as the fixture file of this list has them."""
    codes = {row["pk"]: row["fields"]["code"] for row in _rows("categories.json")}
    rows = _rows(FILES[which])
    lists = {
        row["pk"]: codes[row["fields"]["category"]]
        for row in rows
        if row["model"] == "inventory.checklist"
    }
    items = {}
    for row in rows:
        if row["model"] == "inventory.checklistitem":
            facts = dict(row["fields"])
            category = lists[facts.pop("checklist")]
            for name in ("lowest", "highest"):
                facts[name] = Decimal(facts[name]) if facts.get(name) is not None else None
            items.setdefault(category, []).append(facts)
    return {code: sorted(rows, key=lambda facts: facts["position"]) for code, rows in items.items()}


def _rows(name):
    return json.loads((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8"))
