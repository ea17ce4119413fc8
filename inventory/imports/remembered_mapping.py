"""Remembered mappings: a donor's next list is mapped like the last one."""

from core.imports.columns import NOTHING, numbered
from core.imports.guessing import guess
from inventory.models import ImportBatch

# The last lists of a donor that are looked at.
LAST = 20


def habits_of(kind, donation, headings, rows=()):
    """The mapping and the values for a list with these headings, as its donor's lists before.

    A heading never seen is guessed. Lists without a donation share their habits.
    """
    columns, values = {}, {}
    for batch in reversed(_earlier(kind, donation)):
        decided = {sign: batch.mapping.get(index, "") for index, sign in numbered(batch.headings)}
        columns |= decided
        for name, chosen in batch.values.items():
            values.setdefault(name, {}).update(chosen)
    decided = {index: columns[sign] for index, sign in numbered(headings) if sign in columns}
    remembered = {index: name for index, name in decided.items() if name in {"", *kind.fields}}
    return guess(headings, kind, remembered, rows), _standing(kind, values)


def _earlier(kind, donation):
    batches = ImportBatch.objects.filter(kind=kind.code).order_by("-pk")
    of = {"donation__donor": donation.donor_id} if donation else {"donation": None}
    return list(batches.filter(**of).only("headings", "mapping", "values")[:LAST])


def _standing(kind, values):
    """The values whose codes still exist."""
    standing = {}
    for name, vocabulary in kind.vocabularies.items():
        codes = {NOTHING, *(code for code, _label in vocabulary.choices())}
        chosen = values.get(name, {})
        standing[name] = {word: code for word, code in chosen.items() if code in codes}
    return {name: chosen for name, chosen in standing.items() if chosen}
