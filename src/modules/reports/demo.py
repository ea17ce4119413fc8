"""Demo data of the module."""

from modules.reports.lifecycle import Period
from modules.reports.models import Report
from modules.reports.operations import keep_report

SAVED_REPORTS = {"Bilan de l’année": Period.THIS_YEAR, "Mois dernier": Period.LAST_MONTH}


def keep_reports(world):
    """Create two reports that all coordinators may run."""
    days = {"first": f"{world.today:%Y}-01-01", "last": str(world.today)}
    for name, period in SAVED_REPORTS.items():
        report = Report(name=name, period=period, is_shared=True, query=days)
        keep_report(report, by=world.coordinator)
