"""What donors call a laptop or a phone, in French and English."""

from catalogue.models import Category
from inventory.columns import plain

# By the code of the category; its own names in both languages count too.
WORDS = {
    "laptop": """laptop|notebook|netbook|ultrabook|chromebook|macbook|macbook air|macbook pro|
        portable|pc portable|ordinateur portable|ordi portable|laptop computer|laptop pc|
        portable computer|mobile workstation|station de travail portable""",
    "desktop": """desktop|desktop computer|desktop pc|pc desktop|uc|unite centrale|fixe|pc fixe|
        ordinateur fixe|ordinateur de bureau|pc de bureau|poste fixe|tour|pc tour|tower|mini tour|
        mini pc|workstation|station de travail|all in one|tout en un|aio|imac|mac mini|
        central unit""",
    "tablet": "tablet|tablette|ipad|tablette tactile|tablet computer|tablette android",
    "phone": """phone|mobile|smartphone|telephone|tel|telephone portable|telephone mobile|
        tel portable|mobile phone|cell phone|cellphone|cell|cellulaire|gsm|iphone|portable gsm|
        feature phone|handy""",
    "monitor": """monitor|moniteur|ecran|screen|display|ecran pc|ecran d ordinateur|ecran plat|
        ecran lcd|lcd|tft|computer monitor""",
    "router": """router|routeur|modem|modem routeur|box|box internet|hotspot|routeur 4g|routeur 5g|
        box 4g|cle 4g|mifi|wifi router|routeur wifi""",
}
SHORTEST_PLURAL = 4


def word_key(text):
    """What a word's spellings share: no case, accents or plural s."""
    words = plain(text).split()
    return " ".join(
        word.removesuffix("s") if len(word) >= SHORTEST_PLURAL else word for word in words
    )


KEYS = {code: [word_key(word) for word in words.split("|")] for code, words in WORDS.items()}
# Said in a column of models, these say nothing more; an iPhone is a phone, and a model too.
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


def categories_by_word():
    """A dict `word_key` -> `Category` of all the words we know."""
    return {
        key: category
        for category in Category.objects.all()
        for key in [
            *KEYS.get(category.code, []),
            *map(word_key, (category.code, category.name_fr, category.name_en)),
        ]
    }
