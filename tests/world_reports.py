"""Rows of the world for reports: an area table, a shared report, a full export."""

from desk.outcomes.models import hash_of
from tests.access_desk import OUTCOME
from tests.factories import (
    BackupFactory,
    FigureRulesFactory,
    OutcomeLinkFactory,
    ReportFactory,
    TokenFactory,
    WholeExportFactory,
)


def add_reports(world):
    world.report = ReportFactory(shared=True)
    world.outcome_link = OutcomeLinkFactory(donor=world.donor, token_hash=hash_of(OUTCOME))
    world.token = TokenFactory()
    FigureRulesFactory(public=True)
    BackupFactory()
    world.whole_export = WholeExportFactory(ready=True)
