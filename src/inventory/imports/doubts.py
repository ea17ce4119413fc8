"""Doubts about the meaning of a list: questions asked once, at the top of its page.

Until a doubt is answered, its rows wait: they are checked with its default, but not written. Each
answer states its consequence. Submitting the form answers every doubt on it.
"""

import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field, replace

from django.utils.translation import gettext_noop

from catalogue.category_words import category_key
from catalogue.names import key_of
from core.imports.cells import is_unknown
from core.imports.columns import heading_of, map_columns
from core.imports.days import orders_of
from core.imports.guessing import (
    GENERAL,
    LIKELY,
    SAMPLE,
    guess_columns,
    phrases_of,
    scores_of,
    tokens,
)
from core.imports.kinds import REASONS_LEFT_OUT, RowVerdict, reason_key
from core.workflow.event_messages import Sentence
from inventory.devices.operations import OTHER_CATEGORY
from inventory.imports.cells import NO_CATEGORY, UNKNOWN_CATEGORY
from inventory.imports.evidence import (
    is_message,
    may_count,
    other_kinds,
    other_sizes,
    row_evidence,
    share_of_facts,
    texts_in,
)
from inventory.imports.product_names import category_in, line_in, names_other, odd_words
from inventory.imports.synonyms import DOUBTFUL
from inventory.intake.validation import SEVERAL_CATEGORIES, SEVERAL_IN_LIST

# options of a list: the keys of the answered doubts, and {model: category}
ANSWERED, MODELS = "answered", "categories_of_models"
# answers about a model: its rows are left out, or its category in the catalogue is changed
SKIPPED, CATALOGUE = "-", "catalogue:"
# option with the answers about odd names of models, and about rows with a text: {name: answer}
NAMES = "names_of_models"
KEEP = "keep"  # answer in a move: keep the category of the catalogue
# option with the device chosen for a row that matches several: {row: tag}
DEVICES = "devices_of_rows"
# option with the contents of sheets that have a row per person: {sheet: answer}
SHEETS = "contents_of_sheets"
OF_DEVICES, OF_LOANS = "devices", "loans"
SURELY = "surely"  # the sheet certainly says who has which device; otherwise “maybe”
# option with the answers about rows that seem to repeat an earlier list: {id of that list: answer}
REPEATS = "repeated_rows"
# option with the number of devices of rows that list more or fewer numbers: {row: number}
UNITS_OF_ROWS = "units_of_rows"
NO_NUMBER = "–"  # shown for a device without a number
ALL_IN = "import"  # answer about repeated rows: import them, since they are other devices
# option with the order of dates that may be read in two ways: {field: DAY or MONTH}
ORDERS, DAY, MONTH = "orders_of_days", "day", "month"
# fields with the name of a device, and the share of cells that makes an unread column doubtful
NAMED_BY, LOOKING_LIKE = {"model", "designation"}, 0.8
# share of remarks naming a device above which their column is doubtful
DESIGNATED_SHARE = 0.2
# share of cells of a field that settles what their column is, whatever its heading
PLAIN = {"category": 0.5, "designation": 0.7, "brand": 0.8, "imei": 0.8, "cpu": 0.8}
PLAIN |= {"ram": 0.95, "storage": 0.95, "model": 0.5}
SPECIFIED_SHARE = 0.5  # share of cells with specifications, or with names of models
CATEGORY_CHANGES = gettext_noop(
    "In the register, this device is in the category “%(known)s”, but its row says "
    "“%(chosen)s”: choose above."
)
SHEET_UNKNOWN = gettext_noop("Choose above what this sheet contains: it has a row for each person.")
SHEET_OF_LOANS = gettext_noop("This sheet contains loans: import them separately.")
NUMBERS_DIFFER = gettext_noop(
    "Numbers in this row: %(count)s. Devices: %(units)s. Choose above how many devices there are."
)
LEFT_OUT = gettext_noop("Skipped, as you chose above.")
SEEMS_REPEATED = gettext_noop("“%(file)s” has a row like this one: choose above.")
# errors of the rows that an answer leaves out
ASIDE = {OF_LOANS: SHEET_OF_LOANS, SKIPPED: LEFT_OUT}
# problems that lead to a question about a model
CONFLICTS = {SEVERAL_CATEGORIES, SEVERAL_IN_LIST, OTHER_CATEGORY, CATEGORY_CHANGES}
COLUMN, WORD, CATEGORY, MODEL, DEVICE = "column", "word", "category", "model", "device"
SHEET, REPEAT, NAME, DATES, UNITS = "sheet", "repeat", "name", "dates", "units"
# {code of a doubt: option of the list with its answers}, for doubts with a field of their own
OPTIONS = {MODEL: MODELS, DEVICE: DEVICES, SHEET: SHEETS, REPEAT: REPEATS, NAME: NAMES}
OPTIONS |= {DATES: ORDERS, UNITS: UNITS_OF_ROWS}
# letters and words of headings that are not in English
NOT_ENGLISH = re.compile(
    r"[À-ÿœº°]|\b[dl]['’]|\b(?:de|du|le|des?|del|della?|di|do|da|vom|bis|der|van)\b", re.I
)
ROW = "row"  # start of the subject of a doubt about rows with a text
MAX_PARTS = 3  # maximum unread parts of cells shown for a column


