"""Registry of modules: optional features that an association may switch on.

A new association starts without modules, so only with donations, devices, workshop, labels,
requests and loans. Everything that belongs to a module that is off is hidden, and its data is kept.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from django.urls import resolve

from core.models import Identity

OF_A_MODULE = re.compile(r"\{(\w+):([^{}]*)\}")
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class StillOpen:
    """Open work of a module: `sentence()` describes it, "" if there is none.

    With `keeps_on`, it prevents switching the module off.
    """

    sentence: Callable
    keeps_on: bool = False


@dataclass(frozen=True)
class Module:
    """An optional feature, and patterns of the names of its parts, such as `voucher_*`.

    rank      its place on the page that switches modules; None if it cannot be switched: it is on
              as long as its folder exists
    urls      URL names; menu entries, tabs, links, topics of help, lines of the settings
              and kinds of search that lead to them go with their pages
    letters   codes of letters
    figures   keys of figures, and of lines of the home page
    fields    fields that forms leave out, as `Form.field`
    columns   columns that lists leave out, as `Table.column`
    nouns     lists of the catalogue
    settings  fields that other lines of the settings page lead to
    jobs      steps of the tick, and reminders of the day, that do nothing meanwhile
    features  features of the kernel that only this module offers, such as "sale"
    needs     functions of the keys that will be on: what to do before it is switched on, or ""
    open      open work, to end or to confirm before the module is switched off
    part_of   key of the module that it is switched with, for a module without a rank
    """

    key: str
    rank: int | None
    label: str
    description: str
    urls: tuple = ()
    letters: tuple = ()
    figures: tuple = ()
    fields: tuple = ()
    columns: tuple = ()
    nouns: tuple = ()
    settings: tuple = ()
    jobs: tuple = ()
    features: tuple = ()
    needs: tuple = ()
    open: tuple = ()
    part_of: str = ""

    @property
    def is_always_on(self):
        return self.rank is None

    def has(self, kind, name):
        """Whether the module has this name of this kind."""
        return any(fnmatchcase(name, pattern) for pattern in getattr(self, kind))


_MODULES: dict[str, Module] = {}


def register(module):
    """Add a module; called from its `module.py`. Raises ValueError if its key is taken."""
    if module.key in _MODULES:
        raise ValueError(f"Two modules are called {module.key!r}.")
    _MODULES[module.key] = module
    module_of.cache_clear()


def installed():
    """Return all modules, including those that are always on."""
    return list(_MODULES.values())


def switchable():
    """The modules that can be switched, in the order of their page."""
    ranked = (module for module in installed() if not module.is_always_on)
    return sorted(ranked, key=lambda module: module.rank)


def keys():
    """The keys of the modules that can be switched, in the order of their page."""
    return [module.key for module in switchable()]


class ModuleLabels:
    """Labels of modules for event messages: `values`, and a call that returns `label`."""

    @property
    def values(self):
        return _MODULES.keys()

    def __call__(self, key):
        return _MODULES[key]


@lru_cache(maxsize=2_000)
def module_of(kind, name):
    """Return the module to which this name belongs, or None for the kernel."""
    return next((module for module in installed() if module.has(kind, name)), None)


def is_on(key):
    """Whether this module is switched on; raises KeyError if it does not exist."""
    module = _MODULES[key]
    if module.part_of:
        return is_on(module.part_of)
    return module.is_always_on or key in Identity.cached().module_keys


def is_offered(feature):
    """Whether a module that is switched on offers this feature of the kernel."""
    module = module_of("features", feature)
    return module is not None and is_on(module.key)


def without_what_is_off(text):
    """Turn `{vouchers:, a voucher}` into “, a voucher” if that module is on, or else remove it."""
    return OF_A_MODULE.sub(lambda part: part[2] if is_on(part[1]) else "", text)


def _is_name_on(kind, name):
    module = module_of(kind, name)
    return module is None or is_on(module.key)


def is_url_on(url_name):
    """Whether the page with this URL name is available.

    Menus, tabs and searches link only to available pages.
    """
    return _is_name_on("urls", url_name)


def is_address_on(address):
    """Whether the page at this address of our site is available."""
    return is_url_on(_url_name(NUMBER.sub("0", address)))


@lru_cache(maxsize=1_000)
def _url_name(address):
    """URL name of the page at an address, cached: rows of a list differ only by their number."""
    return resolve(address).url_name


def is_letter_on(code):
    return _is_name_on("letters", code)


def is_figure_on(key):
    return _is_name_on("figures", key)


def is_job_on(name):
    return _is_name_on("jobs", name)


def is_setting_on(field_id):
    return _is_name_on("settings", field_id)


def is_noun_on(noun):
    return _is_name_on("nouns", noun)


def is_column_on(table, name):
    """Whether lists of this class have the column with this name."""
    return _is_name_on("columns", f"{table.__name__}.{name}")


def is_field_on(form, name):
    """Whether forms of this class have the field with this name.

    Fields listed in `fields_of_modules` of the form exist only if a module names them.
    """
    full_name = f"{form.__name__}.{name}"
    if name in getattr(form, "fields_of_modules", ()) and module_of("fields", full_name) is None:
        return False
    return _is_name_on("fields", full_name)
