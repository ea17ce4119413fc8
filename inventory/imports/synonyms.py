"""Words in donors' lists: ambiguous categories, grades, methods of erasure."""

from catalogue.category_words import KEYS, category_key
from core.imports.columns import by_word, word_key, words_in
from core.imports.kinds import Vocabulary
from inventory.devices.lifecycle.devices import ErasureMethod, Grade

# ambiguous words: a model overrides them, and the user is asked
DOUBTFUL = {
    word_key(word)
    for word in words_in(
        """pc|computer|ordinateur|ordenador|computador|computadora|rechner|workstation|
    station de travail|gaming|gamer|2 in 1|2in1|2 en 1"""
    )
}
# desk phones and accessories whose names contain a category
OTHER_KINDS = [
    word_key(word)
    for word in words_in(
        """workstation on wheels|ip phone|desk phone|deskphone|office phone|telephone fixe|
    telephone ip|telephone de bureau|poste telephonique|telephone filaire|fixed phone|landline|
    voip phone|sip phone|cordless phone|telephone dect|phone case|laptop bag|
    laptop charger|laptop stand|monitor arm|monitor stand|support ecran|bras ecran|
    chargeur portable|screen protector|projection screen|ecran de projection|pc bag|
    telefono fijo|telefono fisso|tischtelefon|festnetztelefon"""
    )
]
# In a column of models, these words are not a model; an iPhone is both a phone and a model.
PRODUCTS = {
    "chromebook",
    "imac",
    "ipad",
    "iphone",
    "mac mini",
    "macbook",
    "macbook air",
    "macbook pro",
}
BARE_KINDS = {key for keys in KEYS.values() for key in keys} - PRODUCTS


# grades describe the appearance; other scales are mapped on the page of the list
GRADE_WORDS = {
    Grade.A: "a|a+|grade a|tres bon etat|tres bon|excellent|excellent etat|very good|parfait etat",
    Grade.B: "b|b+|grade b|bon etat|bon|good|good condition",
    Grade.C: "c|c+|grade c|etat correct|correct|etat moyen|moyen|fair|average|use",
}


METHOD_WORDS = {
    ErasureMethod.OVERWRITE: "ecrasement|reecriture|overwriting|overwrite",
    ErasureMethod.FACTORY_RESET: """reinitialisation|reinitialisation d usine|retour usine|
        reset usine|factory reset|reset""",
    ErasureMethod.ATA_SANITIZE: "ata sanitize|ata sanitise",
    ErasureMethod.ATA_SECURE_ERASE: "ata secure erase|secure erase",
    ErasureMethod.NVME_SANITIZE: "nvme sanitize|nvme sanitise",
    ErasureMethod.NVME_FORMAT: "nvme format",
    ErasureMethod.FIRMWARE: "firmware|firmware erase|micrologiciel",
    ErasureMethod.CRYPTO_ERASE: "effacement cryptographique|crypto erase|cryptographic erase",
}


def unsure_rows(rows, ours, values):
    """Return the indexes of rows, dicts by field, whose category is an ambiguous word.

    A word is not ambiguous if `values` has another category for it than `ours`, {word: code}.
    """
    chosen = values.get("category", {})
    unsure = {word for word in DOUBTFUL if chosen.get(word, ours.get(word)) == ours.get(word)}
    return {index for index, row in enumerate(rows) if category_key(row["category"]) in unsure}


GRADES = Vocabulary(choices=lambda: Grade.choices, words=lambda: by_word(GRADE_WORDS))
