"""What a house decides, told on one page: an app adds its lines from its room `decided`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy


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


@dataclass
class Told:
    """How a decision stands: its values in a few words, and what is missing, in sentences."""

    values: list = field(default_factory=list)
    missing: list = field(default_factory=list)


@dataclass(frozen=True)
class Decision:
    """A line of the page: what is decided, by whom, where it is changed, how it stands.

    `page` is the name of a URL, or a function that gives an address; `at` is the field to lead to.
    `tell` gives a `Told`; it is called only for who has `permission`.
    """

    part: Part
    label: str
    picture: str
    permission: str
    page: str | Callable[[], str]
    tell: Callable[[], Told]
    at: str = ""

    @property
    def href(self):
        """The address of the page where it is changed."""
        address = self.page() if callable(self.page) else reverse(self.page)
        return f"{address}#{self.at}" if self.at else address


DECISIONS: list[Decision] = []


def register(*decisions):
    """Add lines to the page, after those that are there."""
    DECISIONS.extend(decisions)


def told_to(user):
    """Each part that `user` may change something of: (part, [(decision, told)])."""
    parts = {part: [] for part in Part}
    for decision in DECISIONS:
        if user.has_perm(decision.permission):
            parts[decision.part].append((decision, decision.tell()))
    return [(part, lines) for part, lines in parts.items() if lines]
