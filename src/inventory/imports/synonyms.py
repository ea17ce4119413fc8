"""Words in donors' lists: ambiguous categories, grades, methods of erasure."""

from catalogue.category_words import KEYS, category_key
from core.imports.columns import by_word, word_key, words_in
from core.imports.kinds import Vocabulary
from inventory.devices.lifecycle.devices import Grade
from inventory.imports.product_names import WORDS

# ambiguous words: a model overrides them, and the user is asked
DOUBTFUL = {word_key(word) for word in words_in(WORDS["doubtful"])}
# In a column of models, these words are not a model; an iPhone is both a phone and a model.
PRODUCTS = {*words_in("chromebook|imac|ipad|iphone|mac mini|macbook|macbook air|macbook pro")}
BARE_KINDS = {key for keys in KEYS.values() for key in keys} - PRODUCTS


# grades describe the appearance; other scales are mapped on the page of the list
GRADE_WORDS = WORDS["grades"]
METHOD_WORDS, OUTCOME_WORDS = WORDS["methods"], WORDS["outcomes"]


def unsure_rows(rows, ours, values):
    """Return the indexes of rows, dicts by field, whose category is an ambiguous word.

    A word is not ambiguous if `values` has another category for it than `ours`, {word: code}.
    """
    chosen = values.get("category", {})
    unsure = {word for word in DOUBTFUL if chosen.get(word, ours.get(word)) == ours.get(word)}
    return {index for index, row in enumerate(rows) if category_key(row["category"]) in unsure}


GRADES = Vocabulary(choices=lambda: Grade.choices, words=lambda: by_word(GRADE_WORDS))
