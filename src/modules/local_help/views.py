"""Pages to edit the help printed on papers, and to list the places where people find help."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import export_of
from modules.local_help import operations
from modules.local_help.forms import LinkForm
from modules.local_help.models import ResourceLink
from modules.local_help.tables import HelpPlaceTable

MAX_PLACES = 100  # shown at once: the others are searched

may_write = allowed(operations.save_link.permission)


@may_write
def link_edit(request, pk=None):
    link = get_object_or_404(ResourceLink, pk=pk) if pk else ResourceLink()
    form = LinkForm(request.POST or None, instance=link)
    if attempt(form, operations.save_link, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "agreementtext_list")
    context = {"form": form, "row": link, "heading": link._meta.verbose_name}
    return render(request, "loans/agreements/wording_edit.html", context)


@may_write
def helpplace_list(request):
    """The places of help, searched by their name or commune."""
    sought = request.GET.get("q", "")
    places = ResourceLink.objects.places(sought)
    table = HelpPlaceTable(places, user=request.user)
    if file := export_of(request, table):
        return file
    context = {"q": sought, "places": places[:MAX_PLACES], "tools": table.tools}
    return render(request, "local_help/helpplace_list.html", context)
