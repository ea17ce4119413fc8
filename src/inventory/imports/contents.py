"""Recognise the cells of a column: one small test for each kind of value.

`fits_of(cells, names)` is the share of cells that fit each field with a test.
"""

import re
import tomllib
from functools import partial
from itertools import pairwise
from pathlib import Path

from stdnum import ean

from catalogue.category_words import KEYS
from catalogue.names import key_of
from core.imports.columns import plain, word_key, words_in
from core.imports.days import AMERICAN, NAMED
from core.imports.guessing import SAMPLE, UNDECIDED, tokens
from core.imports.people_headings import is_of_hosts
from inventory.devices.identifiers import imeis_in, is_imei
from inventory.devices.lifecycle.specifications import Os
from inventory.imports.cells import FIRST_YEAR, LABEL
from inventory.imports.declared_facts import YEAR
from inventory.imports.designations import DISK_GB, is_same_as_above, means_none
from inventory.imports.product_names import BY_LINE, WORDS, Names, category_in, line_in, names_other
from inventory.imports.specs import NO, YES, read_os
from inventory.imports.synonyms import BARE_KINDS

AMBIGUOUS_FIT = 0.7  # fit of a cell that may also be something else
MIN_CELLS = 3  # minimum cells for recognising that a column counts its rows or repeats a value
DECISIVE_SHARE = 0.8  # share of the cells that decides about a column
STARTS_MAX = 0.4  # share of the codes of a column that may begin with other words
VAGUE = {*words_in(WORDS["vague_headings"])}
MIN_SERIAL = 1_000  # smaller whole numbers are not serial numbers
MAKERS = {plain(maker) for maker, _category in BY_LINE.values()}
LAST_YEAR = 2035  # latest year of a purchase or a warranty

PATTERNS = tomllib.loads(Path(__file__).with_name("cell_patterns.toml").read_text(encoding="utf-8"))
SIZE = r"\d{1,4}(?:[.,]\d+)?\s*(?:m|g|t)(?:o|b|ib)"
STORAGE_WORD = r"(?:ssd|hdd|nvme|emmc|sata|m\.?2)"
DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
DAY += r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
DAY += r"(?:[T ][\d:.Z]+(?: [AP]M)?)?"
DAY += re.sub("[?]P<[a-z]+>", "?:", f"|{NAMED.pattern}|{AMERICAN.pattern}")


def _matching(pattern):
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda cell: compiled.fullmatch(cell) is not None


def _searching(pattern):
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda cell: compiled.search(cell) is not None


def _is_imei(cell):
    digits = [re.sub(r"\D", "", part) for part in imeis_in(cell)]
    return any(is_imei(each[:15]) for each in digits if len(each) <= LONGEST_IMEI)


def _is_serial(cell):
    if len(parts := SEVERAL.split(cell)) > 1:
        return all(map(_is_serial, parts))
    cell = LABEL.sub("", cell, count=1)
    bare = re.sub(r"[\s-]", "", cell)
    is_mixed = re.search(r"\d", bare) and re.search(r"[A-Za-z]", bare)
    return bool(is_mixed and re.fullmatch(r"[A-Za-z0-9]{7,20}", bare) and " " not in cell)


def _count_of(cell):
    """Return a row number, alone or after a kind of device (12, 0012, Laptop 4), or None."""
    match = COUNTER.fullmatch(cell)
    is_counter = match and (not match[1] or word_key(match[1]) in BARE_KINDS)
    return int(match[2]) if is_counter else None


def _are_counters(cells):
    """Whether a column counts its rows: small whole numbers, or consecutive numbers."""
    numbers = [number for number in map(_count_of, cells) if number is not None]
    if len(cells) < MIN_CELLS or len(numbers) < DECISIVE_SHARE * len(cells):
        return False
    steps = sum(after == before + 1 for before, after in pairwise(numbers))
    return max(numbers) < MIN_SERIAL or steps >= DECISIVE_SHARE * (len(numbers) - 1)


def _are_of_machines(cells):
    """Whether all cells are different names of numbered machines: B12-01, B12-02."""
    return len({*cells}) == len(cells) > 1 and all(map(MACHINE.fullmatch, cells))


def _say_nothing(cells):
    """Whether a column repeats one value, words without a digit, or words for “none”."""
    codes = [cell for cell in cells if not means_none(cell)]
    if not any(re.search(r"\d", code) for code in codes) and len(set(codes)) < len(codes):
        return True
    return not codes or (len(codes) > MIN_CELLS and len(set(codes)) == 1)


