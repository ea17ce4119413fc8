"""Needs of a request line and the devices that meet them, compared in Python and in SQL.

A fact that is not recorded is unknown: the need is neither met nor unmet.
"""

from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _


class Verdict(Enum):
    FITS = "fits"
    UNKNOWN = "unknown"
    UNFIT = "unfit"


class Facts(NamedTuple):
    """The specification values of a device, in the order of `Needs`; None if unknown."""

    screen: Decimal | None = None
    ram: int | None = None
    webcam: bool | None = None
    cellular: bool | None = None


class Needs(NamedTuple):
    """The requirements of each device of a line; all empty if any device will do."""

    screen: Decimal | None = None
    ram: int | None = None
    webcam: bool = False
    cellular: bool = False

    def required(self):
        """The names of the needs that are set."""
        return [name for name, least in zip(self._fields, self, strict=True) if least]

    def lacks(self, facts):
        """Map the names of unmet needs to their `Verdict`: unfit or unknown."""
        compared = {name: (getattr(self, name), getattr(facts, name)) for name in self.required()}
        return {
            name: Verdict.UNKNOWN if fact is None else Verdict.UNFIT
            for name, (least, fact) in compared.items()
            if fact is None or fact < least
        }

    def verdict(self, facts):
        verdicts = self.lacks(facts).values()
        if Verdict.UNFIT in verdicts:
            return Verdict.UNFIT
        return Verdict.UNKNOWN if verdicts else Verdict.FITS

    def is_met_by(self, facts):
        return _is_met(self, facts)

    @property
    def words(self):
        """The label of each need that is set."""
        return [self.word(name) for name in self.required()]

    def word(self, name):
        labels = {
            "screen": _("%(size)s inches or more") % {"size": floatformat(self.screen, -1)},
            "ram": _("%(size)s GB or more") % {"size": self.ram},
            "webcam": _("with a webcam"),
            "cellular": _("with 4G or 5G"),
        }
        return labels[name]

    def __str__(self):
        return ", ".join(self.words)

    def __bool__(self):
        return bool(self.required())


@lru_cache(maxsize=10_000)
def _is_met(needs, facts):
    """Whether these facts meet these needs.

    The result is cached, since a waiting list compares the same few pairs many times.
    """
    return needs.verdict(facts) == Verdict.FITS


# The columns of `Category` that enable each need, in the order of `Needs`.
OFFERED = ["screen_sizes", "memory_sizes", "offers_webcam", "offers_cellular"]
# The columns of `RequestLine` and of `Specification`, in the order of `Needs` and of `Facts`.
NEED_COLUMNS = ["min_screen_inches", "min_ram_gb", "needs_webcam", "needs_cellular"]
FACT_COLUMNS = ["screen_inches", "ram_gb", "has_webcam", "has_cellular"]
OF_DEVICE = [f"specification__{name}" for name in FACT_COLUMNS]


def askable_of(category):
    """The names of the needs that apply to devices of a category."""
    offered = zip(Needs._fields, OFFERED, strict=True)
    return tuple(need for need, column in offered if getattr(category, column))


def sizes_of(category, need):
    """The screen or memory sizes offered for devices of a category."""
    sizes = getattr(category, OFFERED[Needs._fields.index(need)])
    return {Decimal(size.replace(",", ".")) for size in sizes.split()}


def needs_of(line):
    return Needs(*(getattr(line, name) for name in NEED_COLUMNS))


def facts_of(device):
    specification = getattr(device, "specification", None)
    return Facts(*(getattr(specification, name, None) for name in FACT_COLUMNS))


def _columns(needs):
    """Each (column of a device, minimum) for the requirements that are set."""
    return [(column, least) for column, least in zip(OF_DEVICE, needs, strict=True) if least]


def fitting(needs):
    """`Q` for devices that meet every need."""
    return Q(*(Q(**{f"{column}__gte": least}) for column, least in _columns(needs)))


def perhaps_fitting(needs):
    """`Q` for devices that fail no need but lack a fact for at least one."""
    columns = _columns(needs)
    each = Q(*(Q(**{f"{column}__gte": least}) | Q(**{column: None}) for column, least in columns))
    some = Q(*(Q(**{column: None}) for column, _least in columns), _connector=Q.OR)
    return each & some if columns else Q(pk__in=[])
