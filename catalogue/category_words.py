"""Words for categories in imported lists, in French, English and other languages."""

import re

from catalogue.models import Category
from core.imports.columns import word_key
from core.imports.kinds import Vocabulary

# by category code; the names of the category in each language are added
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
# words that mean a category only if they fill the whole cell
WHOLE = {
    "laptop": "gaming|gamer|2 in 1|2in1|2 en 1",
    "desktop": """cpu|computer|ordinateur|ordenador|computador|computadora|rechner|pc unit|
        system unit""",
}
WHOLE = {code: [word_key(word) for word in words.split("|")] for code, words in WHOLE.items()}


# device counted in its room: “Fixe 1”, “PC-02”
COUNTED = re.compile(r"(\D*[^\W\d_])[\s_-]*(?:n°\s*)?\d{1,4}")


def category_key(text):
    """Normalise a word for a category, without the number of a counted device."""
    counted = COUNTED.fullmatch(text)
    kind = word_key(counted[1]) if counted else ""
    return kind if any(kind in keys for keys in KEYS.values()) else word_key(text)


def categories_by_word():
    """Map the `word_key` of known synonyms to category codes; category names take precedence."""
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


CATEGORIES = Vocabulary(
    choices=lambda: [(each.code, str(each)) for each in Category.objects.all()],
    words=categories_by_word,
    is_needed=True,
    key=category_key,
)
