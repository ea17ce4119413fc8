"""Measures of the module for `make bench`."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from desk.figures.scope import Scope
from desk.home.site_scope import Look
from modules.reports import snapshot
from modules.reports.papers import render_yearly
from people.models import Site


def measures(user):
    report, year = reverse("report"), timezone.localdate().year
    closed = f"{report}?first={year - 1}-01-01&last={year - 1}-12-31"
    whole = Scope(user=user, first=date(year, 1, 1), last=date(year, 12, 31))
    look = Look(user, list(Site.objects.all()))
    return [
        ("Report of a closed year", closed, 10),
        ("Report of this year", report, 300, "ms", 3),
        ("Yearly report for a funder, as a paper", lambda: render_yearly(whole, year), 10_000),
        ("What is in stock, computed", lambda: snapshot.stock_now(look), None),
        ("What happened in 8 weeks, computed", lambda: snapshot.past_now(look), None),
    ]
