"""Every number on a home page equals the number of rows of its list and its explanation."""

import pytest
from django.urls import reverse

from desk.home import todo
from people.base.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("unrendered")


def numbers_of(page, *, explained=False):
    """Yield (number, URL) of the lists on a home page, and with `explained` of explanations."""
    context = page.context
    for _heading, items in context["groups"]:
        tones = [item.tone == "bad" for item in items]
        assert tones == sorted(tones, reverse=True)  # a phone never folds red lines
        for item in items:
            yield item.count, item.href
            if explained:
                yield item.count, item.explained
    for item in context["nothing"] if explained else ():
        yield 0, item.explained
    for short in context["short"]:
        for part in short.parts:
            yield part.count, part.href


def rows_of(page):
    """Return the number of rows of a list or, for a figure that adds amounts, their total."""
    context = page.context
    if "figure" in context and context["figure"].aggregation.needs_amount:
        return context["figure"].aggregation.by_hand(list(context["figure"].rows(context["scope"])))
    if "table" in context:
        return context["table"].paginator.count
    if "page" in context:
        return context["page"].paginator.count
    return context["count"] if "count" in context else len(context["renewals"])


def wrong_ones(visitor, numbers):
    """Return {URL: (number, number of rows)} for the numbers that differ from their list."""
    numbers = {href: number for number, href in numbers}
    answers = {href: visitor.get(href) for href in numbers}
    return {
        href: (numbers[href], answer.status_code == 200 and rows_of(answer))
        for href, answer in answers.items()
        if answer.status_code != 200 or rows_of(answer) != numbers[href]
    }


@pytest.fixture
def visitor_of(world, sign_in):
    def visitor_of(role):
        if role == Role.ASSOCIATION:
            return sign_in(world.association_user)
        return sign_in(UserFactory(role=role, sites=[world.site]))

    return visitor_of


def test_every_number_equals_the_rows_of_its_list(world, visitor_of):
    """For an administrator, the explanations of all figures are also compared."""
    for role in Role:
        visitor = visitor_of(role)
        home = visitor.get(reverse("home"))
        numbers = [*numbers_of(home, explained=role == Role.ADMIN)]
        assert [number for number, _href in numbers if number], role
        assert wrong_ones(visitor, numbers) == {}, role


def test_every_number_of_one_site_equals_the_rows_of_its_list(world, visitor_of):
    visitor = visitor_of(Role.ADMIN)
    for site in {world.site, world.transfer.origin}:
        home = visitor.get(reverse("home"), {"site": site.pk})
        assert home.context["look"].site == site
        assert wrong_ones(visitor, numbers_of(home)) == {}


def test_a_line_of_a_module_follows_the_line_it_names(monkeypatch):
    monkeypatch.setattr(todo, "TO_DO", {Role.COUNTER: {todo.STOCK: (todo.VOUCHERS, todo.FEW_LEFT)}})
    todo.add(Role.COUNTER, todo.STOCK, todo.READY, after=todo.VOUCHERS.key)
    assert todo.TO_DO[Role.COUNTER][todo.STOCK] == (todo.VOUCHERS, todo.READY, todo.FEW_LEFT)
