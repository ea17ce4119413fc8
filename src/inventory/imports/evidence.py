"""Weigh what a row says besides its device: texts that may mean it left, or that no field has.

The cells of good rows are compared with their drafts. A text that raises a doubt becomes a question
of the list (`doubts.py`), which says what each answer changes; nothing is decided in silence.
"""

import re
from collections import defaultdict
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from statistics import median

from catalogue.category_words import KEYS, category_key
from catalogue.models import Brand
from core.imports.columns import plain, words_in
from core.imports.kinds import RowVerdict
from inventory.imports.contents import TESTS
from inventory.imports.designations import BULLET, CODE, COUNTED, COUNTS, CUT, facts_apart
from inventory.imports.product_names import (
    WORDS,
    category_in,
    line_in,
    names_other,
    only_category_in,
    squashed,
)
from inventory.imports.specs import (
    LARGEST_OF_PHONE,
    LARGEST_RAM,
    READERS,
    SPECS,
    STORE_FIRST,
)
from inventory.intake.validation import identifiers_of

_facts_apart = lru_cache(maxsize=4_096)(facts_apart)
_squashed = lru_cache(maxsize=8_192)(squashed)
# a row with this many times fewer cells than usual may be a title, a total or a signature
FEWER = 3
MAX_STATUS_WORDS = 6
# values of a column that splits the rows in parts, such as “to give” and “to scrap”
MAX_PARTS = 4
LONGEST = 30  # characters of such a value
NUMBER = re.compile(rf"\d|^(?:{'|'.join(words_in(WORDS['numbers']))})$")
NAMED = {"category", "brand", "model", "designation", "cpu"}
READ = READERS.keys() | {"purchased"}
NEAR_BRAND = 0.72  # similarity, 0 to 1, of a misspelt brand: “hawai” and “Huawei” have 0.727
# marks of the texts that may be about several devices, or about phones that are not mobile
SEVERAL, PHONES = "several", "phones"
# a further number of devices in a designation: “3 UC Dell et 3 écrans”; its first two words
AND_MORE = re.compile(
    rf"\b(?:{'|'.join(words_in(WORDS['joined']))}) (?:\d{{1,2}}|{COUNTED}|une?|an?|one)"
    r" (?=\D)(\w+(?: \w+)?)"
)
VAGUE = re.compile(rf"(?:{'|'.join(words_in(WORDS['vague']))})\b")
SEVERAL_KINDS = re.compile(
    rf"\d{{1,2}} (?:{'|'.join(key for keys in KEYS.values() for key in keys)})s?\b"
)
COUNT, FEW = re.compile(r"\d{1,2}"), re.compile(r"(?<![\d/.-])\d{1,3}(?![\d/.-])")
SMALLEST_SCREEN, LARGEST_MONITOR = 3, 32  # inches
MOBILE, TELEVISION = (
    re.compile(rf"\b(?:{'|'.join(words_in(WORDS[name]))})\b") for name in ("mobile", "television")
)
SMALL_NUMBERS = {str(number) for number in range(1, 100)}
SENTENCE = re.compile(r"[^\W\d]\s*[.:!?,]$")
CLOSING = re.compile(rf"\b(?:{'|'.join(words_in(WORDS['closings']))})\b")
# fields whose texts say nothing about the fate of a device
OF_PRODUCT = NAMED | {"serial", "imei", "imei2", "donor_tag"}
GONE = re.compile(rf"(?:{'|'.join(words_in(WORDS['gone']))})(?:e?s?)\b.*")
AT_WORK = re.compile("|".join(words_in(WORDS["at_work"])))
LEFT = re.compile(rf"(?:.* )?(?:{'|'.join(words_in(WORDS['left']))})\b.*")
FATE = re.compile(rf"(?:.* )?(?:{'|'.join(words_in(WORDS['fate']))})\b.*")
ACTION = re.compile(rf"(?:{'|'.join(words_in(WORDS['actions']))})")
# parts of designations with digits that no field has
IGNORED = re.compile(r"|".join(words_in(WORDS["ignored_parts"])))


def texts_in(headings, row):
    """Return the texts of a row that an answer about rows may name, the whole row last."""
    named = [(h, cell.strip()) for h, cell in zip(headings, row.cells, strict=False) if cell]
    filled = [heading for heading, cell in named if cell]
    whole = " ".join(filter(None, map(str.strip, row.cells)))
    return [*(f"{heading} = {cell}" for heading, cell in named), *filled, whole]


