"""Database rules of the settings of figures, and permissions to change them."""

import pytest
from django.urls import reverse

from desk.figures.models import MAX_MONTHS
from desk.models import FigureRules
from tests.factories import FigureRulesFactory
from tests.law import refused, write

pytestmark = pytest.mark.django_db


def test_an_administrator_sets_how_long_gifts_count_and_a_coordinator_does_not(
    admin, coordinator, sign_in
):
    page = reverse("figurerules_edit")
    assert sign_in(coordinator).get(page).status_code == 403
    assert sign_in(admin).post(page, {"gift_months": 12}).status_code == 302
    assert FigureRules.load().gift_months == 12


def test_figure_settings_are_a_singleton_and_use_of_a_gift_is_limited():
    rules = FigureRulesFactory()
    with refused("desk_figurerules_only_one"):
        FigureRules.objects.bulk_create([FigureRules(pk=2)])
    with refused("desk_figurerules_months"):
        write(rules, gift_months=MAX_MONTHS + 1)
