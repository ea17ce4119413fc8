"""Comparison of checklist versions, and the checklists shipped with the product.

A fault requires the photo but not the value, since broken parts often cannot be measured. A file is
required only for a passed item.
"""

import json
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.conf import settings

from inventory.models import ChecklistItem
from inventory.workshop.lifecycle import ShippedList

# `load_reference` loads the first list on a new site.
FILES = {
    ShippedList.SHORT: "checklists.json",
    ShippedList.COMPLETE: "checklists/complete.json",
}
# Fields of an item that determine whether earlier answers stay valid.
COMPATIBILITY_FIELDS = [
    *("labels", "value_kind", "unit", "lowest", "highest", "beyond"),
    *("option_texts", "proof"),
]
WEIGHS = ["is_blocking", "quarantines"]


class Change(NamedTuple):
    """The change of one item: `what` is new, changed, moved, gone or same.

    `was` is the earlier item, or None.
    """

    what: str
    item: ChecklistItem
    was: ChecklistItem | None = None

    @property
    def fields(self):
        """The fields that differ, as (name, before, after) for display."""
        return [
            (field.verbose_name, _shown(self.was, field), _shown(self.item, field))
            for field in map(ChecklistItem._meta.get_field, [*COMPATIBILITY_FIELDS, *WEIGHS])
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
    return one.code == other.code and _of(one, COMPATIBILITY_FIELDS) == _of(
        other, COMPATIBILITY_FIELDS
    )


def _of(item, names):
    return [getattr(item, name) for name in names]


def compare(before, after):
    """Return the `Change` of each item of `after`, then of the items removed since `before`."""
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
        names = [*COMPATIBILITY_FIELDS, *WEIGHS]
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
    """Unsaved items of the shipped list `which` of a category, in order; [] if it has no list."""
    return [ChecklistItem(**facts) for facts in _shipped(which).get(category.code, ())]


def shipped_lists(category, current):
    """Return (which, number of items, whether equal to `current`) for the shipped lists."""
    lists = ((which, shipped(category, which)) for which in ShippedList)
    return [(w, len(items), not differ(compare(current, items))) for w, items in lists if items]


@cache
def _shipped(which):
    """Return {category code: items} from the fixture file of this shipped list."""
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
