"""`manage.py remove_module reports`: what it would remove."""

import pytest
from django.core.management import call_command

from modules.removal import installed, reasons_to_keep
from modules.reports.models import Report
from modules.reports.tests.factories import ReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_saved_reports_are_removed_with_the_module(tmp_path, capsys):
    ReportFactory(shared=True)
    call_command("remove_module", "reports", to=tmp_path / "data.zip")
    printed = capsys.readouterr().out
    assert "reports_report, rows exported and deleted: 1" in printed
    assert "Nothing was removed. To remove it: manage.py remove_module reports --yes" in printed
    assert Report.objects.count() == 1
    assert list(reasons_to_keep(installed()["reports"])) == []
