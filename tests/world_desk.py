"""Rows of the world for figures and copies: a token, a backup, a full export."""

from tests.factories import (
    BackupFactory,
    FigureRulesFactory,
    TokenFactory,
    WholeExportFactory,
)


def add_desk(world):
    world.token = TokenFactory()
    FigureRulesFactory(public=True)
    BackupFactory()
    world.whole_export = WholeExportFactory(ready=True)
