"""Product lines of makers, for parsing designations into category, brand and model."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from catalogue.category_words import KEYS
from catalogue.models import Brand, DeviceModel
from catalogue.names import key_of
from core.imports.columns import word_key
from inventory.imports.synonyms import OTHER_KINDS

# product lines, with the maker and the category implied by their name
LINES = {
    ("Dell", "laptop"): "latitude|inspiron|vostro|xps|precision",
    ("Dell", "desktop"): "optiplex",
    ("HP", "laptop"): "elitebook|probook|zbook|pavilion|spectre|envy|omen|stream|folio",
    ("HP", "desktop"): "prodesk|elitedesk|proone|eliteone",
    ("HP", "monitor"): "elitedisplay|prodisplay|z display",
    ("Lenovo", "laptop"): "thinkpad|ideapad|thinkbook|yoga",
    ("Lenovo", "desktop"): "thinkcentre|thinkstation|ideacentre",
    ("Lenovo", "monitor"): "thinkvision",
    ("Lenovo", "tablet"): "tab m10|tab m8|tab p11",
    ("Apple", "laptop"): "macbook|macbook air|macbook pro",
    ("Apple", "desktop"): "imac|mac mini|mac pro|mac studio",
    ("Apple", "phone"): "iphone",
    ("Apple", "tablet"): "ipad",
    ("Samsung", "tablet"): "galaxy tab",
    ("Samsung", "phone"): "galaxy|xcover|galaxy xcover",
    ("Acer", "laptop"): "travelmate|aspire|swift|extensa",
    ("Acer", "desktop"): "veriton",
    ("ASUS", "laptop"): "vivobook|zenbook|expertbook|asuspro",
    ("Toshiba", "laptop"): "satellite|tecra|portege|satellite pro",
    ("Fujitsu", "laptop"): "lifebook",
    ("Fujitsu", "desktop"): "esprimo|celsius",
    ("Xiaomi", "phone"): "redmi|poco",
    ("Google", "phone"): "pixel",
    ("Fairphone", "phone"): "fairphone",
    ("Crosscall", "phone"): "trekker|core x|action x|stellar",
    ("Motorola", "phone"): "moto|moto g|moto e",
    ("Huawei", "phone"): "p smart|huawei p|mate",
    ("Microsoft", "tablet"): "surface pro|surface go",
    ("Microsoft", "laptop"): "surface laptop",
}
BY_LINE = {
    tuple(line.split()): implied for implied, lines in LINES.items() for line in lines.split("|")
}
KIND_OF = {tuple(key.split()): code for code, keys in KEYS.items() for key in keys}
# code of devices outside our categories
OTHER = "-"
KIND_OF |= {tuple(key.split()): OTHER for key in OTHER_KINDS}
# makers' codes with a letter for the kind: SM-T225 is a tablet, SM-A125 a phone
CODES = [
    ("Samsung", "tablet", r"sm-?[tpx]\d{3}"),
    ("Samsung", "phone", r"sm-?[agjmnsf]\d{3}|gt-i\d{4}"),
    ("Lenovo", "tablet", r"tb-?[\dx]"),
    ("Nokia", "phone", r"ta-\d{4}"),
    ("Apple", "phone", r"iphone\d"),
    ("Apple", "tablet", r"ipad\d"),
]
MAX_WORDS = 4  # words of a brand, a line or a category
# filler words after a model: “EliteBook 840 G3 Notebook PC”
TRAILING = {"notebook", "pc", "laptop", "desktop", "business", "computer", "portable"}
# a brand alone in a cell is not a designation
MIN_WORDS = 2
WORD = re.compile(r"[^\s,;|()]+")


def squashed(name):
    """Reduce a name to letters and digits: “EliteBook 840 G5” and “Elitebook 840G5” are equal."""
    return re.sub(r"[^a-z0-9]", "", key_of(name))


def first_in(words, values):
    """Return (place, size, value) for the first, longest run of `words` in `values`, or None."""
    for place in range(len(words)):
        for size in range(min(MAX_WORDS, len(words) - place), 0, -1):
            value = values.get(tuple(words[place : place + size]))
            if value:
                return place, size, value
    return None


def category_in(text, kinds=KIND_OF):
    """Return the code of the category named in a text, or ""; `kinds` is {words: code}."""
    found = first_in(word_key(text).split(), kinds)
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
    """Return (maker, category code) for the product line in a text, or ("", "")."""
    words = key_of(text).split()
    if found := first_in(words, BY_LINE):
        return found[2]
    for maker, code, form in CODES:
        if any(re.match(form, word) for word in words):
            return maker, code
    return "", ""


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

    def model_of(self, words, brand=""):
        """Return the `DeviceModel` that the longest run of first words spells, or None."""
        for size in range(len(words), 0, -1):
            model = self.models.get(squashed("".join(words[:size])))
            if model and (not (brand and model.brand) or model.brand.key == key_of(brand)):
                return model
        return None
