"""Default labels of each site."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from inventory.labels.forms import LabelDefaultsForm
from inventory.labels.operations import printers as operations
from people.models import Site


@allowed(operations.set_label_defaults.permission)
def labeldefaults_edit(request):
    sites = Site.objects.visible_to(request.user).filter(is_active=True)
    form = LabelDefaultsForm(request.POST or None, sites=sites)
    if attempt(form, operations.set_label_defaults, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "settings")
    return render(request, "inventory/labels/labeldefaults_edit.html", {"form": form})