@dataclass(frozen=True)
class Doubt:
    """A doubt about the rows with the indexes `rows`.

    `about` is a column, a word, a model, evidence or a row; `name` is the field that another answer
    would change. `first` and `last` are cells of a column, or the recorded category of a model and,
    if the model itself has it, the catalogue. `named` has the (category, number of rows) of a
    model, the (tag, name) of the devices of a row, or the number of devices of rows.
    """

    code: str
    about: str
    name: str
    rows: frozenset = field(repr=False)
    label: str = ""
    first: str = ""
    last: str = ""
    named: tuple = ()

    @property
    def key(self):
        of = f"{self.name}:" if self.code == WORD else ""
        return f"{self.code}:{of}{self.about}"

    def stored(self, example):
        return {
            **asdict(self),
            "example": texts_in([], example)[-1][:60],
            "key": self.key,
            "rows": len(self.rows),
            "named": list(self.named),
        }


def doubts_in(batch, rows, parts):
    """List the open `Doubt`s of a list whose rows are checked.

    `parts` is {column: {index of a row: part of its cell}} for parts that no field has.
    """
    answered, looks = set(batch.options.get(ANSWERED, ())), batch.list_kind.looks()
    kind = replace(batch.list_kind, looks=lambda: looks)  # reads the catalogue once
    guesses = guess_columns(batch.headings, [row.cells for row in rows[:SAMPLE]], kind)
    is_new = not batch.reading.get("remembered")
    doubts = list(_column_doubts(batch, rows, kind, guesses, parts)) if is_new else []
    if "category" in batch.list_kind.vocabularies:
        doubts += [*_word_doubts(batch, rows), *_category_doubts(batch, rows)]
        doubts += _model_doubts(rows, other_kinds(batch, rows))
    doubts += [*_device_doubts(rows), *_unit_doubts(rows)]
    if batch.donation:
        doubts += [*_row_doubts(batch, rows), *_date_doubts(batch, rows)]
    if "category" in batch.list_kind.vocabularies:
        of_rows = {index for doubt in doubts if doubt.name == "row" for index in doubt.rows}
        doubts += _name_doubts(rows, of_rows, has_brands="brand" in batch.mapping.values())
    open_doubts = [doubt for doubt in doubts if doubt.key not in answered]
    top = [*_repeat_doubts(batch, rows), *_sheet_doubts(batch, rows), *_unknown_words(batch, rows)]
    # first the questions about rows that can be imported; no question about rows that are left out
    left_out = set(batch.options.get(REASONS_LEFT_OUT, ()))
    refused = {i: {reason_key(p.source) for p in r.outcome.problems} for i, r in enumerate(rows)}
    open_doubts = [d for d in open_doubts if any(left_out.isdisjoint(refused[i]) for i in d.rows)]
    return [*top, *sorted(open_doubts, key=lambda doubt: all(refused[i] for i in doubt.rows))]


