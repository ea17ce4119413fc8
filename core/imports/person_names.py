"""First and last names of many countries, to tell a person from a brand, a model or a room.

The lists are those of Faker, without the names in scripts other than Latin.
"""

from functools import cache
from importlib import import_module

from core.imports.columns import plain
from core.imports.trade_words import word_set

LOCALES = (
    *("fr_FR", "fr_BE", "fr_CA", "fr_CH", "fr_DZ", "nl_BE", "nl_NL", "de_AT", "de_CH", "de_DE"),
    *("en_GB", "en_IE", "en_IN", "en_US", "es_ES", "it_IT", "pt_PT", "pl_PL", "ro_RO", "tr_TR"),
    *("ha_NG", "ig_NG", "sw", "yo_NG"),
)
SHORTEST = 3
# Names that are frequent in France, but missing from Faker's lists.
MORE = word_set(
    "abdou abdoulaye adama amadou aminata assia awa bakary bintou boubacar chaima demba djibril"
    " enora erwan fanta fatou fatoumata gaelle gwenael hawa ibrahima idrissa issa kadiatou khadija"
    " kylian lassana mael maelys mamadou mariam mariama moussa nolwenn ousmane ramata rokia salif"
    " sekou soizic souleymane tiphaine yacouba yoann"
)
# Names in Faker's lists that are also words in lists of devices: months, towns, colours, makers,
# directions.
ALSO_WORDS = word_set(
    "america april ascension august aura avril back bas bay berlin bianca blanc blanche brun"
    " can carton cas case chance chanel charme clair clear come cote dell deviner edit electra"
    " else essen faith field ford france garde german grand grande grant grey gris gros harm job"
    " juin june key lance lien lies list loan long mai march mars may mercedes meta nord orange"
    " over page pages paris paye porsche power prix puk read real reason red relu rio roman rome"
    " rouge royal sac said sante sharp short side sien sky star strong summer tab true vera vert"
    " victoire violet web wifi"
)


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
