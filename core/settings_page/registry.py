"""The registry of the settings page: each app adds its entries from its `settings_entries`.

One settings page, many forms. The page tells and leads; what is decided stays in the row of who
needs it, checked by its own form. So no table of names and values holds what the database could not
check.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.formatting import yes_or_no


class Part(models.TextChoices):
    """The parts of the page, in the order in which a house sets itself up."""

    HOUSE = "house", gettext_lazy("Who we are")
    PLACES = "places", gettext_lazy("Where and when")
    SWITCHES = "switches", gettext_lazy("What we do, and what we do not")
    COUNTER = "counter", gettext_lazy("Lending and giving")
    WORDS = "words", gettext_lazy("Papers, letters and SMS")
    STOCK = "stock", gettext_lazy("Stock, workshop and labels")
    PRIVACY = "privacy", gettext_lazy("Personal data")
    FIGURES = "figures", gettext_lazy("Figures")


class SettingSummary:
    """How a entry stands: its values in a few words, and what is missing, in sentences.

    What is empty among either is left out.
    """

    def __init__(self, *values, missing=()):
        self.values = list(filter(None, values))
        self.missing = list(filter(None, missing))


@dataclass(frozen=True)
class SettingsEntry:
    """A line of the page: what is decided, by whom, where it is changed, how it stands.

    `page` is the name of a URL, or a function that gives an address; `at` is the field to lead to.
    `summarise` gives a `SettingSummary`, or its one value, and is called for who has `permission`.
    """

    part: Part
    label: str
    picture: str
    permission: str
    page: str | Callable[[], str]
    summarise: Callable
    at: str = ""

    @property
    def href(self):
        """The address of the page where it is changed."""
        address = self.page() if callable(self.page) else reverse(self.page)
        return f"{address}#{self.at}" if self.at else address

    def summary(self):
        summary = self.summarise()
        return summary if isinstance(summary, SettingSummary) else SettingSummary(summary)


class SettingsEntries(list):
    """The lines of an app, in their order."""

    def line(self, part, label, picture, permission, page, at=""):
        """Add a line that the decorated function tells."""

        def add(summarise):
            self.append(SettingsEntry(part, label, picture, permission, page, summarise, at))
            return summarise

        return add

    def field(self, row, page, name, part, label, picture, words=None):
        """Add a line for a field of a `SingletonModel`: yes or no, its label or `words` of it.

        It leads to the field of that name on `page`, for who may change the row.
        """

        def summarise():
            current = row.cached()
            if words:
                return words(getattr(current, name))
            display = getattr(current, f"get_{name}_display", None)
            return display() if display else yes_or_no(getattr(current, name))

        permission = f"{row._meta.app_label}.change_{row._meta.model_name}"
        self.line(part, label, picture, permission, page, at=f"id_{name}")(summarise)


ENTRIES: list[SettingsEntry] = []


def register(*entries):
    """Add lines to the page, after those that are there."""
    ENTRIES.extend(entries)


def open_to(user):
    """The entries that `user` may change."""
    return [entry for entry in ENTRIES if user.has_perm(entry.permission)]


def entries_for(user):
    """Each part that `user` may change something of: (part, [(entry, summary)])."""
    parts = {part: [] for part in Part}
    for entry in open_to(user):
        parts[entry.part].append((entry, entry.summary()))
    return [(part, lines) for part, lines in parts.items() if lines]
