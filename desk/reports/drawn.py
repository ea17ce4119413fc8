"""The breakdowns of a report as charts: what each is called and says."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart, Value, ranked, whole
from desk.figures.figure import kilograms
from desk.reports import breakdowns


def monthly(read):
    """Received, where it can be told, and handed over by month, on one scale."""
    months = breakdowns.months_of(read.scope)
    told = [("handed-over", _("Devices handed over"), breakdowns.handed_over_by_month(read))]
    if not read.scope.narrowed_by - breakdowns.OF_DEVICES:
        counts = breakdowns.received_by_month(read.scope)
        told.insert(0, ("received", _("Devices received"), counts))
    most = max((counts[month] for _k, _t, counts in told for month in months), default=0)
    return [_by_month(key, title, counts, months, most) for key, title, counts in told]


def _by_month(key, title, counts, months, most):
    total = sum(counts[month] for month in months)
    said = ngettext(
        "%(total)s device in %(months)s months.", "%(total)s devices in %(months)s months.", total
    )
    values = tuple(
        Value(label=date_format(month, "M"), number=counts[month], text=whole(counts[month]))
        for month in months
    )
    return Chart(
        key=f"chart-{key}",
        title=title,
        said=said % {"total": whole(total), "months": len(months)},
        label=_("Month"),
        values=values,
        most=most,
    )


def purposes(section):
    """The purposes of the hand-overs as rows with bars, the most frequent first; none of none."""
    lines = sorted((line for line in section.lines if line.number), key=lambda line: -line.number)
    return ranked(
        [
            Value(str(line.label).capitalize(), line.number, line.text, href=line.href)
            for line in lines
        ]
    )


def categories(rows):
    """The devices handed over as rows with bars, by category."""
    return ranked(
        [Value(str(row.category), row.handed_over, whole(row.handed_over)) for row in rows]
    )


def avoided(rows):
    """The kg of CO2e avoided as rows with bars, by category; of those with a factor."""
    told = [row for row in rows if row.factor]
    return ranked(
        [Value(str(row.category), row.kilograms, kilograms(row.kilograms)) for row in told]
    )
