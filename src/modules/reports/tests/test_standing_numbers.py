"""Every number of the current stock links to a list with that number of rows."""

import pytest
from django.urls import reverse

from people.base.roles import Role
from tests.desk.home.test_home_numbers import visitor_of, wrong_ones  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("unrendered")


def numbers_of_the_stock(standing):
    for _name, cells in [*standing.stock, *standing.ages]:
        yield from ((cell.count, cell.href) for cell in cells)
    for chart in standing.flow:
        yield from ((value.number, value.href) for value in chart.values)
    for _text, _label, _when, href, number in standing.reach:
        yield number, href


def test_every_number_of_one_site_equals_the_rows_of_its_list(world, visitor_of):  # noqa: F811
    visitor = visitor_of(Role.ADMIN)
    page = visitor.get(reverse("standing"), {"site": world.site.pk})
    assert page.context["look"].site == world.site
    numbers = sorted(numbers_of_the_stock(page.context["standing"]), key=lambda row: -row[0])
    counted = sum(1 for number, _href in numbers if number)
    assert counted > 5
    assert wrong_ones(visitor, numbers[: counted + 10]) == {}  # most are zero