def _is_date(cell):
    match = YEAR.fullmatch(cell)
    return DATE(cell) or (bool(match) and FIRST_YEAR <= int(match[1] or match[2]) <= LAST_YEAR)


def _number(cell):
    return float(cell.replace(",", ".")) if NUMBER(cell) else 0


def _ram_fit(cell):
    """Fit of a memory size; below 1 for a bare number or the size of a disk.

    Systems report slightly less than the installed memory: 7.88.
    """
    if USUAL_RAM(cell):
        return 1
    is_near = any(0.9 * int(size) <= _number(cell) <= int(size) for size in RAM_SIZES)
    return AMBIGUOUS_FIT if is_near or RAM(cell) else 0


def _storage_fit(cell):
    """Fit of a storage size; below 1 for a bare number or the size of a memory."""
    if STORAGE(cell) and not DATE(cell):
        return AMBIGUOUS_FIT if USUAL_RAM(cell) else 1
    return AMBIGUOUS_FIT if 16 <= _number(cell) <= 4000 or MEGABYTES(cell) else 0


def _names_a_category(cell):
    """Fit of a category; below 1 for a text with other words."""
    if word_key(cell) in BARE_KINDS:
        return 1
    return AMBIGUOUS_FIT if category_in(cell) else 0


def _is_screen(cell):
    match = re.match(r"(\d{1,2}(?:[.,]\d{1,2})?)", cell)
    return SCREEN(cell) and match is not None and 3 <= float(match[1].replace(",", ".")) <= 98


def _is_system(cell):
    return read_os(cell).get("os", Os.NONE) != Os.NONE


def _is_yes_or_no(cell):
    return key_of(cell) in YES | NO


LONGEST_IMEI = 17  # digits of an IMEI with its software version; an EID has 32
SEVERAL = re.compile(r"\s*[;,\n]\s*|\s+(?:/|et|and|und|y|e)\s+")  # between serial numbers
DATE = _matching(rf"{DAY}|\d{{1,2}}/\d{{4}}")
RAM_SIZES = {"1", "2", "3", "4", "6", "8", "12", "16", "24", "32", "64"}
USUAL_RAM = _matching(rf"(?:{'|'.join(RAM_SIZES)})\s*(?:go|gb|gio|gib)\b(?:\s*(?:ddr\d?|ram).*)?")
NUMBER = _matching(r"\d{1,4}(?:[.,]\d+)?")
HOST = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Z0-9_-]+")  # host name of a machine: PC-01
# number that a donor gave to a machine, often its name: LT-LDS-0142, UC10240
MACHINE, NUMBERED = (re.compile(PATTERNS[name]) for name in ("machine", "numbered"))
COUNTER = re.compile(r"(?:([A-Za-zÀ-ÿ ]+)[ _-])?0*(\d{1,5})")
# with a unit, in bytes or kilobytes, or for two modules: 4+4, 2x4
RAM = _matching(PATTERNS["ram"])
MEGABYTES = _matching(r"\d{5,7}")
STORAGE = _matching(
    rf"(?:\d\s*[x*×]\s*)?(?:{STORAGE_WORD}\W*)?{SIZE}\W*(?:{STORAGE_WORD}.*)?"
    rf"|{STORAGE_WORD}\s*\d{{2,4}}|[1-9]\d{{1,3}}\s*[/+]\s*{DISK_GB}"
)
SCREEN = _matching(PATTERNS["screen"])
CPU = _searching(PATTERNS["cpu"])
PRICE = _matching("{currency}{amount}{currency}".format_map(PATTERNS))
# never read: e-mail, MAC and IP addresses, and licence keys
NOT_READ = _searching(PATTERNS["not_read"])

