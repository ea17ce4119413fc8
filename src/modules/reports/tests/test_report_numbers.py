"""Every number of a report links to exactly the rows that it counts, in charts and tables too."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import resolve, reverse

from desk.figures.registry import FIGURES
from desk.figures.scope import ScopeForm

pytestmark = pytest.mark.usefixtures("unrendered")

OF_2025 = {"first": "2025-01-15", "last": "2025-12-20"}
NARROWED = {
    "nothing": lambda year: {},
    "site": lambda year: {"site": year.north.pk},
    "donor": lambda year: {"donor": year.second.donor.name},
    "organisation": lambda year: {"organisation": year.structure.name},
    "territory": lambda year: {"territory": year.town.code},
}


def numbers_of(context):
    """Each (number, its link) that the page shows."""
    for section in context["sections"]:
        yield from ((line.number, line.href) for line in section.lines if not line.is_unavailable)
    bars = [value for value, _length in [*context["purposes"], *context["category_bars"]]]
    for value in [*bars, *(value for chart in context["months"] for value in chart.values)]:
        yield value.number, value.href
    for row in context["avoided"]:
        yield row.kilograms if row.factor else row.devices, row.href


@pytest.mark.parametrize(
    "what", ["nothing", *(pytest.param(what, marks=pytest.mark.audit) for what in [*NARROWED][1:])]
)
@pytest.mark.usefixtures("unrendered")
def test_every_number_of_a_report_equals_the_rows_of_its_page(year, sign_in, what):
    visitor = sign_in(year.by)
    context = visitor.get(reverse("report"), OF_2025 | NARROWED[what](year)).context
    numbers, rows_of = {}, {}
    for number, href in numbers_of(context):
        url = urlsplit(href)
        figure = FIGURES[resolve(url.path).kwargs["key"]]
        of_page = {"narrows": figure.dimensions, "has_days": not figure.is_of_now}
        scope = ScopeForm(dict(parse_qsl(url.query)), user=year.by, **of_page).scope
        by_hand = figure.aggregation.by_hand(list(figure.rows(scope)))
        numbers[href], rows_of[href] = (n and float(n) for n in (number, by_hand))
    assert len(numbers) > 40
    assert numbers == pytest.approx(rows_of)
    expected = {"organisation": ("vouchers_handed_out", 1), "territory": ("purpose_school", 1)}
    if what in expected:
        key, number = expected[what]
        [shown] = [count for href, count in numbers.items() if f"/{key}/" in href]
        assert shown == number
    behind = visitor.get(href).context
    assert (behind["figure"], behind["scope"]) == (figure, scope)
