"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from desk.help.topics import Topic
from desk.navigation import Section, Tab
from modules.declaration import RemovableModule
from modules.reports import benchmark, demo, figures
from modules.reports.privacy import forget_in_reports
from people.base.roles import Role

VIEW = "reports.view_report"

MODULE = RemovableModule(
    key="reports",
    rank=None,
    search_words={"report": _("figures statistics results yearly funders export")},
    label=_("Reports"),
    description=_("The figures of a period for funders: a page, a document, a spreadsheet."),
    new_figures=[(figure, "") for figure in figures.FIGURES],
    permissions={Role.COORDINATOR: {VIEW}},
    sections=[
        (
            Section(
                "reports",
                _("Reports"),
                "chart-column",
                (
                    Tab("report", _("Reports"), "chart-column", VIEW, paths=("figures",)),
                    Tab("standing", _("Overview"), "gauge", "inventory.view_every_site"),
                ),
            ),
            "people",
        )
    ],
    topics=[Topic("reports", Role.COORDINATOR, "report standing", after="lists")],
    forget=[forget_in_reports],
    measures=benchmark.measures,
    demo=demo.keep_reports,
)
