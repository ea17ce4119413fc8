"""Database rules of reports and published pages."""

from datetime import date

import pytest
from django.utils import timezone

from desk.figures.models import MAX_MONTHS
from desk.models import FigureRules
from tests.factories import DonorFactory, FigureRulesFactory, OutcomeLinkFactory, ReportFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_saved_report_name_is_unique_for_its_owner():
    report = ReportFactory()
    with refused("desk_report_once"):
        copy(report)
    assert copy(report, owner=ReportFactory().owner).pk


def test_an_outcome_link_is_frozen():
    link = OutcomeLinkFactory()
    for changes in (
        {"donor": DonorFactory()},
        {"token_hash": "0" * 64},
        {"expires_on": date(2100, 1, 1)},
    ):
        with refused("desk_outcomelink_frozen"):
            write(link, **changes)
    with refused("desk_outcomelink_kept"):
        delete(link)


def test_a_revoked_link_stays_revoked():
    link = OutcomeLinkFactory()
    assert write(link, revoked_at=timezone.now()) == 1
    with refused("desk_outcomelink_revoked"):
        write(link, revoked_at=None)


def test_figure_settings_are_a_singleton_and_use_of_a_gift_is_limited():
    rules = FigureRulesFactory()
    with refused("desk_figurerules_only_one"):
        FigureRules.objects.bulk_create([FigureRules(pk=2)])
    with refused("desk_figurerules_months"):
        write(rules, gift_months=MAX_MONTHS + 1)
