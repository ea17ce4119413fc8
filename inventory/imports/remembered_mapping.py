"""Remembered mappings: the next list of a donor, of the same source, is mapped like the last one.

Two lists are of one source if they have the same set of headings: what a column of one export was
matched to says nothing of a column of another program. What is remembered is what a user chose or
had written, and it can be forgotten on the page of a list.
"""

from core.imports.columns import NOTHING, numbered, plain
from core.imports.guessing import guess
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch

# The last lists of a donor that are looked at.
LAST = 50
# The options of a list whose columns a user chose, and of one that is remembered no more.
CHOSEN, FORGOTTEN = "is_chosen", "is_forgotten"
ACCEPTED = {ImportStatus.APPLYING, ImportStatus.APPLIED}


def habits_of(batch, headings, rows):
    """(mapping, values, the list remembered or None) for a list with these headings.

    As the last list of this donor and source, or of this site for lists that no donor sent; else
    guessed, without values.
    """
    kind = batch.list_kind
    last = next(iter(_of_source(batch, headings)), None)
    if last is None:
        return guess(headings, kind, rows=rows), {}, None
    columns = {sign: last.mapping.get(index, "") for index, sign in numbered(last.headings)}
    decided = {index: columns[sign] for index, sign in numbered(headings) if sign in columns}
    remembered = {index: name for index, name in decided.items() if name in {"", *kind.fields}}
    return guess(headings, kind, remembered, rows), _standing(kind, last.values), last


def forget_mappings(batch):
    """Let no list of this donor and source be matched as those before it."""
    for other in _of_source(batch, batch.headings):
        other.options |= {FORGOTTEN: True}
        other.save(update_fields=["options"])


def _of_source(batch, headings):
    """The lists of the same donor, or site, and source that are remembered, the last first."""
    of = {"donation__donor": batch.donation.donor_id} if batch.donation else {"donation": None}
    earlier = ImportBatch.objects.filter(kind=batch.kind, **of).exclude(pk=batch.pk)
    if not batch.donation:
        earlier = earlier.filter(site=batch.site)
    source = _source_of(headings)
    for other in earlier.order_by("-pk")[:LAST]:
        is_accepted = other.options.get(CHOSEN) or other.status in ACCEPTED
        is_remembered = is_accepted and not other.options.get(FORGOTTEN)
        if is_remembered and _source_of(other.headings) == source:
            yield other


def _source_of(headings):
    return {plain(heading) for heading in headings} - {""}


def _standing(kind, values):
    """The values whose codes still exist."""
    standing = {}
    for name, vocabulary in kind.vocabularies.items():
        codes = {NOTHING, *(code for code, _label in vocabulary.choices())}
        chosen = values.get(name, {})
        standing[name] = {word: code for word, code in chosen.items() if code in codes}
    return {name: chosen for name, chosen in standing.items() if chosen}
