"""Breakdowns of a report: by category, month and purpose; few queries each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from catalogue.models import Category
from desk.figures import devices, handover_metrics
from desk.figures.devices import OF_DEVICES
from desk.figures.disclosure_control import guard, totals
from desk.figures.people import families
from desk.figures.report_context import counted
from desk.figures.scope import knows_addresses
from people.base.lifecycle import AreaKind
from people.models import Area

MAX_MONTHS = 24


@dataclass(frozen=True)
class ByCategory:
    """Numbers of a category: devices received (None if suppressed), handed over, in use."""

    category: Category
    received: int | None
    handed_over: int
    in_use: int


def by_category(read):
    """A `ByCategory` for each category with any numbers."""
    is_available = not read.scope.narrowed_by - OF_DEVICES
    received = _summed(read(devices.received_by), place=0) if is_available else {}
    handed_over = _summed(read(handover_metrics.handed_over_by), place=1)
    in_use = handover_metrics.in_use_by(read)
    return [
        ByCategory(
            category,
            received.get(category.pk, 0) if is_available else None,
            handed_over.get(category.pk, 0),
            in_use.get(category.pk, 0),
        )
        for category in Category.objects.all()
        if any(groups.get(category.pk) for groups in (received, handed_over, in_use))
    ]


class Territory(NamedTuple):
    """Place where households were equipped: kind of territory, name, parent territory, number."""

    kind: str
    name: str
    within: str
    households: str


def by_territory(read):
    """A `Territory` for each département, EPCI and commune of the households equipped.

    Numbers are as published. Small groups are hidden, on pages too: a commune with one household
    would identify it. The result is empty if no commune is known, or if the published total would
    disclose a small group.
    """
    if not knows_addresses(read.scope.user):
        return []
    counts = read(families_by_commune)
    guarded = guard(counts)
    if guarded.total is None or not any(counts):
        return []
    communes = Area.objects.in_bulk([pk for pk in counts if pk])
    names = _names_of(communes.values())
    above = {kind: _parts(communes, kind) for kind in (AreaKind.EPCI, AreaKind.DEPARTMENT)}
    texts = dict(zip(above, totals(counts, above.values()), strict=True))
    rows = [
        Territory(
            "EPCI" if kind == AreaKind.EPCI else str(kind.label),
            names.get((kind, code), code),
            "",
            texts[kind][code],
        )
        for kind in reversed(above)
        for code in sorted(above[kind], key=lambda code: -sum(counts[k] for k in above[kind][code]))
    ]
    for pk in sorted(counts, key=lambda pk: (-counts[pk], pk or 0)):
        name = communes[pk].name if pk else _("not known")
        within = " · ".join(_within(communes[pk], names)) if pk else ""
        rows.append(Territory(str(AreaKind.COMMUNE.label), name, within, guarded.text(pk)))
    return rows


def families_by_commune(scope):
    """{id of a commune or None: number of families equipped}."""
    return {commune: n for (commune,), n in counted(families(scope), "commune").items()}


def published_by_territory(read):
    """`by_territory` for papers and spreadsheets: only for a complete year, without filters.

    Two reports whose days or filters overlap would disclose a small commune by subtraction.
    """
    return by_territory(read) if read.scope.is_whole_year else []


def _parts(communes, kind):
    """{code: ids of its communes} of the EPCI or the départements."""
    parts = {}
    for pk, commune in communes.items():
        code = commune.epci if kind == AreaKind.EPCI else commune.department
        parts.setdefault(code, set()).add(pk)
    parts.pop("", None)
    return parts


def _names_of(communes):
    """{(kind, code): name} of the EPCI and départements of these communes."""
    codes = {code for commune in communes for code in (commune.epci, commune.department)}
    rows = Area.objects.filter(kind__in=[AreaKind.EPCI, AreaKind.DEPARTMENT], code__in=codes)
    return {(area.kind, area.code): area.name for area in rows}


def _within(commune, names):
    above = ((AreaKind.EPCI, commune.epci), (AreaKind.DEPARTMENT, commune.department))
    return [names.get(area, area[1]) for area in above if area[1]]


def _summed(groups, place):
    """The numbers of `groups`, summed by one part of their keys."""
    summed = Counter()
    for key, number in groups.items():
        summed[key[place]] += number
    return summed


def months_of(scope):
    """The first days of the months of a scope; at most its last two years."""
    months, month = [], scope.until.replace(day=1)
    while month >= scope.first.replace(day=1) and len(months) < MAX_MONTHS:
        months.append(month)
        month = date(month.year - (month.month == 1), month.month - 1 or 12, 1)
    return months[::-1]


def received_by_month(scope):
    """A count for each month: devices by the first day of their history."""
    events = devices.events_of(scope, devices.RECEIVED)
    counts = Counter()
    for day, count in events.values_list("on").annotate(Count("subject_id", distinct=True)):
        counts[day.replace(day=1)] += count
    return counts


def handed_over_by_month(read):
    """A count for each month: hand-overs, several for a device that left several times."""
    return _summed(read(handover_metrics.handed_over_by), place=0)