def _sheets_per_person(batch, rows):
    """Yield (name, certainty, row indexes) for each sheet that may say who has which device."""
    sheets = [sheet for sheet in batch.reading.get("sheets", ()) if sheet["is_read"]]
    for sheet in sheets:
        if certainty := sheet.get("per_person"):
            name = sheet["name"]
            ours = {i for i, row in enumerate(rows) if len(sheets) == 1 or row.sheet == name}
            yield name, certainty, ours


def rows_aside(batch, rows):
    """Return {index: [`Sentence`]} for rows of sheets that are not known to list devices."""
    answers, aside = batch.options.get(SHEETS, {}), {}
    for name, certainty, indexes in _sheets_per_person(batch, rows):
        answer = answers.get(name, "" if certainty == SURELY else OF_DEVICES)
        if answer != OF_DEVICES:
            aside |= {i: [Sentence(ASIDE.get(answer, SHEET_UNKNOWN), {})] for i in indexes}
    named = batch.options.get(NAMES, {})
    gone = {about for about, answer in named.items() if answer == SKIPPED}
    for index, row in enumerate(rows if gone else ()):
        texts = texts_in(batch.headings, row)
        if any(f"{ROW}:{key_of(text)}" in gone for text in texts):
            aside[index] = [Sentence(LEFT_OUT, {})]
    return aside


def _sheet_doubts(batch, rows):
    """Yield a doubt for each sheet with a row per person that is not known to list devices."""
    for name, certainty, indexes in _sheets_per_person(batch, rows):
        if batch.options.get(SHEETS, {}).get(name) != OF_DEVICES:
            label = name or batch.reading.get("file", "")
            yield Doubt(SHEET, name, "sheet", frozenset(indexes), label=label, first=certainty)


def undecided_repeats(batch, repeated):
    """Return {index: [`Sentence`]} for repeated rows that are not known to be other devices.

    `repeated` is {index: earlier list}.
    """
    answers = batch.options.get(REPEATS, {})
    return {
        index: [
            Sentence(LEFT_OUT, {}) if answer else Sentence(SEEMS_REPEATED, {"file": str(earlier)})
        ]
        for index, earlier in repeated.items()
        for answer in [answers.get(str(earlier.pk), "")]
        if answer != ALL_IN
    }


def _repeat_doubts(batch, rows):
    """Yield doubts about rows that seem to repeat an earlier list; answers can be changed later."""
    of_list = defaultdict(set)
    for index, row in enumerate(rows):
        if row.outcome.repeats:
            of_list[row.outcome.repeats].add(index)
    for earlier, indexes in of_list.items():
        is_same_lot = earlier.donation_id == batch.donation.pk
        lot = "" if is_same_lot else str(earlier.donation)
        named = (lot, earlier.created_at.isoformat())
        yield Doubt(
            REPEAT, str(earlier.pk), "lot", frozenset(indexes), label=str(earlier), named=named
        )


def _column_doubts(batch, rows, kind, guesses, parts):
    """Yield doubts about columns whose evidence is weak, at most one for each."""
    sample, fields = [row.cells for row in rows[:SAMPLE]], {*batch.mapping.values()}
    aside = {str(index) for index in batch.reading.get("people", ())}
    phrases, looks, sizes = phrases_of(kind), kind.looks(), other_sizes(batch, rows)
    for place, heading in enumerate(batch.headings):
        index, cells = str(place), [row[place].strip() for row in sample if place < len(row)]
        column = heading, cells, looks([*filter(None, cells)])
        if index in aside or len(batch.headings) == 1:
            name = ""
        elif index not in batch.mapping:
            is_headed = index in guesses
            name = _overlooked(column, fields, phrases, kind, rows, is_headed=is_headed)
        else:
            name = batch.mapping[index]
            name = _contested(column, name, fields, guesses.get(index)) or sizes.get(name, "")
        if name:
            yield _column_doubt(batch, rows, index, name)
        elif index in parts and index not in aside:
            is_text = batch.mapping[index] == "remark" and not fields & NAMED_BY
            name = "designation" if is_text else batch.mapping[index]
            yield _column_doubt(batch, rows, index, name, parts[index])


