"""Headings and words of lists of repairs, in French and English (Open Repair Data Standard)."""

from django.utils.translation import gettext as _

from core.imports.columns import by_word, plain, word_key, words_in
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.repairs import Barrier
from inventory.imports.synonyms import OUTCOME_WORDS

# headings of the columns, the surest first
HEADINGS = {
    "outcome": """repair status|statut de reparation|statut de la reparation|repair outcome|
        issue de la reparation|repair result|resultat de la reparation|issue|outcome|statut|
        status""",
    "barrier": """repair barrier if end of life|repair barrier|barrier|obstacle|frein|
        ce qui empeche la reparation""",
}
# a repair with an unknown outcome has not ended, so it is not recorded
UNKNOWN_WORDS = "unknown|inconnu|inconnue|non renseigne|?|"
BARRIER_WORDS = {
    Barrier.NO_PARTS: "spare parts not available|pieces indisponibles|pieces introuvables",
    Barrier.TOO_EXPENSIVE: "spare parts too expensive|too expensive|pieces trop cheres|trop cher",
    Barrier.NO_OPENING: """no way to open the product|no way to open|impossible a ouvrir|
        impossible d ouvrir""",
    Barrier.NO_MANUAL: """repair information not available|no repair information|no manual|
        pas de documentation|documentation indisponible""",
    Barrier.NO_EQUIPMENT: "lack of equipment|manque d outillage|pas le bon outillage",
    Barrier.WORN_OUT: "item too worn out|too worn out|trop use|usure",
    Barrier.UNKNOWN: UNKNOWN_WORDS,
}


OUTCOMES = by_word(OUTCOME_WORDS) | dict.fromkeys(map(word_key, UNKNOWN_WORDS.split("|")), "")
BARRIERS = by_word(BARRIER_WORDS)


def column_of(name, headings):
    """Index of the column with the outcome or the barrier, or None."""
    forms = [plain(heading) for heading in headings]
    wanted = words_in(HEADINGS[name])
    return next((forms.index(word) for word in wanted if word in forms), None)


def column_named(name, headings):
    """Return the index, as text, of the column with this heading, or raise `Refused`."""
    forms = [plain(heading) for heading in headings]
    if plain(name) not in forms:
        raise Refused(_("This list has no column “%(name)s”.") % {"name": name})
    return str(forms.index(plain(name)))