def _doubtful_rows(batch, rows):
    """Return {text: indexes of the good rows that it makes doubtful}."""
    counts = [sum(map(bool, map(str.strip, row.cells))) for row in rows]
    fewest = median(counts or [0]) / FEWER
    # rows of devices that we have already are evidence, too
    ours = {i for i, row in enumerate(rows) if row.verdict in {RowVerdict.GOOD, RowVerdict.SAME}}
    good = {index for index in ours if rows[index].verdict == RowVerdict.GOOD}
    found = defaultdict(set)
    for place, heading in enumerate(batch.headings):
        name = batch.mapping.get(str(place))
        cells = {i: rows[i].cells[place].strip() for i in ours if place < len(rows[i].cells)}
        if name in OF_PRODUCT:
            continue
        for index in _statuses(cells):
            found[f"{heading} = {cells[index]}"].add(index)
        if name is None and LEFT.fullmatch(plain(heading)):
            found[heading] |= {index for index, cell in cells.items() if cell}
        elif FATE.fullmatch(plain(heading)) or (
            name is None and any(map(_is_fate, cells.values()))
        ):
            for cell, indexes in _lesser_parts(cells).items():
                found[f"{heading} = {cell}"] |= indexes
    # a text of all rows is about the whole lot
    found = {
        text: indexes & good
        for text, indexes in found.items()
        if indexes & good and len(indexes) < len(rows)
    }
    bare = [i for i in sorted(good) if counts[i] <= fewest and not _is_stated(rows[i], counts[i])]
    bare += [i for i in sorted(good) if len(batch.headings) == 1 and _is_prose(rows[i])]
    return found | {texts_in([], rows[i])[-1]: {i} for i in bare}


def _statuses(cells):
    """Yield the rows whose status says that the device left, or that only a few are in use."""
    words = {index: plain(cell) for index, cell in cells.items()}
    at_work = [index for index, text in words.items() if AT_WORK.fullmatch(text)]
    yield from at_work if len(at_work) * 2 < len(cells) else ()
    for index, text in words.items():
        if GONE.fullmatch(text) and len(cells[index].split()) <= MAX_STATUS_WORDS:
            yield index


def row_evidence(batch, rows):
    """Return {(text, cells to show, likely meaning, mark or ""): indexes of good rows}."""
    found = defaultdict(set)
    for text, cells, meant, index in _meant_otherwise(batch, rows):
        found[text, cells, meant, ""].add(index)
    for text, index in _of_several(batch, rows):
        found[text, text, "", SEVERAL].add(index)
    for text, index, mark in [*_of_other_kinds(batch, rows), *_subtotals(batch, rows)]:
        found[text, text, "", mark].add(index)
    return found | {(text, text, "", ""): of for text, of in _doubtful_rows(batch, rows).items()}


def _of_other_kinds(batch, rows):
    """Yield (text, index, mark) for possible desk phones, televisions, and other products.

    The text is in no other row: “Type = Phone” also skips the mobile phones.
    """
    odd, phones, cells_of, columns = set(), set(), {}, {}
    for index, row, cells, draft in _good(batch, rows):
        cells_of[index], named = cells, plain(" ".join(map(cells.get, NAMED & cells.keys())))
        size = draft.specs.get("screen_inches", 0)
        is_television = size >= LARGEST_MONITOR or TELEVISION.search(named)
        is_other = any(names_other(cells.get(name, "")) for name in ("model", "designation"))
        if is_other or (draft.category.code == "monitor" and is_television):
            odd.add(index)
        if draft.category.code == "phone" and not (
            cells.get("imei") or _is_mobile(named, row, draft)
        ):
            phones.add(index)
    odd |= phones
    for place, name in batch.mapping.items() if odd else ():
        columns[name] = batch.headings[int(place)]
    for index in odd:
        cells, best = cells_of[index], (0, texts_in([], rows[index])[-1])
        for name in ("category", "designation", "model", *(["brand"] if index in phones else ())):
            like = {i for i, others in cells_of.items() if others.get(name) == cells.get(name)}
            if cells.get(name) and like <= odd and len(like) > best[0]:
                best = len(like), f"{columns[name]} = {cells[name]}"
        yield best[1], index, PHONES if index in phones else ""


def _is_mobile(named, row, draft):
    """Whether the catalogue, a number, a specification or a name shows a mobile phone."""
    is_in_catalogue = draft.model and not draft.model._state.adding
    is_stated = draft.numbers.imeis or {"ram_gb", "storage_gb", "os"} & draft.specs.keys()
    is_named = any(line_in(text)[1] == "phone" for text in [named, *row.cells])
    return is_in_catalogue or is_stated or is_named or MOBILE.search(named)