def _overlooked(column, fields, phrases, kind, rows, *, is_headed):
    """Return the field that a column which is not read may fill, or "".

    Its cells look like those of a needed field, or fit the field of another column too. With
    `is_headed`, the heading says what it has; its codes are not serial numbers.
    """
    heading, cells, fits = column
    words = tokens(heading)
    needed = {"imei"} | (set() if fields & NAMED_BY else {"designation"})
    is_general = all(map(GENERAL.fullmatch, words))
    needed |= set() if is_headed and not is_general else {"serial"}
    needed |= {"purchased"} if is_general and words else set()
    counts = not category_in(heading) and may_count(cells, fields, rows)
    needed = (needed - fields) | ({"quantity"} if counts else set())
    if fields & NAMED_BY == {"designation"} and fits.get("designation", 0) >= SPECIFIED_SHARE:
        return "model"
    if not fields & NAMED_BY and fits.get("designation", 0) >= DESIGNATED_SHARE:
        return "designation"
    if "cpu" not in fields and share_of_facts(cells) >= SPECIFIED_SHARE:
        return "cpu"  # a cell of a processor may have other facts, too
    likely = [name for name in sorted(needed) if fits.get(name, 0) >= LOOKING_LIKE]
    if likely or is_headed or not any(cells):
        return next(iter(likely), "")
    scores = scores_of(heading, fits, phrases, kind)
    best = max(scores, key=scores.get, default="")
    is_rival = best in fields - kind.joined - kind.minor and fits.get(best, 0) >= LOOKING_LIKE
    if best == "serial" and scores.keys() & {"storage", "ram", "battery"}:  # “HDD serial”
        return ""
    return best if is_rival and scores[best] > LIKELY else ""


def _contested(column, name, fields, guess):
    """Return the field that is doubtful for a column read as `name`, or ""."""
    _heading, cells, fits = column
    if guess is None or guess.field != name:
        return ""
    if name == "remark" and "model" not in fields:
        return "designation" if fits.get("designation", 0) >= DESIGNATED_SHARE else ""
    codes = [cell for cell in cells if not is_unknown(cell)]
    least = LOOKING_LIKE if len({*map(len, codes)}) > 1 else 2  # asset numbers are all alike
    is_plain = fits.get(name, 0) >= PLAIN.get(name, least if name == "serial" else 2)
    if is_plain or (name == "cpu" and share_of_facts(cells) >= SPECIFIED_SHARE):
        return ""
    is_repeated = name == "donor_tag" and len({*codes}) < len(codes)
    return name if guess.score <= LIKELY or is_repeated else ""


def _column_doubt(batch, rows, index, name, parts=None):
    """A doubt about a column, or only about rows with `parts` of its cells that no field has."""
    place = int(index)
    cells = {i: row.cells[place].strip() for i, row in enumerate(rows) if place < len(row.cells)}
    cells = {i: cells[i] for i in parts or cells if not is_unknown(cells[i])}
    texts = list(cells.values()) or [""]
    return Doubt(
        code=COLUMN,
        about=index,
        name=name,
        rows=frozenset(cells),
        label=heading_of(batch.headings, place),
        named=tuple(dict.fromkeys((parts or {}).values()))[:MAX_PARTS],
        first=texts[0][:40],
        last=texts[-1][:40],
    )


