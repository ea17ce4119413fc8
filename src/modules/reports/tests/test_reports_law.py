"""Database rules of saved reports."""

import pytest

from modules.reports.tests.factories import ReportFactory
from tests.law import copy, refused

pytestmark = pytest.mark.django_db


def test_a_saved_report_name_is_unique_for_its_owner():
    report = ReportFactory()
    with refused("reports_report_once"):
        copy(report)
    assert copy(report, owner=ReportFactory().owner).pk
