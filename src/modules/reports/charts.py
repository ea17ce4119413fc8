"""Breakdowns of a report as charts: titles, descriptions and values."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart, Value, ranked, whole
from desk.figures import devices as figures_devices
from desk.figures.figure import kilograms
from desk.figures.registry import FIGURES
from modules.reports import breakdowns as reports_breakdowns


def monthly(read):
    """Charts by month on one scale: devices received, where available, and handed over."""
    months = reports_breakdowns.months_of(read.scope)
    series = [(FIGURES["devices_handed_over"], reports_breakdowns.handed_over_by_month(read))]
    if not read.scope.narrowed_by - figures_devices.OF_DEVICES:
        received = read(reports_breakdowns.received_by_month)
        series.insert(0, (FIGURES["devices_received"], received))
    maximum = max((counts[month] for _figure, counts in series for month in months), default=0)
    return [_by_month(figure, counts, read.scope, months, maximum) for figure, counts in series]


def _by_month(figure, counts, scope, months, maximum):
    total = sum(counts[month] for month in months)
    sentence = ngettext(
        "%(total)s device in %(months)s months.", "%(total)s devices in %(months)s months.", total
    )
    if timezone.localdate().replace(day=1) in months:
        sentence = f"{sentence} {_('The last month is not over yet.')}"
    return Chart(
        key=f"chart-{figure.key}",
        title=str(figure.label).capitalize(),
        summary=sentence % {"total": whole(total), "months": len(months)},
        label=_("Month"),
        values=tuple(_month(figure, counts[month], scope, month) for month in months),
        maximum=maximum,
    )


def _month(figure, count, scope, month):
    """A bar that links to the days of the scope in that month."""
    end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    of = replace(scope, first=max(month, scope.first), last=min(end, scope.last))
    label = date_format(month, "N")
    return Value(label=label, number=count, text=whole(count), href=figure.address(of))


def purposes(section):
    """The purposes of the hand-overs as rows with bars, most frequent first; without zeros."""
    lines = sorted((line for line in section.lines if line.number), key=lambda line: -line.number)
    return ranked(
        [
            Value(str(line.label).capitalize(), line.number, line.text, href=line.href)
            for line in lines
        ]
    )


def categories(rows, scope):
    """The devices handed over as rows with bars, by category."""
    return ranked([_category(row, scope) for row in rows])


def _category(row, scope):
    href = FIGURES["devices_handed_over"].address(replace(scope, category=row.category))
    return Value(str(row.category), row.handed_over, whole(row.handed_over), href=href)


def avoided(rows):
    """The kg of CO2e avoided as rows with bars, for categories with a factor."""
    counted = [row for row in rows if row.factor]
    return ranked(
        [Value(str(row.category), row.kilograms, kilograms(row.kilograms)) for row in counted]
    )
