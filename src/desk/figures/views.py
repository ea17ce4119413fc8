"""Page of a figure: its definition, filters and the rows counted; the settings of figures."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.lists.tables import render_table
from core.models import Event
from desk.figures import operations
from desk.figures.forms import FigureRulesForm
from desk.figures.presentation import RowTable
from desk.figures.registry import FIGURES
from desk.figures.scope import ScopeForm
from desk.models import FigureRules


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


@permission_required(operations.save_figure_rules.permission, raise_exception=True)
def figurerules_edit(request):
    rules = FigureRules.load()
    form = FigureRulesForm(request.POST or None, instance=rules)
    if attempt(form, operations.save_figure_rules, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "figurerules_edit")
    events = Event.objects.about(rules).select_related("by")[:50]
    return render(request, "desk/figures/figurerules_edit.html", {"form": form, "events": events})