def _row_doubts(batch, rows):
    """Yield doubts about rows that may not be devices to receive, or not as they are read."""
    doubts = {}
    for (text, cells, meant, several), indexes in row_evidence(batch, rows).items():
        about = f"{ROW}:{key_of(text)}"
        doubt = doubts.get(about) or Doubt(
            NAME, about, "row", frozenset(), label=cells[:60], first=meant[:60], last=several
        )
        doubts[about] = replace(doubt, rows=doubt.rows | indexes)
    yield from (replace(d, named=(sum(rows[i].units for i in d.rows),)) for d in doubts.values())


def _date_doubts(batch, rows):
    """Yield doubts about dates such as 03/04/2021, if no date of the list settles their order.

    A semicolon as separator does, or headings in another language than English: the day comes
    first.
    """
    days = [(int(i), name) for i, name in batch.mapping.items() if name in batch.list_kind.days]
    cells = {
        name: {i: row.cells[place] for i, row in enumerate(rows) if place < len(row.cells)}
        for place, name in days
    }
    orders = orders_of({text for of_rows in cells.values() for text in of_rows.values()})
    is_day_first = batch.reading.get("delimiter") == ";" or NOT_ENGLISH.search(
        " ".join(batch.headings)
    )
    if orders != {None} or is_day_first:
        return
    for place, name in days:
        either = {i: text for i, text in cells[name].items() if orders_of([text])}
        if either:
            label, first = heading_of(batch.headings, place), next(iter(either.values()))
            yield Doubt(DATES, name, name, frozenset(either), label=label, first=first)


def _word_doubts(batch, rows):
    """Yield doubts about unknown or ambiguous words for categories."""
    of_word, written = defaultdict(set), {}
    cells = map_columns([row.cells for row in rows], batch.mapping, batch.list_kind)
    chosen = batch.values.get("category", {})
    unknown = {i for i, row in enumerate(rows) if _is_refused_for(row, UNKNOWN_CATEGORY)}
    for index, row in enumerate(cells):
        key = category_key(row["category"])
        is_open = key in DOUBTFUL and key not in chosen and not _is_settled(rows[index])
        is_unread = index in unknown and not names_other(row["category"])
        if is_open or (is_unread and not is_message(rows[index])):
            of_word[key].add(index)
            written.setdefault(key, row["category"])
    for key, indexes in of_word.items():
        yield Doubt(WORD, key, "category", frozenset(indexes), label=written[key][:60])


def _is_settled(row):
    """Whether the model of a row determines its category, despite an ambiguous word."""
    if "category" in row.changes or not (draft := row.outcome.described):
        return "category" in row.changes
    named = f"{draft.brand or ''} {draft.model.name}" if draft.model else ""
    return draft.category is not None and line_in(named)[1] == draft.category.code


def _unknown_words(batch, rows):
    """Words without which their rows are refused; `_word_doubts` has those for categories."""
    cells = map_columns([row.cells for row in rows], batch.mapping, batch.list_kind)
    for name, vocabulary in batch.list_kind.vocabularies.items():
        words = batch.words.get(name, {}) if vocabulary.is_needed and name != "category" else {}
        codes = vocabulary.words() | batch.values.get(name, {})
        for key in words.keys() - codes.keys():
            of_word = frozenset(
                i for i, row in enumerate(cells) if vocabulary.key(row[name]) == key
            )
            yield Doubt(WORD, key, name, of_word, label=words[key][0])


def _category_doubts(batch, rows):
    """Yield doubts about rows without a category, by the evidence used instead."""
    of_ground = defaultdict(set)
    for index, row in enumerate(rows):
        change = row.changes.get("category", ())
        if len(change) > 2:
            of_ground[change[2]].add(index)
        elif _is_refused_for(row, NO_CATEGORY) and not is_message(row):
            other = [str(place) for place, cell in enumerate(row.cells) if names_other(cell)]
            if all(batch.mapping.get(place) == "remark" for place in other):
                of_ground[""].add(index)
    stated = {
        i: row.outcome.described.category for i, row in enumerate(rows) if row.outcome.described
    }
    for ground, indexes in of_ground.items():
        others = {stated[i] for i in stated.keys() - indexes} - {None}
        if ground and others == {stated[i] for i in indexes if i in stated}:
            continue  # as all other rows
        yield Doubt(CATEGORY, ground, "category", frozenset(indexes))


