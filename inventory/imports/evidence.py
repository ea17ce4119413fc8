"""Weigh what a row says besides its device: texts that may mean it left, or that no field has.

The cells of good rows are compared with their drafts. A text that raises a doubt becomes a question
of the list (`doubts.py`), which says what each answer changes; nothing is decided in silence.
"""

import re
from collections import defaultdict
from functools import lru_cache
from statistics import median

from core.imports.columns import plain, words_in
from core.imports.kinds import RowVerdict
from inventory.imports.designations import CUT, facts_apart
from inventory.imports.product_names import WORDS, squashed
from inventory.imports.specs import READERS
from inventory.models import Device

_facts_apart = lru_cache(maxsize=4_096)(facts_apart)  # lists repeat the same texts
# a row with this many times fewer cells than usual may be a title, a total or a signature
FEWER = 3
MAX_STATUS_WORDS = 6
# values of a column that splits the rows in parts, such as “to give” and “to scrap”
MAX_PARTS = 4
LONGEST = 30  # characters of such a value
NUMBER = re.compile(rf"\d|^(?:{'|'.join(words_in(WORDS['numbers']))})$")
NAMED_IN = {"brand", "model", "designation", "cpu"}
READ = READERS.keys() | {"purchased", "warranty_end"}
# fields whose texts say nothing about the fate of a device
OF_PRODUCT = NAMED_IN | {"category", "serial", "imei", "imei2", "donor_tag"}
GONE = re.compile(rf"(?:{'|'.join(words_in(WORDS['gone']))})(?:e?s?)\b.*")
LEFT = re.compile(rf"(?:.* )?(?:{'|'.join(words_in(WORDS['left']))})\b.*")
FATE = re.compile(rf"(?:.* )?(?:{'|'.join(words_in(WORDS['fate']))})\b.*")
# parts of designations with digits that no field has
IGNORED = re.compile(r"|".join(words_in(WORDS["ignored_parts"])))


def texts_in(headings, row):
    """Return the texts of a row that an answer about rows may name, the whole row last."""
    named = [(h, cell.strip()) for h, cell in zip(headings, row.cells, strict=False) if cell]
    filled = [heading for heading, cell in named if cell]
    whole = " ".join(filter(None, map(str.strip, row.cells)))
    return [*(f"{heading} = {cell}" for heading, cell in named), *filled, whole]


def doubtful_rows(batch, rows, headed):
    """Return {text: indexes of the good rows that it makes doubtful}.

    `headed` are the columns whose heading is known.
    """
    counts = [sum(map(bool, map(str.strip, row.cells))) for row in rows]
    fewest = median(counts or [0]) / FEWER
    good = {index for index, row in enumerate(rows) if row.verdict == RowVerdict.GOOD}
    found = defaultdict(set)
    for place, heading in enumerate(batch.headings):
        name = batch.mapping.get(str(place))
        cells = {i: rows[i].cells[place].strip() for i in good if place < len(rows[i].cells)}
        if name in OF_PRODUCT:
            continue
        for index, cell in cells.items():
            if GONE.fullmatch(plain(cell)) and len(cell.split()) <= MAX_STATUS_WORDS:
                found[f"{heading} = {cell}"].add(index)
        if name is None and LEFT.fullmatch(plain(heading)):
            found[heading] |= {index for index, cell in cells.items() if cell}
        elif (name is None and str(place) not in headed) or FATE.fullmatch(plain(heading)):
            for cell, indexes in _lesser_parts(cells).items():
                found[f"{heading} = {cell}"] |= indexes
    # a text of all rows is about the whole lot
    found = {text: indexes for text, indexes in found.items() if 0 < len(indexes) < len(rows)}
    bare = {texts_in([], rows[i])[-1]: {i} for i in sorted(good) if counts[i] <= fewest}
    return found | bare


def _lesser_parts(cells):
    """Return {cell: rows} if a column splits the rows by few words, without the largest part."""
    parts = defaultdict(set)
    for index, cell in cells.items():
        parts[cell].add(index)
    sizes = sorted(map(len, parts.values()))
    are_words = all(len(cell) <= LONGEST and not re.search(r"\d", cell) for cell in parts)
    if not (1 < len(parts) <= min(MAX_PARTS, max(2, len(cells) - 1)) and are_words):
        return {}
    largest = sizes[-1] if sizes[-1] > sizes[-2] else 0
    return {cell: rows for cell, rows in parts.items() if len(rows) != largest}


def unread_parts(batch, rows):
    """Return {column: {index of a row: part of its cell}} for parts that no field of it has."""
    parts = defaultdict(dict)
    for index, row in enumerate(rows):
        draft = getattr(row.outcome.draft, "device", row.outcome.draft)
        if row.verdict != RowVerdict.GOOD or isinstance(draft, Device):  # that we have already
            continue
        stored, whole = _stored(draft)
        for column, name in batch.mapping.items():
            cell = row.cells[int(column)].strip() if int(column) < len(row.cells) else ""
            if name == "remark":
                part = " ".join(_unfilled(cell, draft))
            elif name in NAMED_IN | {"category"}:
                part = " ".join(_unnamed(cell, stored, whole))
            else:  # in the remark, if it could not be read
                part = cell if cell and name in READ and f": {cell}" in draft.remark else ""
            if part:
                parts[column][index] = part
    return parts


def columns_aside(batch, rows, parts):
    """Return the columns without any word about a device, such as names of machines: LAB-01."""
    aside = set()
    for column, of_rows in parts.items():
        place, is_named = int(column), batch.mapping[column] in NAMED_IN | {"category"}
        cells = {row.cells[place].strip() for row in rows if place < len(row.cells)} - {""}
        if is_named and cells == {*of_rows.values()}:
            aside.add(column)
    return aside


def _stored(draft):
    """Return the squashed words of a draft, and all of them as one text."""
    specs = draft.specs
    names = [each.name for each in (draft.brand, draft.model) if each]
    numbers = [draft.numbers.serial or "", *draft.numbers.imeis, draft.donor_tag, draft.quantity]
    facts = [draft.bought_on, draft.bought_year, draft.year_made, specs.get("os_version")]
    sizes = [specs[n] for n in ("ram_gb", "storage_gb", "screen_inches") if n in specs]
    sizes = [f"{size:g}" for each in sizes for size in (float(each), float(each) / 1024)]
    texts = [*map(str, [*names, *numbers, *facts, *sizes, specs.get("cpu", "")]), draft.remark]
    return {squashed(word) for text in texts for word in _words(text)}, squashed("".join(texts))


def _words(text):
    return re.findall(r"[^\s();|/]+", text)


def _unnamed(text, stored, whole):
    """Yield the words with digits of a designation that are not among the stored words."""
    rest = _facts_apart(text)[1]
    for word in _words(rest.replace(CUT, " ")):
        key = squashed(word)
        is_there = key in stored or (len(key) > 2 and key in whole)
        if NUMBER.search(key) and not (is_there or IGNORED.fullmatch(key)):
            yield word


def _unfilled(text, draft):
    """Yield the facts in a remark whose field is empty."""
    specs, numbers = draft.specs, draft.numbers
    filled = {"ram": specs.get("ram_gb"), "storage": specs.get("storage_gb")}
    filled |= {"serial": numbers.serial, "imei": numbers.imeis, "cpu": specs.get("cpu")}
    facts = _facts_apart(text)[0]
    yield from (facts[name] for name, value in filled.items() if name in facts and not value)
