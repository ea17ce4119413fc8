"""Page of a figure: its definition, filters and the rows counted."""

from django.http import Http404
from django.shortcuts import render

from core.lists.tables import render_table
from desk.figures.presentation import RowTable
from desk.figures.registry import FIGURES
from desk.figures.scope import ScopeForm


def figure(request, key):
    figure = FIGURES.get(key)
    if figure is None or not figure.may_be_read_by(request.user):
        raise Http404
    has_days = not figure.is_of_now
    form = ScopeForm(request.GET, user=request.user, narrows=figure.dimensions, has_days=has_days)
    scope = form.scope
    context = {"figure": figure, "form": form, "scope": scope}
    if scope is None:
        return render(request, "desk/figures/figure.html", context)
    number = figure.number(scope)
    context |= {"text": figure.text_for(number), "noun": figure.label_for(number)}
    if figure.worked_on:
        context["worked_on"] = figure.worked_on(scope)
    return render_table(request, "desk/figures/figure.html", RowTable(figure, scope), **context)
