"""Donors' headings and ours: which column of a list says what, in French or English.

A mapping is {column index as text: one of `FIELDS`}; columns it does not name are kept, word for
word, with the rows and read no further.
"""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.lives import Refused

FIELDS = {
    "category": gettext_lazy("category"),
    "brand": gettext_lazy("brand"),
    "model": gettext_lazy("model"),
    "serial": gettext_lazy("serial number"),
    "imei": gettext_lazy("IMEI"),
    "imei2": gettext_lazy("second IMEI"),
    "year_made": gettext_lazy("year made"),
    "age_years": gettext_lazy("age on arrival (years)"),
    "fault": gettext_lazy("fault named by the donor"),
    "remark": gettext_lazy("remark"),
}
# Several columns may end in this one, one under the other.
JOINED = "remark"

# How donors head each of our fields, the surest first, as `plain` leaves it.
HEADINGS = {
    "category": """product category|category|categorie|device type|equipment type|asset type|
        type de materiel|type d equipement|type d appareil|type de produit|type materiel|
        nature du materiel|nature|kind|type|famille|family|equipement|materiel|appareil|device|
        equipment""",
    "brand": """brand|marque|make|maker|manufacturer|fabricant|constructeur|vendor""",
    "model": """model|modele|model name|nom du modele|modele de l appareil|product model|
        model number|numero de modele|n de modele|designation|libelle|product name|
        reference modele""",
    "serial": """serial number|numero de serie|n de serie|no de serie|num de serie|n serie|no serie|
        num serie|numero serie|serial no|serial nr|serial|serie|s n|sn|service tag|n s|nds""",
    "imei": "imei|imei 1|imei1|numero imei|n imei|no imei|code imei|imei number",
    "imei2": "imei 2|imei2|second imei|deuxieme imei|imei secondaire",
    "year_made": """year of manufacture|year made|manufacture year|annee de fabrication|
        annee fabrication|date de fabrication|manufacture date|manufacturing date|
        production year|annee de production|annee|year|millesime""",
    "age_years": "age|age years|age in years|age ans|age en annees|anciennete",
    "fault": """fault type|type de panne|fault|panne|pannes|defaut|defauts|faults|issue|issues|
        probleme|problemes|problem|problems|panne constatee|defaut constate|symptome|
        dysfonctionnement|damage""",
    "remark": """remark|remarks|remarque|remarques|comment|comments|commentaire|commentaires|
        note|notes|observation|observations|description|details|divers|problem|problems|
        probleme|problemes|issue|issues|info|infos|informations""",
}
HEADINGS = {name: [word.strip() for word in words.split("|")] for name, words in HEADINGS.items()}


def plain(text):
    """Small letters and digits, single spaces; no accents, no punctuation, nothing in brackets."""
    text = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", " ", text)).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def guess(headings):
    """The mapping that these headings ask for; each field once, but remarks."""
    forms, mapping = [plain(heading) for heading in headings], {}
    for name, words in HEADINGS.items():
        for word in words:
            for index, form in enumerate(forms):
                is_free = name == JOINED or name not in mapping.values()
                if form == word and is_free and str(index) not in mapping:
                    mapping[str(index)] = name
    return mapping


def column_named(name, headings):
    """The index, as text, of the column with this heading; raises `Refused` when there is none."""
    forms = [plain(heading) for heading in headings]
    if plain(name) not in forms:
        raise Refused(_("This list has no column “%(name)s”.") % {"name": name})
    return str(forms.index(plain(name)))


def check_mapping(mapping, headings):
    """Raise `Refused` for a mapping that names what is not there, or one field twice."""
    columns = {str(index) for index in range(len(headings))}
    if not (columns >= set(mapping) and FIELDS.keys() >= set(mapping.values())):
        raise Refused(_("These columns are not those of the list: choose again."))
    names = [name for name in mapping.values() if name != JOINED]
    for name in FIELDS:
        if names.count(name) > 1:
            raise Refused(
                _("Two columns are matched to “%(field)s”: keep one of them.")
                % {"field": FIELDS[name]}
            )


def heading_of(headings, index):
    """What to call a column, also when nobody gave it a heading."""
    return headings[index] or _("Column %(number)s") % {"number": index + 1}


def arrange(cells, mapping):
    """What a row says of each of our fields: {field: text}; several remarks, a line each."""
    said = dict.fromkeys(FIELDS, "")
    for index, name in sorted(mapping.items(), key=lambda pair: int(pair[0])):
        text = cells[int(index)].strip() if int(index) < len(cells) else ""
        said[name] = "\n".join(filter(None, [said[name], text])) if name == JOINED else text
    return said
