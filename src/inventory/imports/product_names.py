"""Product lines of makers, for parsing designations into category, brand and model."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from catalogue.category_words import KEYS
from catalogue.models import Brand, DeviceModel
from catalogue.names import key_of
from core.imports.columns import word_key, words_in

FOLDER = Path(__file__).parent
PRODUCTS, WORDS = (
    tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    for name in ("product_lines.toml", "model_words.toml")
)

# (maker, category code) for each product line, and for each pattern of codes: a Galaxy Tab, SM-T225
BY_LINE, CODES, DATED = {}, [], []
for _maker, _kinds in PRODUCTS.items():
    for _kind, _names in _kinds.items():
        _implied = _maker, _kind.removeprefix("unknown")
        BY_LINE |= {
            tuple(line.split()): _implied for line in words_in(_names.get("lines", "")) if line
        }
        _forms = "|".join(_names.get("codes", ["(?!)"]))
        CODES.append((*_implied, re.compile(rf"(?:^|(?<= ))(?:{_forms})(?= |$)")))
        DATED += filter(None, words_in(_names.get("dated", "")))
KIND_OF = {tuple(key.split()): code for code, keys in KEYS.items() for key in keys}
# code of devices outside our categories
OTHER = "-"
# desk phones and accessories whose names contain a category
OTHER_KINDS = [word_key(word) for word in words_in(WORDS["other_kinds"])]
KIND_OF |= {tuple(key.split()): OTHER for key in OTHER_KINDS}
# words for the form of a computer: those of a laptop line may name a desktop
COMPUTERS = {"laptop", "desktop", ""}
FORM = re.compile(
    r"\b(?:tower|tour|sff|usff|mff|desktop|all[ -]in[ -]one|aio|mini[ -]pc|tout[ -]en[ -]un)\b"
)
# accessories, whose names contain those of devices: “chargeur PC portable”, “iPad case”
ACCESSORY = re.compile(rf"\b(?:{'|'.join(words_in(WORDS['accessories']))})s?\b")
JOINED = re.compile(r"sans|no|without|ohne|sin|sem|senza|et|and|und|avec|with|mit|con|com|[+&]")
MAX_WORDS = 4  # words of a brand, a line or a category
# filler words after a model: “EliteBook 840 G3 Notebook PC”
TRAILING = frozenset(words_in(WORDS["fillers"]))
# words after the name of a model that make it another one: “iPhone 7 Plus”
VARIANTS = frozenset(words_in(WORDS["variants"]))
VARIANT = re.compile(rf"{'|'.join(map(re.escape, VARIANTS))}|g?\d+[a-z]?")
EITHER = {"or", "ou"}  # between two names: “iPhone 5 or 5s”, but not “iPhone 8 or”
# words of names of models; another word may be a comment, or an unknown maker
FAMILIAR = VARIANTS | TRAILING | {word for line in BY_LINE for word in line}
# “iPad (6th generation)”, “iMac 21.5" 2017”, “MacBook Pro (13-inch, 2017, Two Thunderbolt 3 ports)”
ORDINAL = r"\d{1,2}\s?(?:[^\W\d]{1,3}|ª|º)?\.?\s(?:gen|g[ée]n)\w*"
GENERATION = rf"(?:{ORDINAL}|\b(?:gen|g[ée]n)[\w.]*\s?\d{{1,2}})\b"
YEAR = r"(?:\b(?:early|mid|late|d[ée]but|mi|fin)[\s-])?\b20[012]\d\b"
INCHES = r"\b\d{1,2}(?:[.,]\d)?[\s-]?(?:\"|''|’’|”|″|inch|in\b|pouces?|po\b)"
# not in brackets, as Apple writes its names: “MacBook Pro 15 pouces 2017”
UNIT_OF_SIZE = re.compile(
    r"(?<= \d\d)(?:[\s-]?(?:\"|''|’’|”|″)|[\s-](?:inch|in|pouces?|po)\b)(?![^(]*\))", re.IGNORECASE
)
DATED_NAME = re.compile(rf"(?:{'|'.join(DATED)})\b")
DATE = rf"{YEAR}|\ba\d{{4}}\b|{GENERATION}|{INCHES}|\bretina\b|\bm[1-4]\b"
BRACKET = r"[,\s]*\((?=[^()]*(?:{0}))[^()]*\)"
AFTER_DATED = re.compile(rf"(?:{BRACKET.format(DATE)}|[,\s]+(?:{DATE}))+", re.IGNORECASE)
AFTER_NAME = re.compile(rf"{BRACKET.format(GENERATION)}|\s+{GENERATION}", re.IGNORECASE)
CODE_AFTER = re.compile(r"\s*\((?=\w*\d)[A-Z][A-Z0-9-]{2,9}\)")
SIZED = re.compile(rf"\s+{INCHES}\s+(G\d{{1,2}})\b", re.IGNORECASE)
TELLING = re.compile(rf"{YEAR}|\ba\d{{4}}\b|{GENERATION}", re.IGNORECASE)
BOUGHT = r"(?:ach[ae]t\w*|acquis\w*|bought|purchas\w*|garantie|warranty)\W*(?:\w+\W+)?$"
BOUGHT = re.compile(BOUGHT, re.IGNORECASE)
# a brand alone in a cell is not a designation
MIN_WORDS = 2
WORD = re.compile(r"[^\s,;|()]+")


def squashed(name):
    """Reduce a name to letters and digits: “EliteBook 840 G5” and “Elitebook 840G5” are equal.

    A generation is its number: “iPad (9th generation)” is “iPad 9”.
    """
    key = re.sub(r"\b(\d+)\S* gen(?:eration)?\b|\bgen(?:eration)?\.? ?(\d+)", r"\1\2", key_of(name))
    return re.sub(r"[^a-z0-9]", "", key.replace("+", "plus"))


def with_variant(model, text):
    """Add to a model the generation or the year after its name in a text: “iPad (6th generation)”.

    Without a year, a size is not enough: it is in a column of its own.
    """
    named = re.search(r"\s+".join(map(re.escape, model.split())), text)
    rest = text[named.end() :] if named else ""
    is_dated = DATED_NAME.search(key_of(model)) is not None
    after = (AFTER_DATED if is_dated else AFTER_NAME).match(rest)
    if after and TELLING.search(after[0]):
        return UNIT_OF_SIZE.sub("", f"{model}{after[0]}".rstrip(" ,"))
    if sized := SIZED.match(rest):  # “ZBook Power 15.6 inch G8”
        return f"{model} {sized[1]}"
    if code := CODE_AFTER.match(rest):  # “Chromebook 314 (C933)”
        return f"{model}{code[0]}"
    year = re.search(YEAR, rest, re.IGNORECASE) if is_dated and not re.search(YEAR, model) else None
    return f"{model} ({year[0]})" if year and not BOUGHT.search(rest[: year.start()]) else model


def odd_words(model, *, has_brand):
    """Words in the name of a model that may be a comment, or a maker that we do not know."""
    words = re.sub(r"\(.*?\)", "", key_of(model)).split()
    of_line = first_in(words, BY_LINE)
    codes = [place for place, word in enumerate(words) if re.search(r"\d", word)]
    start = codes[0] + 1 if codes else len(words) if of_line else 0
    words = words[start if has_brand or of_line else 0 :]
    odd = [word for word in words if word.isalpha() and len(word) > 2 and word not in FAMILIAR]
    return odd + [word for word in words[:-1] if word in EITHER]


def first_in(words, values):
    """Return (place, size, value) for the first, longest run of `words` in `values`, or None."""
    for place in range(len(words)):
        for size in range(min(MAX_WORDS, len(words) - place), 0, -1):
            value = values.get(tuple(words[place : place + size]))
            if value:
                return place, size, value
    return None


def is_accessory(words):
    """Whether words name an accessory of a device: first in French, last in English."""
    text = key_of(" ".join(words))
    while named := [*ACCESSORY.finditer(text)]:
        text, before = text[: named[-1].start()].rstrip(), text
        if named[0].start() == 0 or named[-1].end() < len(before):
            return named[0].start() == 0
        text, _space, word = text.rpartition(" ")
        if not JOINED.fullmatch(word):
            return True
    return False


def names_other(text):
    """Whether a text names an accessory, or a device outside our categories."""
    found = first_in(word_key(text).split(), KIND_OF)
    return is_accessory(text.split()) or bool(found and found[2] == OTHER)


def category_in(text, kinds=KIND_OF):
    """Return the code of the category named in a text, or ""; `kinds` is {words: code}."""
    words = word_key(text).split()
    found = None if is_accessory(words) else first_in(words, kinds)
    return found[2] if found and found[2] != OTHER else ""


def only_category_in(text, kinds=KIND_OF):
    """Like `category_in`, but return "" if a text names several categories: “PC et écrans 2026”."""
    words, codes = word_key(text).split(), set()
    while found := first_in(words, kinds):
        codes.add(found[2])
        words = words[found[0] + found[1] :]
    return codes.pop() if len(codes) == 1 and OTHER not in codes else ""


@lru_cache(maxsize=8_192)  # lists repeat the same few models
def line_in(text):
    """Return (maker, category code) for the product line in a text, or ("", "").

    The category is "" if the line alone does not determine it: “Precision”.
    """
    key = key_of(text)
    found = first_in(key.split(), BY_LINE)
    maker, category = found[2] if found else ("", "")
    coded = next(((m, code) for m, code, form in CODES if form.search(key)), None)
    if coded and maker in {"", coded[0]}:
        return coded
    if maker and category in COMPUTERS and FORM.search(key):
        category = "desktop"
    return maker, category


@dataclass
class Names:
    """Brands and models of the catalogue, by any spelling; loaded once for a list."""

    brands: dict = field(default_factory=dict)
    models: dict = field(default_factory=dict)

    @classmethod
    def load(cls):
        rows = Brand.objects.select_related("merged_into")
        brands = {tuple(b.key.split()): (b.merged_into or b).name for b in rows}
        brands |= {tuple(" ".join(key).replace("-", " ").split()): b for key, b in brands.items()}
        models = DeviceModel.objects.select_related("brand", "category", "merged_into__brand")
        standing = [(squashed(model.name), model.merged_into or model) for model in models]
        return cls(brands=brands, models={key: model for key, model in standing if key})

    def brand_in(self, words):
        """Return (place, size, name) for the first brand among these words, or None."""
        return first_in([key_of(word).strip(".:") for word in words], self.brands)

    def is_brand(self, text):
        """Whether a text is only a brand, perhaps with another word of the company name."""
        words = text.split()
        found = self.brand_in(words)
        rest = words[found[1] :] if found and found[0] == 0 else words
        return len(rest) <= 1 and not (rest and self._says_more(rest[0], found))

    def _says_more(self, word, found):
        """Whether a word after a brand says more than the company name: “HP Laptop”."""
        if not found:
            return True
        is_same = key_of(word) == key_of(found[2])
        is_code = bool(re.search(r"\d", word))
        return not is_same and (is_code or bool(category_in(word)) or bool(line_in(word)[0]))

    def is_product(self, text):
        """Whether a text names a brand, a product line or a kind of device."""
        return bool(self.brand_in(text.split()) or line_in(text)[0] or category_in(text))

    def is_designation(self, text):
        """Whether a text names a brand or a product line, and something else."""
        words = WORD.findall(text)
        is_named = self.brand_in(words) or line_in(text)[0]
        return bool(is_named and len(words) >= MIN_WORDS and not self.is_brand(text))

    def is_full(self, text):
        """Whether a text names a product, rather than a brand with the form of its company."""
        return self.is_designation(text) and bool(re.search(r"\d", text) or line_in(text)[0])

    def model_of(self, words, brand=""):
        """Return the `DeviceModel` that the longest run of first words spells, or None."""
        for size in range(len(words), 0, -1):
            if size < len(words) and VARIANT.fullmatch(key_of(words[size])):
                continue
            model = self.models.get(squashed("".join(words[:size])))
            if model and (not (brand and model.brand) or model.brand.key == key_of(brand)):
                return model
        return None
