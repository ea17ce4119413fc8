"""What each site usually prints its labels on."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.forms import attempt
from inventory import operations
from inventory.forms.labeldefaults import LabelDefaultsForm
from people.models import Site


@permission_required(operations.set_label_defaults.permission, raise_exception=True)
def labeldefaults_edit(request):
    sites = Site.objects.visible_to(request.user).filter(is_active=True)
    form = LabelDefaultsForm(request.POST or None, sites=sites)
    if attempt(form, operations.set_label_defaults, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("settings")
    return render(request, "inventory/labeldefaults_edit.html", {"form": form})
