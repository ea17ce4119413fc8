"""Rows of the world for figures and copies: a link of a donor, a token, a backup, a full export."""

from desk.outcomes.models import hash_of
from tests.access_desk import OUTCOME
from tests.factories import (
    BackupFactory,
    FigureRulesFactory,
    OutcomeLinkFactory,
    TokenFactory,
    WholeExportFactory,
)


def add_reports(world):
    world.outcome_link = OutcomeLinkFactory(donor=world.donor, token_hash=hash_of(OUTCOME))
    world.token = TokenFactory()
    FigureRulesFactory(public=True)
    BackupFactory()
    world.whole_export = WholeExportFactory(ready=True)
