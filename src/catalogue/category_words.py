"""Words for categories in imported lists, in French, English and other languages."""

import re
import tomllib
from pathlib import Path

from catalogue.models import Category
from core.imports.columns import word_key
from core.imports.kinds import Vocabulary

# by category code; the names of the category in each language are added
WORDS = tomllib.loads(Path(__file__).with_name("category_words.toml").read_text(encoding="utf-8"))
KEYS = {code: list(map(word_key, words.split("|"))) for code, words in WORDS["words"].items()}
# words that mean a category only if they fill the whole cell
WHOLE = {code: list(map(word_key, words.split("|"))) for code, words in WORDS["whole"].items()}


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
