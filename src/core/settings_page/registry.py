"""Registry of the settings page: each app adds its entries from its `settings_entries`.

The page only shows values and links to forms; each setting is stored in a row of its app and
validated by its form. A key-value table could not be checked by the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import models
from django.shortcuts import resolve_url
from django.utils.formats import localize
from django.utils.translation import gettext_lazy

from core.formatting import yes_or_no
from core.modules.registry import is_address_on, is_setting_on


class Part(models.TextChoices):
    """The sections of the page, in the order in which an association sets itself up."""

    ASSOCIATION = "association", gettext_lazy("The association")
    PLACES = "places", gettext_lazy("Where and when")
    SWITCHES = "switches", gettext_lazy("What we do and do not do")
    COUNTER = "counter", gettext_lazy("Lending and giving")
    WORDS = "words", gettext_lazy("Documents, letters and SMS")
    STOCK = "stock", gettext_lazy("Stock, workshop and labels")
    PRIVACY = "privacy", gettext_lazy("Personal data")
    FIGURES = "figures", gettext_lazy("Figures")


class SettingSummary:
    """State of an entry: its values in a few words, and sentences about missing settings.

    Empty strings are left out.
    """

    def __init__(self, *values, missing=()):
        self.values = list(filter(None, values))
        self.missing = list(filter(None, missing))


@dataclass(frozen=True)
class SettingsEntry:
    """An entry of the page: its label, the permission and page to change it, and its state.

    `page` is the name of a URL or a lazy URL; `at` is the field to jump to.
    """

    part: Part
    label: str
    picture: str
    permission: str
    page: str
    summarise: Callable
    at: str = ""

    @property
    def href(self):
        """URL of the page where the entry is changed."""
        address = resolve_url(self.page)
        return f"{address}#{self.at}" if self.at else address

    @property
    def is_on(self):
        """Whether the module that this entry configures is on."""
        path = urlsplit(self.href).path
        return is_setting_on(self.at) and is_address_on(path)

    def summary(self):
        summary = self.summarise()
        return summary if isinstance(summary, SettingSummary) else SettingSummary(summary)


class SettingsEntries(list):
    """The entries of an app, in order."""

    def line(self, part, label, picture, permission, page, at=""):
        """Add an entry that the decorated function summarises."""

        def add(summarise):
            self.append(SettingsEntry(part, label, picture, permission, page, summarise, at))
            return summarise

        return add

    def field(self, row, page, name, part, picture):
        """Add a field of a `SingletonModel`, with its verbose name and its formatted value."""

        def summarise():
            value = getattr(row.cached(), name)
            if isinstance(value, bool):
                return yes_or_no(value)
            return getattr(row.cached(), f"get_{name}_display", lambda: localize(value))()

        label = row._meta.get_field(name).verbose_name
        self.line(part, label, picture, _may_change(row), page, f"id_{name}")(summarise)

    def count(self, rows, part, label, picture, *where, missing=""):
        """Add an entry with the number of `rows`; `missing` is the warning if there are none.

        The entry links to the list of these rows for users who may change them, or to `where`: a
        permission, a page and a field.
        """

        def summarise():
            count = rows.count()
            return SettingSummary(str(count), missing=[not count and missing])

        where = where or (_may_change(rows.model), f"{rows.model._meta.model_name}_list")
        self.line(part, label, picture, *where)(summarise)


def _may_change(model):
    return f"{model._meta.app_label}.change_{model._meta.model_name}"


ENTRIES: list[SettingsEntry] = []


def open_to(user):
    """The entries that `user` may change."""
    return [entry for entry in ENTRIES if entry.is_on and user.has_perm(entry.permission)]


def entries_for(user):
    """The sections with entries that `user` may change: [(part, [(entry, summary)])]."""
    parts = {part: [] for part in Part}
    for entry in open_to(user):
        parts[entry.part].append((entry, entry.summary()))
    return [(part, lines) for part, lines in parts.items() if lines]
