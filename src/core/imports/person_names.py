"""First and last names of many countries, to tell a person from a brand, a model or a room.

The lists are those of Faker, without the names in scripts other than Latin.
"""

import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

from core.imports.columns import plain
from core.imports.trade_words import word_set

LOCALES = (
    *("fr_FR", "fr_BE", "fr_CA", "fr_CH", "fr_DZ", "nl_BE", "nl_NL", "de_AT", "de_CH", "de_DE"),
    *("en_GB", "en_IE", "en_IN", "en_US", "es_ES", "it_IT", "pt_PT", "pl_PL", "ro_RO", "tr_TR"),
    *("ha_NG", "ig_NG", "sw", "yo_NG"),
)
SHORTEST = 3
TABLE = tomllib.loads(Path(__file__).with_name("person_names.toml").read_text(encoding="utf-8"))
MORE, ALSO_WORDS = (word_set(TABLE[name]) for name in ("more", "also_words"))


@cache
def first_names():
    """Return the first names, normalised by `columns.plain`."""
    return _names("first_names") | MORE


@cache
def last_names():
    return _names("last_names")


def _names(attribute):
    names = set()
    for locale in LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        names.update(plain(name) for name in getattr(provider, attribute, ()))
    return frozenset(name for name in names if len(name) >= SHORTEST) - ALSO_WORDS
