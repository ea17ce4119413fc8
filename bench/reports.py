"""The report of a year, from the register to the paper."""

from datetime import date

from desk.figures.scope import Scope
from desk.reports.papers import render_yearly


def yearly_paper(user, year):
    """The act of drawing the yearly report of all sites, as `user` may read it."""
    scope = Scope(user=user, first=date(year, 1, 1), last=date(year, 12, 31))
    return lambda: render_yearly(scope, year)
