from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import list_view
from core.models import Event
from people.models import Site
from people.organisations import operations
from people.organisations.forms import SiteForm
from people.organisations.tables import SiteTable

site_list = list_view(SiteTable, permission="people.change_site", rows=Site.objects.visible_to)


@allowed(operations.save_site.permission)
def site_add(request):
    form = SiteForm(request.POST or None)
    if attempt(form, operations.save_site, by=request.user):
        return redirect_saying(request, _("The site is open."), "site_list")
    return render(request, "people/organisations/site_add.html", {"form": form})


@allowed(operations.save_site.permission)
def site_edit(request, pk):
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    name = site.name
    form = SiteForm(request.POST or None, instance=site)
    if attempt(form, operations.save_site, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "site_list")
    context = {"name": name, "form": form, "events": Event.objects.about(site).select_related("by")}
    return render(request, "people/organisations/site_edit.html", context)
