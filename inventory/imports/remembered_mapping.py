"""Reuse the last mapping for the next list of a donor from the same source.

Lists with the same set of headings have the same source: a column of a program says nothing about
the columns of other programs. Only mappings that a user chose or applied are remembered, and they
can be forgotten on the page of a list.
"""

from core.imports.columns import NOTHING, numbered, plain
from core.imports.guessing import guess
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch

# maximum earlier lists of a donor to search
MAX_LISTS_SEARCHED = 50
# options of a list: a user chose its columns; its mapping was forgotten
CHOSEN, FORGOTTEN = "is_chosen", "is_forgotten"
ACCEPTED = {ImportStatus.APPLYING, ImportStatus.APPLIED}


def habits_of(batch, headings, rows):
    """Return (mapping, values, remembered list or None) for a list with these headings.

    The mapping of the last list of this donor and source is used, or of this site for lists without
    a donor; other columns are guessed.
    """
    kind = batch.list_kind
    last = next(iter(_of_source(batch, headings)), None)
    if last is None:
        return guess(headings, kind, rows=rows), {}, None
    columns = {sign: last.mapping.get(index, "") for index, sign in numbered(last.headings)}
    decided = {index: columns[sign] for index, sign in numbered(headings) if sign in columns}
    remembered = {index: name for index, name in decided.items() if name in {"", *kind.fields}}
    return guess(headings, kind, remembered, rows), _standing(kind, last.values), last


def sheets_chosen_before(batch, names):
    """Return the sheets that a user chose in the last workbook with these sheets, or []."""
    for other in _earlier(batch):
        sheets = other.reading.get("sheets", [])
        if other.reading.get("is_chosen") and {sheet["name"] for sheet in sheets} == {*names}:
            return [sheet["name"] for sheet in sheets if sheet["is_read"]]
    return []


def forget_mappings(batch):
    """Forget the mappings of earlier lists of this donor and source."""
    for other in _of_source(batch, batch.headings):
        other.options |= {FORGOTTEN: True}
        other.save(update_fields=["options"])


def _of_source(batch, headings):
    """Yield remembered lists of the same donor (or site) and source, newest first."""
    source = _source_of(headings)
    for other in _earlier(batch):
        is_accepted = other.options.get(CHOSEN) or other.status in ACCEPTED
        if is_accepted and _source_of(other.headings) == source:
            yield other


def _earlier(batch):
    """Lists of the same donor (or site) that were not forgotten, newest first."""
    of = {"donation__donor": batch.donation.donor_id} if batch.donation else {"donation": None}
    earlier = ImportBatch.objects.filter(kind=batch.kind, **of).exclude(pk=batch.pk)
    if not batch.donation:
        earlier = earlier.filter(site=batch.site)
    latest = earlier.order_by("-pk")[:MAX_LISTS_SEARCHED]
    return [other for other in latest if not other.options.get(FORGOTTEN)]


def _source_of(headings):
    return {plain(heading) for heading in headings} - {""}


def _standing(kind, values):
    """Return the values whose codes still exist."""
    standing = {}
    for name, vocabulary in kind.vocabularies.items():
        codes = {NOTHING, *(code for code, _label in vocabulary.choices())}
        chosen = values.get(name, {})
        standing[name] = {word: code for word, code in chosen.items() if code in codes}
    return {name: chosen for name, chosen in standing.items() if chosen}
