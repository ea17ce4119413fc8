"""The tables of territories, by which reports are grouped."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import run_action
from core.body_limit import takes_files
from core.forms import attempt
from people.areas import operations
from people.areas.forms import AreaTableForm
from people.base.lifecycle import AreaKind
from people.models import Area, AreaTable, Recipient

SHOWN = 20
may_import = permission_required(operations.check_table.permission, raise_exception=True)


@may_import
@takes_files
def area_list(request):
    """The territories and the tables they come from, with the form of another."""
    form = AreaTableForm(request.POST or None, request.FILES or None)
    if attempt(form, operations.check_table, by=request.user):
        return redirect("areatable_detail", form.result.pk)
    counts = dict(Area.objects.order_by().values_list("kind").annotate(Count("pk")))
    context = {
        "form": form,
        "kinds": [(kind.label, counts.get(kind.value, 0)) for kind in AreaKind],
        "tables": AreaTable.objects.exclude(applied_at=None).select_related("by")[:SHOWN],
        "lost": Recipient.objects.filter(commune=None).exclude(town="").count(),
    }
    return render(request, "people/areas/area_list.html", context)


@may_import
def areatable_detail(request, pk):
    """Preview of a table: rows to import, and errors."""
    table = get_object_or_404(AreaTable, pk=pk)
    context = {
        "table": table,
        "rows": [(AreaKind(row[0]).label, *row[1:]) for row in table.pending[:SHOWN]],
        "faults": [(number, _(sentence)) for number, sentence in table.faults],
    }
    return render(request, "people/areas/areatable_detail.html", context)


@may_import
@require_POST
def areatable_apply(request, pk):
    table = operations.apply_table(get_object_or_404(AreaTable, pk=pk), by=request.user)
    message = _("Taken in: %(count)s territories.") % {"count": table.count}
    messages.success(request, message)
    return redirect("area_list")


@may_import
@require_POST
def areatable_drop(request, pk):
    table = AreaTable.objects.filter(pk=pk).first()  # pressed again, it is gone already
    if table is None or run_action(request, operations.drop_table, table):
        messages.success(request, _("This table is forgotten."))
    return redirect("area_list")
