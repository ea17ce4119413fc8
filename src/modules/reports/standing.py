"""Tables and charts of the current stock; each number links to its list."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogue.models import Category
from core.charts import Lane, Lanes, whole
from desk.figures.lists import listed
from desk.figures.registry import FIGURES
from desk.figures.weeks import weekly_chart
from inventory.devices.age_buckets import Age
from inventory.devices.lifecycle.devices import DeviceStatus
from modules.reports.flow import FLOW
from modules.reports.snapshot import STATES, reach_of

WANTED = "devices_wanted"
COLUMNS = [
    DeviceStatus.RECEIVED,
    DeviceStatus.REFURBISHING,
    DeviceStatus.READY,
    WANTED,
    DeviceStatus.RESERVED,
    DeviceStatus.ON_LOAN,
    DeviceStatus.QUARANTINED,
]
AGED = [status for status in STATES if status != DeviceStatus.ON_LOAN]
WIDTH, HEIGHT = 280, 160


class Cell(NamedTuple):
    """A number, with a link to the list that it counts."""

    count: int
    href: str

    @property
    def text(self):
        return whole(self.count)


class Heading(NamedTuple):
    """A column heading with a link to the definition of its numbers."""

    label: str
    href: str


class Standing(NamedTuple):
    """Context of the page about the current stock and recent activity, with its time."""

    at: object
    past_at: object
    stock: list
    stock_headings: list
    stock_chart: Lanes
    ages: list
    age_headings: list
    age_chart: Lanes
    flow: list
    reach: list


def standing_of(stock_now, past, scope):
    """Tables, charts and numbers from a `Stock` and a `Past`."""
    stock = [(of, _stock_row(stock_now, scope, of)) for of in Category.objects.all()]
    stock = [(category, cells) for category, cells in stock if any(cell.count for cell in cells)]
    ages = [(status, _age_row(stock_now, scope, status)) for status in AGED]
    return Standing(
        at=stock_now.at,
        past_at=past.at,
        stock=stock,
        stock_headings=[_heading(column, scope) for column in COLUMNS],
        stock_chart=_stock_chart(stock),
        ages=[(_heading(status, scope), cells) for status, cells in ages],
        age_headings=[age.label for age in Age],
        age_chart=_age_chart(ages),
        flow=flow_charts(past, scope),
        reach=list(_reach(past, scope)),
    )


def _heading(column, scope):
    label = _("requested") if column == WANTED else column.label
    return Heading(label, FIGURES[STATES.get(column, column)].address(scope))


def _stock_row(stock_now, scope, category):
    """The numbers of a category, in the order of the columns."""
    of = replace(scope, category=category)
    return [
        Cell(stock_now.wanted[category.pk], FIGURES[WANTED].address(of))
        if column == WANTED
        else Cell(stock_now.of(category.pk, column), FIGURES[STATES[column]].worked_on(of))
        for column in COLUMNS
    ]


def _stock_chart(stock):
    ready, wanted = COLUMNS.index(DeviceStatus.READY), COLUMNS.index(WANTED)
    lanes = [
        Lane(str(category), (cells[ready].count, cells[wanted].count))
        for category, cells in stock
        if cells[ready].count or cells[wanted].count
    ]
    sentence = _("%(category)s: %(ready)s ready, %(wanted)s requested")
    return Lanes(
        key="chart-stock",
        title=_("Ready devices, compared with requested devices"),
        summary=". ".join(
            sentence % {"category": lane.label, "ready": lane.numbers[0], "wanted": lane.numbers[1]}
            for lane in lanes
        )
        + ".",
        series=(_("ready"), _("requested")),
        lanes=tuple(lanes),
        width=WIDTH,
    )


def _age_row(stock_now, scope, status):
    return [
        Cell(
            stock_now.aged(status, age),
            listed("device_list", status=status.value, age=age.value, site=scope.site),
        )
        for age in Age
    ]


def _age_chart(ages):
    lanes = tuple(
        Lane(str(status.label), tuple(cell.count for cell in cells)) for status, cells in ages
    )
    sentence = _("%(state)s: %(count)s, of which %(old)s for more than 3 months")
    return Lanes(
        key="chart-ages",
        title=_("Devices by status, and time in that status"),
        summary=". ".join(
            sentence % {"state": lane.label, "count": sum(lane.numbers), "old": lane.numbers[0]}
            for lane in lanes
        )
        + ".",
        series=tuple(str(age.label) for age in Age),
        lanes=lanes,
        is_stacked=True,
        width=WIDTH,
    )


def flow_charts(past, scope):
    """Charts of devices received, made ready, handed over and returned by week."""
    maximum = max((max(weeks.values(), default=0) for weeks in past.flow.values()), default=0)
    size = {"maximum": maximum, "width": WIDTH, "height": HEIGHT}
    return [_by_week(past, scope, FIGURES[key], **size) for key in FLOW]


def _by_week(past, scope, figure, **size):
    def address(monday):
        return figure.address(replace(scope, first=monday, last=monday + timedelta(days=6)))

    title = str(figure.label).capitalize()
    counts = past.flow[figure.key]
    return weekly_chart(figure.key, title, counts, past.weeks.mondays, address, **size)


def _reach(past, scope):
    """Each (number, label, period, link to its definition)."""
    periods = [_("this month"), _("this year"), _("today")]
    for (figure, figure_scope), number, when in zip(
        reach_of(scope), past.reach, periods, strict=True
    ):
        yield (
            figure.text_for(number),
            figure.label_for(number),
            when,
            figure.address(figure_scope),
            number,
        )
