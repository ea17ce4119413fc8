"""Look up or create brands and models by name, ignoring case, accents and spaces."""

import re
from functools import lru_cache

from catalogue.lifecycle import PROPOSED, SETTLES
from catalogue.models import Brand, DeviceModel, FaultAlias, FaultType
from core.folding import folded
from core.imports.cells import is_unknown
from core.imports.columns import plain
from core.imports.person_names import first_names
from core.models import Event

# Legal suffixes in the names of companies: "Dell Inc." and "Samsung Electronics Co., Ltd."
SUFFIXES = re.compile(
    r",? +(?:inc|corp|corporation|ltd|limited|co|gmbh|international)\b\.?", re.IGNORECASE
)


@lru_cache(maxsize=8_192)  # lists repeat the same few brands and models
def key_of(name):
    """Normalised spelling of a name: lower case, no accents, single spaces."""
    return folded(re.sub(r"\s+", " ", name).strip().casefold())


def tidy(name):
    return " ".join(name.split())


def _brand_name(name):
    """The name of a manufacturer without its legal suffix; unchanged if nothing else is left."""
    name = tidy(name)
    return SUFFIXES.sub("", name).strip(" .,") or name


def brands_named(names, *, make=True, is_proposal=False):
    """Map keys to the `Brand`s of these spellings; words such as “unknown” are left out.

    Missing brands are created. With `make=False` nothing is written: missing brands are
    placeholders with a negative key.
    """
    wanted = {key_of(name): _brand_name(name) for name in reversed(names) if not is_unknown(name)}
    short = {key: key_of(name) for key, name in wanted.items()}
    rows = Brand.objects.filter(key__in={*short, *short.values()}).select_related("merged_into")
    existing = {brand.key: brand.merged_into or brand for brand in rows}
    names = {
        short[key]: name for key, name in wanted.items() if not {key, short[key]} & set(existing)
    }
    missing = _made(
        [Brand(name=name, key=key, is_proposal=is_proposal) for key, name in names.items()], make
    )
    existing |= {brand.key: brand for brand in missing}
    return existing | {key: existing.get(key) or existing[short[key]] for key in wanted}


def models_named(pairs, *, make=True, is_proposal=False):
    """Map (brand or None, key) to the `DeviceModel` of these (brand, name) pairs.

    Missing models are created. With `make=False` nothing is written: missing models are
    placeholders with a negative key.
    """
    wanted = {(brand, key_of(name)): tidy(name) for brand, name in pairs if not is_unknown(name)}
    rows = DeviceModel.objects.filter(key__in={key for _brand, key in wanted})
    rows = rows.select_related("brand", "category", "merged_into__brand", "merged_into__category")
    existing = {(model.brand, model.key): model.merged_into or model for model in rows}
    missing = [
        DeviceModel(brand=brand, key=key, name=name, is_proposal=is_proposal)
        for (brand, key), name in wanted.items()
        if (brand, key) not in existing
    ]
    return existing | {(model.brand, model.key): model for model in _made(missing, make)}


def _made(rows, make):
    """Save these new rows, or return them as placeholders."""
    if make and rows:
        type(rows[0]).objects.bulk_create(rows)
    elif not make:
        for number, row in enumerate(rows, 1):
            row.pk = -number
    return rows


def kind_named(brand, model, *, by):
    """The `Brand` and `DeviceModel` of these typed names, created if missing; None if unknown.

    New rows are proposals, unless the user may settle proposals.
    """
    is_proposal = not by.has_perm(SETTLES)
    maker = brands_named([brand], is_proposal=is_proposal).get(key_of(brand))
    kind = models_named([(maker, model)], is_proposal=is_proposal).get((maker, key_of(model)))
    new = [row for row in (maker, kind) if row and row.is_proposal]
    for row in new:
        if not Event.objects.about(row).exists():
            Event.objects.record(PROPOSED, row, by=by)
    return (kind and kind.brand) or maker, kind


def faults_by_word():
    """Map the keys of synonyms and of our own names, which take precedence, to `FaultType`s."""
    faults = {fault.pk: fault for fault in FaultType.objects.all()}
    words = {key: faults[pk] for key, pk in FaultAlias.objects.values_list("key", "fault")}
    for fault in faults.values():
        names = fault.code, *fault.names.values()
        words |= {key_of(name): fault for name in names}
    return words


def fault_named(name):
    """The `FaultType` of a word or synonym, or None."""
    return faults_by_word().get(key_of(name)) if name else None


def words_of_catalogue():
    """Folded words of brands and models, which are not names of people when found in a list.

    First names are left out of the words of models, since an imported list may have proposed a
    model.
    """
    brands = " ".join(Brand.objects.values_list("name", flat=True))
    models = " ".join(DeviceModel.objects.values_list("name", flat=True))
    return frozenset(plain(brands).split()) | (frozenset(plain(models).split()) - first_names())
