"""Look up or create brands and models by name, ignoring case and spaces."""

import re

from catalogue.models import Brand, DeviceModel, FaultAlias, FaultType

# What donors' lists say when they do not know.
UNKNOWN = {
    "",
    "unknown",
    "inconnu",
    "inconnue",
    "n/a",
    "na",
    "none",
    "other",
    "autre",
    "?",
    "-",
    "nc",
    "nr",
    "null",
    "#n/a",
    "unbranded",
    "sans marque",
    "non renseigné",
    "not recorded",
}


def key_of(name):
    """The normalised spelling of a name: lower case, single spaces."""
    return re.sub(r"\s+", " ", name).strip().casefold()


def tidy(name):
    return " ".join(name.split())


def is_unknown(name):
    return key_of(name) in UNKNOWN


def brands_named(names, *, make=True):
    """A dict key -> `Brand` for these spellings, unknown ones left out; missing brands are made.

    With `make=False` nothing is written: missing brands are stand-ins with a negative key.
    """
    wanted = {key_of(name): tidy(name) for name in reversed(names) if not is_unknown(name)}
    existing = {brand.key: brand for brand in Brand.objects.filter(key__in=wanted)}
    missing = [Brand(name=name, key=key) for key, name in wanted.items() if key not in existing]
    if make:
        Brand.objects.bulk_create(missing)
    else:
        _stand_in(missing)
    return existing | {brand.key: brand for brand in missing}


def models_named(pairs, *, make=True):
    """A dict (brand or None, key) -> `DeviceModel` for these (brand, name); missing ones are made.

    With `make=False` nothing is written: missing models are stand-ins with a negative key.
    """
    wanted = {(brand, key_of(name)): tidy(name) for brand, name in pairs if not is_unknown(name)}
    rows = DeviceModel.objects.filter(key__in={key for _brand, key in wanted})
    existing = {(model.brand, model.key): model for model in rows.select_related("brand")}
    missing = [
        DeviceModel(brand=brand, key=key, name=name)
        for (brand, key), name in wanted.items()
        if (brand, key) not in existing
    ]
    if make:
        DeviceModel.objects.bulk_create(missing)
    else:
        _stand_in(missing)
    return existing | {(model.brand, model.key): model for model in missing}


def _stand_in(rows):
    for number, row in enumerate(rows, 1):
        row.pk = -number


def kind_named(brand, model):
    """The `Brand` and `DeviceModel` of these names as typed, made if missing; None if unknown."""
    maker = brands_named([brand]).get(key_of(brand))
    return maker, models_named([(maker, model)]).get((maker, key_of(model)))


def faults_by_word():
    """A dict key -> `FaultType` for all the words we know: those of others, then our own."""
    faults = {fault.pk: fault for fault in FaultType.objects.all()}
    words = {key: faults[pk] for key, pk in FaultAlias.objects.values_list("key", "fault")}
    for fault in faults.values():
        names = fault.code, fault.name_fr, fault.name_en
        words |= {key_of(name): fault for name in names}
    return words


def fault_named(name):
    """The `FaultType` that somebody's word means, or None."""
    return faults_by_word().get(key_of(name)) if name else None