TESTS = {
    "serial": _is_serial,
    "category": _names_a_category,
    "cpu": CPU,
    "os": _is_system,
    "ram": _ram_fit,
    "storage": _storage_fit,
    "storage_kind": _matching(rf"(?:disque )?{STORAGE_WORD}(?: (?:ssd|nvme|hdd))?"),
    "screen": _is_screen,
    "keyboard": _searching(r"azerty|qwerty|qwertz|bépo"),
    "age_years": _matching(r"\d{1,2}(?:[.,]\d)?\s*(?:ans?|years?|yrs?|y|jahre?|mois|months?)?"),
    "donor_grade": _matching(r"[A-D][+-]?"),
    "quantity": _matching(r"(?:x|×)?\d{1,4}x?"),
    "": NOT_READ,
}
TESTS |= {"imei": _is_imei, "imei2": _is_imei, "price": PRICE, "book_value": PRICE}
TESTS |= dict.fromkeys(["purchased", "warranty_end", "year_made"], _is_date)
TESTS |= dict.fromkeys(["webcam", "accessories"], _is_yes_or_no)


def fits_of(cells, names):
    """Map fields to the share, 0 to 1, of these cells that fit; empty without cells.

    A cell with a brand and other words is a designation, whatever these words are. A field that the
    cells rule out has -1: row numbers are not serial numbers.
    """
    cells = [cell for cell in cells[:SAMPLE] if not is_same_as_above(cell)]
    if not cells:
        return {}
    return _shares(cells, names) | dict.fromkeys(_impossible(cells, names), -1)


def _impossible(cells, names):
    """Yield the fields that the cells of a column rule out, whatever the heading."""
    few, products = DECISIVE_SHARE * len(cells), [*map(names.is_product, cells)]
    hosts = [bool(HOST.fullmatch(cell)) for cell in cells]
    has_digits = any(re.search(r"\d", cell) for cell in cells)
    rules = (
        (sum(map(names.is_designation, cells)) >= few, ("category",)),
        (_are_counters(cells), ("serial",)),
        (all(map(str.isdigit, cells)), ("category", "designation")),
        (_are_of_machines(cells), ("category", "designation", "os")),
        (sum(hosts) >= few, ("accessories",)),
        (all(map(PRICE, cells)), ("fault",)),  # “Reserve (£)”
        (all(map(DATE, cells)), ("serial", "donor_tag", "condition")),
        (len({*cells}) >= MIN_CELLS and not has_digits, ("quantity",)),
        (_say_nothing(cells) or all(map(ean.is_valid, cells)), ("serial", "donor_tag")),
        (sum(map(max, hosts, products)) >= few, ("last_name", "first_name")),
    )
    return {name for is_so, fields in rules if is_so for name in fields}


def _shares(cells, names):
    designations = {cell for cell in cells if names.is_designation(cell)}
    others = [cell for cell in cells if cell not in designations]
    fits = {name: sum(map(test, others)) / len(cells) for name, test in TESTS.items()}
    brands = sum(map(names.is_brand, others))
    # beside designations, “2 souris” is one too
    designated = sum(cell in designations or names_other(cell) for cell in cells)
    designated = designated if designations else 0
    designated /= len(cells)
    return fits | {"brand": brands / len(cells), "designation": designated, "model": designated}


def may_be_tag(heading, cells, *, is_ignored):
    """Whether an unread column may contain the donor's numbers.

    They are names of machines (`is_ignored`), or codes under a vague heading or none. All begin
    with one of a few words, unlike machines that are called after their users.
    """
    words = tokens(heading)
    is_vague = VAGUE & {*words} or len(heading) == 1
    is_named = is_of_hosts(heading) or (words in UNDECIDED if is_ignored else is_vague)
    codes = [cell for cell in cells[:SAMPLE] if not means_none(cell)]
    numbered = [*filter(None, map(NUMBERED.fullmatch, codes))]
    starts = {match[1] for match in numbered}  # “Screen 04” names a kind of device
    starts = {s for s in starts if not (category_in(s) or line_in(s)[0] or names_other(s))}
    return (
        bool(is_named and codes)
        and len(numbered) == len({*codes}) == len(codes)
        and len(starts) <= max(2, STARTS_MAX * len(codes))
        and all(map(str.isupper, starts))
    )


def looks_of_devices():
    """Return `fits_of`, bound to the brands and models of the catalogue."""
    return partial(fits_of, names=Names.load())


# cell tests for columns about devices, in any kind of list
LOOKS = {"looks": looks_of_devices, "alone": WORDS["alone"], "decisive": WORDS["decisive"]}
# “Écran” may be a heading, or a device in a list without headings
DATA_WORDS = frozenset(plain(word) for words in KEYS.values() for word in words)


def is_data(cell):
    """Whether a cell names a maker or a product line, unlike a heading."""
    return plain(cell) in MAKERS or bool(line_in(cell)[0])