def _model_doubts(rows, other_kinds):
    """Yield doubts about models with several categories in the list, our records or their names.

    `other_kinds` are the indexes of rows whose model names another category.
    """
    of_model, counts, names, current = defaultdict(set), defaultdict(Counter), {}, {}
    for index, row in enumerate(rows):
        draft = row.outcome.described
        sources = CONFLICTS & {_sentence(problem).source for problem in row.problems}
        if sources or index in other_kinds:
            name = draft.model.name if draft.model else ""
            key = key_of(name)
            of_model[key].add(index)
            names.setdefault(key, name)
            counts[key][draft.category.code] += 1
            if OTHER_CATEGORY in sources:
                current[key] = {"first": draft.model.category.code, "last": CATALOGUE}
            elif CATEGORY_CHANGES in sources:
                current.setdefault(key, {"first": _data_of(row, CATEGORY_CHANGES)["code"]})
    for key, indexes in of_model.items():
        yield Doubt(
            MODEL,
            key,
            "category",
            frozenset(indexes),
            label=names[key],
            named=tuple(counts[key].items()),
            **current.get(key, {}),
        )


def _name_doubts(rows, doubtful, *, has_brands):
    """Yield doubts about new models with odd words, from a designation or without their brand.

    The `doubtful` rows may not be devices, which is asked first.
    """
    of_name = defaultdict(set)
    for index, row in enumerate(rows):
        draft = row.outcome.described
        # the column of models may have the name, which is only shortened
        before = row.changes.get("model", [None])[0]
        is_bare = draft and not draft.brand and (has_brands or before is not None)
        is_deduced = row.verdict == RowVerdict.GOOD and (before == "" or is_bare)
        model = draft.model if draft and is_deduced else None
        is_settled = index in doubtful or not (model and model._state.adding)
        if not is_settled and odd_words(model.name, has_brand=bool(draft.brand)):
            of_name[model.name].add(index)
    for name, indexes in of_name.items():
        yield Doubt(NAME, key_of(name), "model", frozenset(indexes), label=name)


def answer_on(batch, model):
    """Return the answer about the model with this name, "" for “as each row says”, or None."""
    key = key_of(model)
    is_closed = f"{MODEL}:{key}" in batch.options.get(ANSWERED, ())
    return batch.options.get(MODELS, {}).get(key) or ("" if is_closed else None)


def _device_doubts(rows):
    """Yield doubts about rows that match several devices."""
    several = [(i, row) for i, row in enumerate(rows) if len(row.outcome.candidates) > 1]
    for index, row in several:
        named = tuple((each.asset_tag, each.designation) for each in row.outcome.candidates)
        label = str(row.label)
        yield Doubt(DEVICE, label, "tag", frozenset([index]), label=label, named=named)


def _unit_doubts(rows):
    """Yield doubts about rows with more numbers than devices, or fewer."""
    unclear = [(i, row) for i, row in enumerate(rows) if _is_refused_for(row, NUMBERS_DIFFER)]
    for index, row in unclear:
        data, label = _data_of(row, NUMBERS_DIFFER), str(row.label)
        numbers, counts = data["numbers"], sorted({data["count"], data["units"]})
        of_each = {n: [*numbers, *[NO_NUMBER] * n][:n] if n > 1 else numbers for n in counts}
        named = tuple((str(n), ", ".join(of_each[n])[:60]) for n in counts)
        yield Doubt(UNITS, label, "serial", frozenset([index]), label=label, named=named)


def _sentence(problem):
    return problem if isinstance(problem, Sentence) else Sentence(*problem)


def _data_of(row, source):
    return next(each.data for each in map(_sentence, row.problems) if each.source == source)


def _is_refused_for(row, source):
    sources = {each.source for each in map(_sentence, row.problems)}
    return row.verdict == RowVerdict.REFUSED and source in sources
