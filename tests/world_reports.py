"""Rows of the world for reports: an area table, a shared report, a full export."""

from desk.models.report import hash_of
from tests.access_desk import OUTCOME
from tests.factories import (
    AreaTableFactory,
    BackupFactory,
    FigureRulesFactory,
    OutcomeLinkFactory,
    ReportFactory,
    WholeExportFactory,
)


def add_reports(world):
    world.area_table = AreaTableFactory(
        pending=[["commune", "29133", "Belvoir", "29", ""]], faults=[[3, "It has no name."]]
    )
    world.report = ReportFactory(shared=True)
    world.outcome_link = OutcomeLinkFactory(donor=world.donor, token_hash=hash_of(OUTCOME))
    FigureRulesFactory(public=True)
    BackupFactory()
    world.whole_export = WholeExportFactory(ready=True)
