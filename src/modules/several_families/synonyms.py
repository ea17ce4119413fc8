"""Synonyms of headings and values in lists of families."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalogue.category_words import WORDS
from core.imports.columns import plain
from core.imports.guessing import IMPOSSIBLE
from core.imports.kinds import Columns
from loans.base.lifecycle.loans import Urgency

FIELDS = {
    "reference": _("your reference"),
    "last_name": _("name"),
    "first_name": _("first name"),
    "household_size": _("people at home"),
    "pupils": _("pupils and students"),
    "devices_at_home": _("devices at home"),
    "urgency": _("reason for urgency"),
}
HEADINGS = {
    "reference": """reference|ref|votre reference|your reference|numero de dossier|n dossier|
        n de dossier|dossier|file number|case number|file|identifiant|id""",
    "last_name": """nom|nom de famille|last name|surname|family name|name|famille|family|
        beneficiaire""",
    "first_name": "prenom|first name|given name|forename",
    "household_size": """personnes au foyer|personnes|nombre de personnes|taille du foyer|foyer|
        people at home|people|household size|household|nb pers|nombre pers|pers|
        composition familiale|number of people""",
    "pupils": """enfants|nombre d enfants|children|number of children|
        eleves|eleves et etudiants|enfants scolarises|nombre d eleves|scolarises|pupils|
        pupils and students|students|children at school""",
    "devices_at_home": """appareils deja la|appareils la|appareils presents|deja equipe|
        devices there|devices at home|devices already there|devices""",
    "urgency": "urgence|pourquoi c est urgent|urgency|why it cannot wait|urgent",
}
# The needs that a row may set for each device that can have them.
NEEDS = {
    "screen": _("screen, at least (inches)"),
    "ram": _("memory, at least (GB)"),
    "webcam": _("with a webcam"),
    "cellular": _("with 4G or 5G"),
}
NEED_HEADINGS = {
    "screen": """taille d ecran|taille ecran|taille de l ecran|ecran minimum|ecran mini|pouces|
        screen size|minimum screen|min screen|inches""",
    "ram": """ram|memoire|memoire vive|memoire ram|ram minimum|ram mini|go de ram|memory|ram size|
        minimum ram|min ram""",
    "webcam": "webcam|camera|avec camera|visio|with webcam|with a camera",
    "cellular": """4g|5g|4g 5g|avec 4g|avec 5g|4g integree|with 4g|with 5g|cellular|lte""",
}
LEAST = {"screen": 5, "ram": 1}  # smaller numbers are not sizes
MAX_SIZES = {"screen": 60, "ram": 512}
# A list of families calls the first kind of computer that is offered a computer, or a PC.
COMPUTERS = ["pc", "ordinateur", "ordi", "computer"]
PHONE_NUMBER = re.compile(r"\+?(?:\D?\d){6,}")
YES = {"x", "oui", "yes", "o", "y", "vrai", "true"}
NO = {"", "non", "no", "n", "faux", "false", "0"}


def columns_for(items):
    """The columns of a list: of a family, of each of `items` (name, kind, row), and of needs."""
    fields, headings = FIELDS | {name: str(item) for name, _kind, item in items} | NEEDS, {}
    for name, words in (HEADINGS | NEED_HEADINGS).items():
        own = plain(str(fields[name]))
        headings[name] = [own, *(word.strip() for word in words.split("|"))]
    offered = [item.code for _name, kind, item in items if kind == "category"]
    computer = next((code for code in ("laptop", "desktop") if code in offered), "")
    for name, kind, item in items:
        headings[name] = _heading(kind, item, computer)
    return Columns(fields=fields, headings=headings, looks=lambda: _looks(items))


def _looks(items):
    """Rule out quantities for a column of telephone numbers."""
    ruled_out = dict.fromkeys([name for name, _kind, _item in items], IMPOSSIBLE)
    return lambda cells: ruled_out if cells and all(map(PHONE_NUMBER.fullmatch, cells)) else {}


def _heading(kind, item, computer):
    words = [*item.names.values(), getattr(item, "code", "")]
    if kind == "category":
        words_of_kind = [word.strip() for word in WORDS["words"].get(item.code, "").split("|")]
        words += [word for word in words_of_kind if word not in COMPUTERS]
        words += COMPUTERS if item.code == computer else []
    forms = [plain(word) for word in words]
    return [form for word in forms for form in (word, f"{word}s", _plural(word)) if word]


def _plural(words):
    return " ".join(f"{word}s" for word in words.split())


def count_in(text):
    """The quantity in a cell as form text: "x" is one; other text is unchanged."""
    word = plain(text)
    if word in YES:
        return "1"
    return "" if word in NO else text.strip()


def urgency_in(text):
    """The code of an urgency, by its label or its code; None if the text matches neither."""
    word = plain(text)
    codes = {plain(str(label)): code for code, label in Urgency.choices}
    codes |= {plain(code): code for code in Urgency.values}
    return "" if word in NO else codes.get(word)


def size_in(need, text):
    """The size in a cell ("15,6 pouces", "8 Go") as a choice; None if it cannot be parsed."""
    match = re.fullmatch(r"\D*?(\d{1,3}(?:[.,]\d)?)\s*\D*", text.strip())
    size = Decimal(match[1].replace(",", ".")).normalize() if match else None
    is_one = size is not None and LEAST[need] <= size <= MAX_SIZES[need]
    return f"{size:f}" if is_one and (need == "screen" or size == int(size)) else None


def tick_in(text):
    """ "on" for yes and "" for no, as a checkbox sends them; None for any other text."""
    word = plain(text)
    return "on" if word in YES else "" if word in NO else None
