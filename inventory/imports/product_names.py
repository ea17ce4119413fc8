"""Product lines of makers, and what the words of a designation say: category, brand, model."""

import re
from dataclasses import dataclass, field

from catalogue.models import Brand, DeviceModel
from catalogue.names import key_of
from core.imports.columns import word_key
from inventory.imports.synonyms import KEYS

# Lines of products, with the maker and the category that their name implies.
LINES = {
    ("Dell", "laptop"): "latitude|inspiron|vostro|xps|precision",
    ("Dell", "desktop"): "optiplex",
    ("HP", "laptop"): "elitebook|probook|zbook|pavilion|spectre|envy|omen",
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
    ("Samsung", "phone"): "galaxy",
    ("Acer", "laptop"): "travelmate|aspire|swift|extensa",
    ("Acer", "desktop"): "veriton",
    ("ASUS", "laptop"): "vivobook|zenbook|expertbook|asuspro",
    ("Toshiba", "laptop"): "satellite|tecra|portege|satellite pro",
    ("Fujitsu", "laptop"): "lifebook",
    ("Fujitsu", "desktop"): "esprimo|celsius",
    ("Xiaomi", "phone"): "redmi|poco",
    ("Google", "phone"): "pixel",
    ("Microsoft", "tablet"): "surface pro|surface go",
    ("Microsoft", "laptop"): "surface laptop",
}
BY_LINE = {
    tuple(line.split()): implied for implied, lines in LINES.items() for line in lines.split("|")
}
KIND_OF = {tuple(key.split()): code for code, keys in KEYS.items() for key in keys}
LONGEST = 4  # words of a brand, a line or a category
# After a model these add nothing: “EliteBook 840 G3 Notebook PC”.
TRAILING = {"notebook", "pc", "laptop", "desktop", "business", "computer", "portable"}
# A brand alone in a cell is no designation.
LEAST_WORDS = 2
WORD = re.compile(r"[^\s,;|()]+")


def squashed(name):
    """A name as letters and digits alone: “EliteBook 840 G5” and “Elitebook 840G5” are one."""
    return re.sub(r"[^a-z0-9]", "", key_of(name))


def first_in(words, values):
    """(place, size, value) of the first run of `words` that is a key of `values`, the longest."""
    for place in range(len(words)):
        for size in range(min(LONGEST, len(words) - place), 0, -1):
            value = values.get(tuple(words[place : place + size]))
            if value:
                return place, size, value
    return None


def category_in(text, kinds=KIND_OF):
    """The code of the category that the words of a text name, or ""; `kinds` are {words: code}."""
    found = first_in(word_key(text).split(), kinds)
    return found[2] if found else ""


def line_in(text):
    """(maker, code of the category) of the product line that a text names, or ("", "")."""
    found = first_in(key_of(text).split(), BY_LINE)
    return found[2] if found else ("", "")


@dataclass
class Names:
    """The brands and models of the catalogue, by any spelling; loaded once for a list."""

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
        """(place, size, name) of the first brand among these words, or None."""
        return first_in([key_of(word).strip(".:") for word in words], self.brands)

    def is_brand(self, text):
        words = text.split()
        found = self.brand_in(words)
        return bool(found and found[0] == 0 and found[1] >= len(words) - 1)

    def is_designation(self, text):
        """Whether a text names a brand or a product line, and something else."""
        words = WORD.findall(text)
        is_named = self.brand_in(words) or line_in(text)[0]
        return bool(is_named and len(words) >= LEAST_WORDS and not self.is_brand(text))

    def model_of(self, words, brand=""):
        """The `DeviceModel` that all or most of the first words spell, of this brand; or None."""
        for size in range(len(words), 0, -1):
            model = self.models.get(squashed("".join(words[:size])))
            if model and (not (brand and model.brand) or model.brand.key == key_of(brand)):
                return model
        return None