def _subtotals(batch, rows):
    """Yield (text, index, "") for rows with only a kind and a number of devices already counted."""
    above, of_kind = [0, 0], defaultdict(int)
    for index, row, _cells, draft in _good(batch, rows):
        is_bare = not (draft.brand or draft.model or any(identifiers_of(draft)))
        if is_bare and 1 < draft.quantity in {*above, of_kind[draft.category]}:
            yield texts_in([], row)[-1], index, ""
            above[0] = 0
        else:
            above = [count + draft.quantity for count in above]
            of_kind[draft.category] += draft.quantity


def other_sizes(batch, rows):
    """Return {field: other} if memory is as large as a disk, or a disk as small as memory."""
    fields, drafts = {*batch.mapping.values()}, [draft for *_row, draft in _good(batch, rows)]
    specs = [draft.specs for draft in drafts if draft.category.code not in STORE_FIRST]
    found = {}
    if (
        "storage" not in fields
        and max((s.get("ram_gb", 0) for s in specs), default=0) > LARGEST_RAM
    ):
        found["ram"] = "storage"
    if "ram" not in fields and any(0 < s.get("storage_gb", 0) <= LARGEST_OF_PHONE for s in specs):
        found["storage"] = "ram"
    return found


def other_kinds(batch, rows):
    """Return the indexes of good rows whose model names another kind than their category.

    The category is that of the list, not one that the user chose for its word.
    """
    chosen, found = batch.values.get("category", {}), set()
    for index, _row, cells, draft in _good(batch, rows):
        texts = [cells.get("designation", ""), cells.get("model", "")] if draft.model else []
        key = squashed(draft.model.name.split()[-1]) if draft.model else ""
        kinds = {_kind_of(text) for text in texts if key in squashed(text)}
        is_stated = cells.get("category") and category_key(cells["category"]) not in chosen
        if is_stated and kinds - {"", draft.category.code}:
            found.add(index)
    return found


@lru_cache(maxsize=4_096)
def _kind_of(text):
    if names_other(text):
        return ""
    return only_category_in(text) or ("" if category_in(text) else line_in(text)[1])


def _good(batch, rows):
    """Yield (index, row, {field: cell}, draft) for the good rows."""
    places = {name: int(place) for place, name in batch.mapping.items()}
    for index, row in enumerate(rows):
        draft = row.outcome.described
        if row.verdict == RowVerdict.GOOD and draft is not None:
            cells = {n: row.cells[p].strip() for n, p in places.items() if p < len(row.cells)}
            yield index, row, cells, draft


def _meant_otherwise(batch, rows):
    """Yield (text, cells, likely meaning, index) for misspelt brands and misplaced cells."""
    brands = dict(Brand.objects.values_list("key", "name"))
    for index, row, cells, draft in _good(batch, rows):
        if pairs := [*_exchanged(cells, draft.specs)]:
            whole = texts_in([], row)[-1]
            stated = (
                " | ".join(cell for pair in pairs for cell in pair[::step]) for step in (1, -1)
            )
            yield whole, *stated, index
        if draft.brand and draft.brand._state.adding:
            *texts, whole = texts_in(batch.headings, row)
            end = f" = {cells.get('brand', '')}"
            text = next((text for text in texts if text.endswith(end)), whole)
            for near in get_close_matches(draft.brand.key, brands, 1, NEAR_BRAND):
                yield text, draft.brand.name, brands[near], index
        after = rows[index + 1] if index + 1 < len(rows) else None
        if len(batch.headings) == 1 and after and _continues(after, draft):
            whole = texts_in([], row)[-1]
            yield whole, whole, f"{whole[:25]}… {after.cells[0].strip()}", index


def _exchanged(cells, specs):
    """Yield the pairs of cells of a row that each seem to be in the column of the other."""
    model, serial = cells.get("model", ""), cells.get("serial", "")
    is_code = re.search(r"[A-Za-z]", serial) and not TESTS["serial"](serial)
    if is_code and TESTS["serial"](model) and len(serial) < len(model) and not line_in(model)[0]:
        yield model, serial
    if specs.get("ram_gb", 0) > specs.get("storage_gb", 0) > 0:
        yield cells.get("ram", ""), cells.get("storage", "")


