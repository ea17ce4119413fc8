"""Folded words in lists of devices that are not names of people: makers, parts, states, places."""

import tomllib
from pathlib import Path


def word_set(text):
    return frozenset(text.split())


WORDS = tomllib.loads(Path(__file__).with_name("trade_words.toml").read_text(encoding="utf-8"))
# Words after which a name is that of a room, a street, a school, a company or a town.
PLACE_WORDS = word_set(WORDS.pop("places"))
TRADE_WORDS = frozenset().union(*map(word_set, WORDS.values()))
PRODUCT_WORDS = word_set(WORDS["makers"]) | word_set(WORDS["things"])
