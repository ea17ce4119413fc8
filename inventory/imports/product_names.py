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
from inventory.imports.synonyms import OTHER_KINDS

PRODUCTS = Path(__file__).with_name("product_lines.toml")

# (maker, category code) for each product line, and for each pattern of codes: a Galaxy Tab, SM-T225
BY_LINE, CODES = {}, []
for _maker, _kinds in tomllib.loads(PRODUCTS.read_text(encoding="utf-8")).items():
    for _kind, _names in _kinds.items():
        _implied = _maker, _kind.removeprefix("unknown")
        BY_LINE |= {
            tuple(line.split()): _implied for line in words_in(_names.get("lines", "")) if line
        }
        _forms = "|".join(_names.get("codes", ["(?!)"]))
        CODES.append((*_implied, re.compile(rf"(?:^|(?<= ))(?:{_forms})(?= |$)")))
KIND_OF = {tuple(key.split()): code for code, keys in KEYS.items() for key in keys}
# code of devices outside our categories
OTHER = "-"
KIND_OF |= {tuple(key.split()): OTHER for key in OTHER_KINDS}
# words for the form of a computer: those of a laptop line may name a desktop
COMPUTERS = {"laptop", "desktop", ""}
FORM = re.compile(
    r"\b(?:tower|tour|sff|usff|mff|desktop|all[ -]in[ -]one|aio|mini[ -]pc|tout[ -]en[ -]un)\b"
)
# accessories, whose names contain those of devices: “chargeur PC portable”, “iPad case”
ACCESSORY = re.compile(
    r"\b(?:chargeur|charger|adapt[ae]\w*|alim|alimentation|bloc|psu|cable|cordon|cord|souris|mouse"
    r"|mice|clavier|keyboard|dock|docking|station d.accueil|replicateur|sacoche|bag|housse"
    r"|sleeve|etui|coque|cover|case|support|stand|bras|arm|pied|mount|trolley|chariot|cart"
    r"|wheels|batterie|battery|casque|headset|speaker|enceinte|webcam|stylet|stylus|pen"
    r"|imprimante|printer|scanner|protector|holder|lock|antivol|cartouche|toner|barrette|memoire"
    r"|carte|card|caddy|hub|switch|onduleur|netzteil|ladegerat|maus|tastatur|tasche|hulle|akku"
    r"|halterung|drucker|kabel|cargador|raton|teclado|funda|soporte|impresora|bateria|carregador"
    r"|rato|caricabatterie|tastiera|custodia|stampante)s?\b"
)
JOINED = re.compile(r"sans|no|without|ohne|sin|sem|senza|et|and|und|avec|with|mit|con|com|[+&]")
MAX_WORDS = 4  # words of a brand, a line or a category
# filler words after a model: “EliteBook 840 G3 Notebook PC”
TRAILING = {"notebook", "pc", "laptop", "desktop", "business", "computer", "portable"}
# words after the name of a model that make it another one: “iPhone 7 Plus”
VARIANT = re.compile(
    r"plus|pro|max|mini|ultra|lite|fe|se|neo|prime|edge|air|x360|2-in-1|yoga|tablet|gen|[+]|g?\d+[a-z]?"
)
# a brand alone in a cell is not a designation
MIN_WORDS = 2
WORD = re.compile(r"[^\s,;|()]+")


def squashed(name):
    """Reduce a name to letters and digits: “EliteBook 840 G5” and “Elitebook 840G5” are equal."""
    return re.sub(r"[^a-z0-9]", "", key_of(name).replace("+", "plus"))


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
    named = [*ACCESSORY.finditer(text)]
    if not named or named[0].start() == 0:
        return bool(named)
    before = text[: named[-1].start()].split()[-1]
    return named[-1].end() == len(text) and not JOINED.fullmatch(before)


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
