"""The mass balance: a page, and the same as a spreadsheet."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.caches.shared_cache import FIVE_MINUTES, get_or_set, key_of
from core.http.access import allowed
from core.lists.spreadsheets import TYPES, sheet_response
from core.models import Event
from desk.figures.devices import is_small
from desk.figures.scope import ScopeForm
from modules.mass_balance.balance import COLUMNS, balance_of

may_view = allowed("mass_balance.view_balance")


@may_view
def mass_balance(request):
    form = ScopeForm(request.GET, user=request.user, narrows=())
    scope = form.scope
    context = {"form": form, "scope": scope, "columns": COLUMNS.values(), "forms": TYPES}
    if scope:
        context["balance"] = _balance(scope)
    return render(request, "mass_balance/mass_balance.html", context)


@may_view
def mass_balance_sheet(request, form):
    """The balance as a spreadsheet; the export is recorded as an event."""
    scope = ScopeForm(request.GET, user=request.user, narrows=()).scope
    if form not in TYPES:
        raise Http404
    if scope is None:
        return redirect(f"{reverse('mass_balance')}?{request.GET.urlencode()}")
    Event.objects.record("report.exported", request.user, by=request.user, form=form)
    name = _("mass balance %(first)s to %(last)s") % {"first": scope.first, "last": scope.last}
    return sheet_response(name, form, _rows_of(_balance(scope)))


def _balance(scope):
    """The balance of a scope; with many devices, cached for five minutes."""
    if is_small():
        return balance_of(scope)
    key = key_of("mass_balance", scope.reader, scope.first, scope.last, timezone.localdate())
    return get_or_set(key, lambda: balance_of(scope), FIVE_MINUTES)


def _rows_of(balance):
    """Yield the headings, each category, and the total; kilograms are estimates."""
    pairs = [
        (label, _("%(label)s, kg (estimate)") % {"label": label}) for label in COLUMNS.values()
    ]
    heading = [_("Category"), *(text for pair in pairs for text in pair)]
    yield [*heading, _("Difference"), _("Weighed on departure, kg")]
    for row in [*balance.rows, balance.total]:
        cells = [value for number, grams in row.cells for value in (number, _kilograms(grams))]
        name = str(row.category or _("Total"))
        yield [name, *cells, row.difference, _kilograms(row.weighed_g)]
    if balance.scrap_g:
        yield [_("Scrap"), *[""] * (2 * len(COLUMNS) + 1), _kilograms(balance.scrap_g)]


def _kilograms(grams):
    return "" if grams is None else grams / 1000
