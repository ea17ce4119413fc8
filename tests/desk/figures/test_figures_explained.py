"""A figure equals the number of rows on its page, for each user."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from core.charts import whole
from core.formatting import day
from desk.figures.registry import FIGURES, MODULES
from desk.figures.report_context import Reading
from desk.figures.scope import Scope
from modules.declaration import removable
from tests.factories import LoanFactory, UserFactory
from tests.world import PERSONAL

pytestmark = pytest.mark.engine


def of_late(user, **narrows):
    today = timezone.localdate()
    return Scope(user=user, first=today - timedelta(days=300), last=today, **narrows)


def address(key, **query):
    return f"{reverse('figure', args=[key])}?{urlencode(query)}"


@pytest.mark.usefixtures("unrendered")
def test_a_number_is_computed_from_the_rows_of_its_page(world, admin, sign_in):
    scope, visitor = of_late(admin), sign_in(admin)
    for key, figure in FIGURES.items():
        by_hand = figure.aggregation.by_hand(list(figure.rows(scope)))
        assert figure.number(scope) == (by_hand if by_hand is None else pytest.approx(by_hand)), key
        page = visitor.get(figure.address(scope))
        order = [figure.day] if figure.day else []
        counted = figure.rows(scope).order_by(*order, "-pk").values_list("pk", flat=True)
        assert [row.pk for row, _cells in page.context["table"].cells()] == list(counted[:50]), key
        assert page.context["text"] == figure.text(scope), key


def test_overdue_loans_are_listed_with_the_day_they_were_due(world, admin, sign_in):
    loan = LoanFactory(overdue=True)
    table = sign_in(admin).get(address("loans_overdue")).context["table"]
    days = {row.pk: str(cells[-1]) for row, cells in table.cells()}
    assert days[loan.pk] == day(loan.due_on)
    assert table.columns["day"].header == "à rendre le"


TOGETHER = [figure for figure in FIGURES.values() if figure.together]


def test_a_report_runs_shared_queries_once(world, coordinator, django_assert_num_queries):
    read = Reading(of_late(coordinator))
    purposes = [figure for figure in TOGETHER if figure.key.startswith("purpose_")]
    with django_assert_num_queries(1):
        assert sum(read.number(figure) for figure in purposes) > 0


@pytest.mark.audit
def test_rows_of_a_figure_hide_names_from_the_warehouse(world, sign_in):
    user = UserFactory(technician=True, sites=[world.site])
    visitor, shown = sign_in(user), 0
    for key, figure in FIGURES.items():
        page = visitor.get(address(key))
        assert page.status_code == (200 if user.has_perm(figure.permission) else 404), key
        assert [word for word in PERSONAL if word in page.content.decode()] == [], key
        shown += page.status_code == 200
    assert shown > 20


def test_no_two_figures_have_the_same_key():
    added = sum(len(module.new_figures) for module in removable())
    assert len(FIGURES) == sum(len(module.FIGURES) for module in MODULES) + added


def test_figure_labels_are_pluralised():
    plurals = {"appareils", "dons", "demandes", "prêts", "bons", "invitations"}
    seen = set()
    with translation.override("fr"):
        for figure in FIGURES.values():
            assert figure.label == figure.label_for(None) == figure.label_for(7)
            first = figure.label.split()[0]
            if figure.words is whole and first in plurals:
                assert figure.label_for(1).split()[0] == first.removesuffix("s")
                seen.add(first)
    assert seen == plurals
