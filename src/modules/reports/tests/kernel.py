"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.reports import operations
from modules.reports.tests.factories import ReportFactory
from people.base.roles import Role
from tests.access_page import K, Page, act

FACTORIES = [ReportFactory]
PAGES = {
    "standing": Page(K),
    "report": Page(K),
    "report_pdf": Page(K, file=True),
    "report_sheet": Page(K, args=("csv",), file=True),
    "report_yearly": Page(K, args=("2026",), file=True),
    "report_keep": act(K),
    "report_run": Page(K, "report", file=True),
    "report_forget": act(K, "report"),
}
SEARCHED = [("fr", "rapports", "report"), ("fr", "rapport financeur", "report")]
LOWEST = {Role.COORDINATOR: [operations.forget_report, operations.keep_report]}
BY_HAND = {
    "devices_erased": 2,  # one of them twice
    "staff_equipped": 2,
    "structures_equipped": 1,
    "purpose_school": 1,
    "purpose_telework": 2,
    "purpose_none": 5,
    "purpose_job": 0,
    "vouchers_handed_out": 2,
    "vouchers_worth": 20,
    "no_show_rate": 25,  # 1 of 4
    "trainings_offered": 2,
    "trainings_taken_up": 1,
    **{f"purpose_{name}": 0 for name in ("rights", "online", "social_link", "housing")},
    **{f"purpose_{name}": 0 for name in ("family", "other")},
}
NOT_THERE = ["report_run"]  # redirects to the report
SHEETS = ["report_sheet"]
PICTURES = {"reports": ("report",)}
WALKED = ["report", "standing"]


def add_to(world):
    world.report = ReportFactory(shared=True)


def leave_traces(loan, _cells, _scan):
    ReportFactory(name=f"Famille {loan.recipient.last_name}")
