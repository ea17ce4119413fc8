"""Page of the territories by which reports are grouped."""

from django.db.models import Count
from django.shortcuts import render
from django.utils.translation import ngettext

from core.http.access import allowed
from modules.area_tables import operations
from people.base.lifecycle import AreaKind
from people.models import Area, AreaTable, Recipient

SHOWN = 20


@allowed(operations.take_in.permission)
def area_list(request):
    """Show the number of territories of each kind, and the imported tables."""
    counts = dict(Area.objects.order_by().values_list("kind").annotate(Count("pk")))
    context = {
        "kinds": [(_label(kind, counts.get(kind, 0)), counts.get(kind, 0)) for kind in AreaKind],
        "tables": AreaTable.objects.select_related("by")[:SHOWN],
        "lost": Recipient.objects.filter(commune=None).exclude(town="").count(),
    }
    return render(request, "area_tables/area_list.html", context)


def _label(kind, count):
    return {
        AreaKind.DEPARTMENT: ngettext("département", "départements", count),
        AreaKind.EPCI: ngettext("group of communes (EPCI)", "groups of communes (EPCI)", count),
        AreaKind.COMMUNE: ngettext("commune", "communes", count),
        AreaKind.QPV: ngettext("priority area (QPV)", "priority areas (QPV)", count),
    }[kind]
