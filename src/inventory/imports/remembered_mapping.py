"""Reuse the last mapping for the next list of a donor from the same source.

Lists with the same set of headings have the same source: a column of a program says nothing about
the columns of other programs. Only mappings that a user chose or applied are remembered, and they
can be forgotten on the page of a list.
"""

import hashlib

from core.imports.columns import NOTHING, numbered, plain
from core.imports.guessing import SAMPLE, guess
from core.imports.kinds import REASONS_LEFT_OUT, distinct_values
from inventory.imports.doubts import ANSWERED, CATALOGUE, MODEL, MODELS, NAME, NAMES, ORDERS
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch

# maximum earlier lists of a donor to search
MAX_LISTS_SEARCHED = 50
# options of a list: a user chose its columns; its mapping was forgotten
MEMORY = "memory"  # in the reading of a list whose texts were erased: its `memory_of`
CHOSEN, FORGOTTEN = "is_chosen", "is_forgotten"
# options whose texts come from the rows of a list
OF_ROWS = {ANSWERED, MODELS, NAMES}
ACCEPTED = {ImportStatus.APPLYING, ImportStatus.APPLIED, ImportStatus.UNDONE}


def habits_of(batch, headings, rows):
    """Return (mapping, values, remembered list or None) for a list with these headings.

    Uses the last list of this donor and source, or of this site for lists without a donor;
    otherwise columns are guessed.
    """
    kind = batch.list_kind
    last = next(iter(_of_source(batch, headings)), None)
    if last is None:
        return guess(headings, kind, rows=rows[:SAMPLE]), {}, None
    memory = last.reading.get(MEMORY) or memory_of(last)
    decided = {
        index: memory["columns"][_digest(sign)]
        for index, sign in numbered(headings)
        if _digest(sign) in memory["columns"]
    }
    remembered = {index: name for index, name in decided.items() if name in {"", *kind.fields}}
    mapping = guess(headings, kind, remembered, rows[:SAMPLE])
    is_erased = MEMORY in last.reading
    values = _values_of(memory, kind, mapping, rows) if is_erased else last.values
    return mapping, _standing(kind, values), last


def memory_of(batch):
    """Memory of a list without its texts, which may name people: digests of its headings and words,
    with their fields and codes.
    """
    return {
        "source": _digest(sorted(_source_of(batch.headings))),
        "columns": {
            _digest(sign): batch.mapping.get(index, "") for index, sign in numbered(batch.headings)
        },
        "values": {
            name: {_digest(word): code for word, code in chosen.items()}
            for name, chosen in batch.values.items()
        },
    }


def options_of(last):
    """The answers that a user gave for a list, for the next one, except changes of the catalogue.

    These are its days, the reasons left out, and answers about models, rows and dates.
    """
    chosen = {name: last.options.get(name) for name in (*last.list_kind.days, REASONS_LEFT_OUT)}
    models = last.options.get(MODELS, {}).items()
    chosen |= {name: last.options.get(name) for name in (NAMES, ORDERS)}
    chosen[MODELS] = {key: code for key, code in models if not code.startswith(CATALOGUE)}
    keys = last.options.get(ANSWERED, ())
    chosen[ANSWERED] = [key for key in keys if key.startswith((f"{MODEL}:", f"{NAME}:"))]
    return {name: answers for name, answers in chosen.items() if answers}


def _values_of(memory, kind, mapping, rows):
    words = distinct_values(rows, mapping, kind)
    return {
        name: {word: codes[_digest(word)] for word in words.get(name, ()) if _digest(word) in codes}
        for name, codes in memory["values"].items()
    }


def _digest(sign):
    return hashlib.blake2s(repr(sign).encode(), digest_size=8).hexdigest()


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
    source = _digest(sorted(_source_of(headings)))
    for other in _earlier(batch):
        is_accepted = other.options.get(CHOSEN) or other.status in ACCEPTED
        if is_accepted and (other.reading.get(MEMORY) or memory_of(other))["source"] == source:
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