def _continues(row, draft):
    """Whether a refused line has the number of the device in the line above."""
    is_open = not (draft.numbers.serial or draft.numbers.imeis)
    return is_open and row.verdict == RowVerdict.REFUSED and CODE.match(row.cells[0].strip())


def _of_several(batch, rows):
    """Yield (text, index) for good rows that may be several devices, or several of a device."""
    counted = _counted_kinds(batch, rows)
    unread = {n: h for n, h in enumerate(batch.headings) if str(n) not in batch.mapping}
    fates = {place: heading for place, heading in unread.items() if FATE.fullmatch(plain(heading))}
    for index, row, cells, draft in _good(batch, rows):
        filled = dict(enumerate(map(str.strip, row.cells)))
        if any(_counts_more(cells.get(name, ""), draft.quantity) for name in NAMED):
            yield texts_in([], row)[-1], index
        note = cells.get("remark", "")  # “lot of 4”, “6 screens”
        is_number = draft.quantity == 1 and not any(identifiers_of(draft)) and note
        if is_number and ("quantity" in _facts_apart(note)[0] or SEVERAL_KINDS.match(plain(note))):
            yield texts_in([], row)[-1], index
        for place, heading in fates.items():  # “Y – 30 of these”
            if FEW.search(filled.get(place, "")):
                yield f"{heading} = {filled[place]}", index
        named = [place for place in counted if filled.get(place, "").strip("0")]
        yield from ((batch.headings[place], index) for place in named)


@lru_cache(maxsize=4_096)
def _counts_more(text, quantity):
    """Whether a text leaves open how many devices it names, or counts others after the first."""
    if quantity == 1 and VAGUE.match(plain(BULLET.sub("", text))):
        return True
    rest = _facts_apart(text)[1].replace(CUT, " ")
    more = AND_MORE.search(plain(re.sub(r"[,+&]", " and ", rest)))
    return bool(more and (category_in(more[1]) or line_in(more[1])[0]))


def _counted_kinds(batch, rows):
    """Return the columns with a number of devices of a kind, which is their heading: “Laptops”."""
    found = []
    for place, heading in enumerate(batch.headings):
        cells = [row.cells[place].strip() for row in rows if place < len(row.cells)]
        counts = [int(cell) for cell in cells if COUNT.fullmatch(cell)]
        is_numbered = counts == [*range(1, len(counts) + 1)]
        is_count = any(counts) and len(counts) == sum(map(bool, cells)) and not is_numbered
        name = batch.mapping.get(str(place))
        is_size = name == "screen" and min(filter(None, counts), default=0) >= SMALLEST_SCREEN
        if name in {None, "screen"} and is_count and not is_size and category_in(heading):
            found.append(place)
    return found


def _is_fate(cell):
    """Whether a cell only says what happens to a device: “to scrap”."""
    return ACTION.fullmatch(plain(cell)) is not None


def _is_prose(row):
    """Whether a line has neither a brand, a specification nor a number, but words as its model."""
    draft, is_weak = row.outcome.described, len(row.changes.get("category", ())) > 2
    is_bare = not re.search(r"\d", row.cells[0]) and bool(draft.model)
    return (is_weak or is_bare) and not (draft.brand or draft.specs)


def _is_stated(row, count):
    """Whether a row with few filled cells states a device: its brand, or its category and more."""
    draft = row.outcome.described
    has_category = draft and count > 1 and draft.quantity == 1 and "category" not in row.changes
    return bool(draft and (draft.brand or has_category))


def _lesser_parts(cells):
    """Return {cell: rows} if a column splits the rows by few words, without the largest part."""
    parts = defaultdict(set)
    for index, cell in cells.items():
        if len(cell) <= LONGEST and not re.search(r"\d", cell):
            parts[cell].add(index)
    sizes = sorted(map(len, parts.values()))
    if not 1 < len(parts) <= min(MAX_PARTS, max(2, len(cells) - 1)):
        return {}
    largest = sizes[-1] if sizes[-1] > sizes[-2] else 0
    return {cell: rows for cell, rows in parts.items() if len(rows) != largest}


