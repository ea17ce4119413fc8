"""Rows of the world for figures and copies: a token and a backup."""

from tests.factories import (
    BackupFactory,
    FigureRulesFactory,
    TokenFactory,
)


def add_desk(world):
    world.token = TokenFactory()
    FigureRulesFactory(public=True)
    BackupFactory()
