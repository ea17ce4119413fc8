"""Every figure is its rows: what its number says is what its page counts, as its reader sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from core.charts import whole
from desk.figures.registry import FIGURES, MODULES
from desk.figures.report_context import Reading
from desk.figures.scope import Scope
from tests.factories import UserFactory
from tests.world import PERSONAL

pytestmark = pytest.mark.engine

EVERY = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)


def of_late(user, **narrows):
    today = timezone.localdate()
    return Scope(user=user, first=today - timedelta(days=300), last=today, **narrows)


def address(key, **query):
    return f"{reverse('figure', args=[key])}?{urlencode(query)}"


@EVERY
def test_a_number_is_computed_from_the_rows_of_its_page(world, coordinator, figure):
    scope = of_late(coordinator)
    by_hand = figure.aggregation.by_hand(list(figure.rows(scope)))
    assert figure.number(scope) == (by_hand if by_hand is None else pytest.approx(by_hand))


TOGETHER = [figure for figure in FIGURES.values() if figure.together]


@pytest.mark.parametrize("place", ["", "site"])
def test_report_numbers_equal_single_figures(world, coordinator, place):
    narrows = {place: getattr(world, place)} if place else {}
    scope = of_late(coordinator, **narrows)
    read = Reading(scope)
    numbers = {figure.key: read.number(figure) for figure in TOGETHER}
    alone = {figure.key: figure.number(scope) for figure in TOGETHER}
    assert numbers == pytest.approx(alone)
    assert any(numbers.values())


def test_a_report_runs_shared_queries_once(world, coordinator, django_assert_num_queries):
    read = Reading(of_late(coordinator))
    purposes = [figure for figure in TOGETHER if figure.key.startswith("purpose_")]
    with django_assert_num_queries(1):
        assert sum(read.number(figure) for figure in purposes) > 0


@EVERY
def test_the_page_of_a_figure_shows_its_number_and_rows(world, admin, sign_in, figure):
    scope = of_late(admin)
    page = sign_in(admin).get(figure.address(scope))
    counted = figure.rows(scope).order_by("-pk").values_list("pk", flat=True)
    assert [row.pk for row, _cells in page.context["table"].cells()] == list(counted[:50])
    assert page.context["text"] == figure.text(scope)


@EVERY
def test_rows_of_a_figure_hide_names_from_the_warehouse(world, sign_in, figure):
    page = sign_in(UserFactory(technician=True, sites=[world.site])).get(address(figure.key))
    may_see = page.wsgi_request.user.has_perm(figure.permission)
    assert page.status_code == (200 if may_see else 404)
    assert [word for word in PERSONAL if word in page.content.decode()] == []


def test_no_two_figures_have_the_same_key():
    assert len(FIGURES) == sum(len(module.FIGURES) for module in MODULES)


def test_figure_labels_are_pluralised():
    plurals = {"appareils", "lots", "demandes", "prêts", "bons", "invitations"}
    seen = set()
    with translation.override("fr"):
        for figure in FIGURES.values():
            assert figure.label == figure.label_for(None) == figure.label_for(7)
            first = figure.label.split()[0]
            if figure.words is whole and first in plurals:
                assert figure.label_for(1).split()[0] == first.removesuffix("s")
                seen.add(first)
    assert seen == plurals
