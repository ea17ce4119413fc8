"""Synonyms of categories and grades in donors' lists, in French, English and other languages."""

from catalogue.models import Category
from core.imports.columns import by_word, word_key, words_in
from core.imports.kinds import Vocabulary
from inventory.devices.lifecycle.devices import ErasureMethod, Grade

# by the code of the category; its own names in each language count too
WORDS = {
    "laptop": """laptop|notebook|netbook|ultrabook|chromebook|macbook|macbook air|macbook pro|
        portable|pc portable|ordinateur portable|ordi portable|laptop computer|laptop pc|
        portable computer|mobile workstation|station de travail portable|gaming laptop|
        2 in 1 laptop|convertible|2 in 1 convertible|portatil|ordenador portatil|
        computador portatil|notebook pc|portatile|computer portatile|pc portatile""",
    "desktop": """desktop|desktop computer|desktop pc|pc desktop|uc|unite centrale|fixe|pc fixe|
        ordinateur fixe|ordinateur de bureau|pc de bureau|poste fixe|tour|pc tour|tower|mini tour|
        mini pc|workstation|station de travail|all in one|tout en un|aio|imac|mac mini|
        central unit|pc|sobremesa|torre|ordenador sobremesa|ordenador de sobremesa|
        computador de mesa|desktop computador|computer fisso|pc fisso|
        standrechner|desktop rechner|tischrechner|arbeitsplatzrechner""",
    "tablet": """tablet|tablette|ipad|tablette tactile|tablet computer|tablette android|tableta|
        tablet pc""",
    "phone": """phone|mobile|smartphone|telephone|tel|telephone portable|telephone mobile|
        tel portable|mobile phone|cell phone|cellphone|cell|cellulaire|gsm|iphone|portable gsm|
        feature phone|handy|mobiltelefon|diensthandy|telefono|telefono movil|movil|celular|
        telefone|telemovel|cellulare|telefono cellulare|telefonino""",
    "monitor": """monitor|moniteur|ecran|screen|display|ecran pc|ecran d ordinateur|ecran plat|
        ecran lcd|lcd|tft|computer monitor|bildschirm|monitor tft|pantalla|tela|schermo""",
    "router": """router|routeur|modem|modem routeur|box|box internet|hotspot|routeur 4g|routeur 5g|
        box 4g|cle 4g|mifi|wifi router|routeur wifi""",
}
KEYS = {code: [word_key(word) for word in words.split("|")] for code, words in WORDS.items()}
# words that mean a category only as a whole cell
WHOLE = {
    "laptop": "gaming|gamer|2 in 1|2in1|2 en 1",
    "desktop": """cpu|computer|ordinateur|ordenador|computador|computadora|rechner|pc unit|
        system unit""",
}
WHOLE = {code: [word_key(word) for word in words.split("|")] for code, words in WHOLE.items()}
# ambiguous words: a model overrules them, and the user is asked
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
        """ip phone|desk phone|deskphone|office phone|telephone fixe|telephone ip|
    telephone de bureau|poste telephonique|telephone filaire|fixed phone|landline|
    voip phone|sip phone|cordless phone|telephone dect|phone case|laptop bag|
    laptop charger|laptop stand|monitor arm|monitor stand|support ecran|bras ecran|
    chargeur portable|screen protector|projection screen|ecran de projection|pc bag|
    telefono fijo|telefono fisso|tischtelefon|festnetztelefon"""
    )
]
# In a column of models these words are not a model; an iPhone is a phone, and a model too.
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


# grades describe looks; donors' own scales are mapped on the page of their list
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


def categories_by_word():
    """A dict `word_key` -> code of a `Category` for all known synonyms; its own names first."""
    categories = Category.objects.all()
    words = {
        key: each.code
        for each in categories
        for key in [*KEYS.get(each.code, ()), *WHOLE.get(each.code, ())]
    }
    for each in categories:
        names = each.code, *each.names.values()
        words |= {word_key(name): each.code for name in names}
    return words


def unsure_rows(rows, ours, values):
    """Indexes of rows, dicts by field, whose category is an ambiguous word.

    Words that the user gave another category in `values` than in `ours`, {word: code}, are not.
    """
    chosen = values.get("category", {})
    unsure = {word for word in DOUBTFUL if chosen.get(word, ours.get(word)) == ours.get(word)}
    return {index for index, row in enumerate(rows) if word_key(row["category"]) in unsure}


CATEGORIES = Vocabulary(
    choices=lambda: [(each.code, str(each)) for each in Category.objects.all()],
    words=categories_by_word,
    is_needed=True,
)
GRADES = Vocabulary(choices=lambda: Grade.choices, words=lambda: by_word(GRADE_WORDS))