def unread_parts(batch, rows):
    """Return {column: {index of a row: part of its cell}} for parts that no field of it has."""
    parts, read = defaultdict(dict), NAMED | READ | {"remark"}
    read -= {"category"}  # “Compta 2” names a machine
    columns = [(int(column), name) for column, name in batch.mapping.items() if name in read]
    for index, row in enumerate(rows):
        draft = row.outcome.described
        if row.verdict != RowVerdict.GOOD or draft is None:
            continue
        texts = cache(partial(_stored, draft))
        for column, name in columns:
            cell = row.cells[column].strip() if column < len(row.cells) else ""
            if name == "remark":
                part = " ".join(_unfilled(cell, draft))
            elif name in NAMED:
                part = " ".join(word for word, key in _numbers(cell) if not _has(texts(), key))
            else:  # in the remark, if it could not be read, or for the month of a year
                is_noted = cell.strip("0") and f": {cell}" in draft.remark
                part = cell if is_noted and not (name == "purchased" and draft.bought_year) else ""
            if part:
                parts[str(column)][index] = part
    return parts


def columns_aside(batch, rows, parts):
    """Return the columns without any word about a device, such as names of machines: LAB-01."""
    aside = set()
    for column, of_rows in parts.items():
        place, is_named = int(column), batch.mapping[column] in NAMED
        cells = {row.cells[place].strip() for row in rows if place < len(row.cells)} - {""}
        if is_named and cells == {*of_rows.values()}:
            aside.add(column)
    return aside


def _stored(draft):
    """Return the texts that a draft stores."""
    specs = draft.specs
    names = [each.name for each in (draft.brand, draft.model) if each]
    numbers = [draft.numbers.serial or "", *draft.numbers.imeis, draft.donor_tag, draft.quantity]
    facts = [draft.bought_on, draft.bought_year, draft.year_made, specs.get("os_version")]
    sizes = [specs[n] for n in ("ram_gb", "storage_gb", "screen_inches") if n in specs]
    sizes = [f"{size:g}" for each in map(float, sizes) for size in (each, each / 1000, each / 1024)]
    return [*map(str, [*names, *numbers, *facts, *sizes, specs.get("cpu", "")]), draft.remark]


def _has(texts, key):
    """Whether texts have a squashed word, or contain it if it is longer than two letters."""
    is_part = len(key) > 2 and key in "".join(map(_squashed, texts))
    forms = {key, COUNTS.get(key, key)}  # “deux” is stored as 2
    return is_part or any(not forms.isdisjoint(_squashed_words(text)) for text in texts)


@lru_cache(maxsize=8_192)
def _squashed_words(text):
    return frozenset(map(squashed, _words(text)))


def _words(text):
    return re.findall(r"[^\s();|/]+", text)


@lru_cache(maxsize=4_096)
def _numbers(text):
    """List the (word, squashed word) with digits in the unparsed rest of a designation."""
    rest = _facts_apart(BULLET.sub("", text))[1]
    pairs = [(word, squashed(word)) for word in _words(rest.replace(CUT, " "))]
    return [(w, key) for w, key in pairs if NUMBER.search(key) and not IGNORED.fullmatch(key)]


def may_count(cells, fields, rows):
    """Whether a column may hold quantities: small numbers, and 1 in rows with a serial number."""
    devices = [row.outcome.described for row in rows]
    single = {c for c, d in zip(cells, devices, strict=False) if d and any(identifiers_of(d))}
    are_small = all(cell in SMALL_NUMBERS for cell in filter(None, cells))
    is_row_number = [*filter(None, cells)] == [str(n) for n in range(1, len(cells) + 1)]
    return are_small and not is_row_number and "quantity" not in fields and single <= {"", "1"}


def is_message(row):
    """Whether a row has only a greeting, a sentence or the name below a message, and no product."""
    texts = [*filter(None, map(str.strip, row.cells))]
    withheld = [*filter(None, row.withheld.values())]
    if any(category_in(text) or line_in(text)[0] for text in [*texts, *withheld]):
        return False
    are_sentences = all(SENTENCE.search(t) or CLOSING.search(plain(t)) for t in texts)
    return bool(texts or withheld) and are_sentences


def share_of_facts(cells):
    """Return the share of these cells that have two or more specifications: i5 / 8 GB / 14"."""
    found = [len(_facts_apart(cell)[0].keys() & SPECS) > 1 for cell in cells if cell]
    return sum(found) / max(1, len(found))


def _unfilled(text, draft):
    """Yield the facts in a remark whose field is empty."""
    specs, numbers = draft.specs, draft.numbers
    filled = {"ram": specs.get("ram_gb"), "storage": specs.get("storage_gb")}
    if draft.category.code in STORE_FIRST:
        filled["ram"] = filled["ram"] or filled["storage"]
    filled |= {"serial": numbers.serial, "imei": numbers.imeis, "cpu": specs.get("cpu")}
    facts = _facts_apart(text)[0]
    yield from (facts[name] for name, value in filled.items() if name in facts and not value)
