"""Spreadsheet of a report: one row for each figure, then its breakdowns."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.figures.impact import avoided_in_report
from desk.figures.report_context import Reading
from modules.reports import breakdowns
from modules.reports.contents import sections_of
from modules.reports.labels import narrowed_words


def rows_of(scope):
    """Yield the rows of the spreadsheet: scope, figures, categories, method."""
    yield [_("Section"), _("Figure"), _("Number"), _("Displayed value"), _("Definition")]
    for words in narrowed_words(scope):
        yield [_("Subject"), words, "", "", ""]
    with Reading(scope) as read:
        for section in sections_of(read):
            for line in section.lines:
                number = "" if line.number is None else _plain(line.number)
                yield [section.title, line.label, number, line.text, line.figure.definition]
        yield from _categories(read)
        yield from _territories(read)
        yield from _factors(read)


def _categories(read):
    part = _("By category")
    for row in breakdowns.by_category(read):
        if row.received is not None:
            yield [part, _("devices received"), row.received, row.category, ""]
        yield [part, _("devices handed over"), row.handed_over, row.category, ""]
        yield [part, _("devices in use"), row.in_use, row.category, ""]


def _territories(read):
    part = _("By territory")
    for row in breakdowns.published_by_territory(read):
        where = " · ".join(filter(None, [row.kind, row.name, row.within]))
        yield [part, _("households equipped"), "", row.households, where]


def _factors(read):
    part = _("CO₂e avoided")
    for row in avoided_in_report(read):
        yield [part, _("months of use"), _plain(row.months), row.category, ""]
        if row.factor is None:
            yield [part, _("no factor is known"), row.devices, row.category, ""]
            continue
        since = date_format(row.factor.valid_from, "SHORT_DATE_FORMAT")
        source = f"{row.factor.source}, {row.factor.version}, {since}"
        yield [part, _("factor (kg per year of use)"), row.factor.value, row.category, source]
        yield [part, _("kg avoided"), _plain(row.kilograms), row.category, source]


def _plain(number):
    return round(number, 2) if isinstance(number, float) else number
