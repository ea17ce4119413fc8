"""The page of a saved view."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists import saved_views
from core.lists.toolbar import ChangeViewForm
from core.models import SavedView

may_arrange = allowed(saved_views.change_view.permission)


@may_arrange
def view_edit(request, pk):
    """Edit or delete a saved view; it can be renamed, shared and made the default."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if "delete" in request.POST:
        run_action(request, saved_views.delete_view, view, done=_("The view is deleted."))
        return redirect(view.list_address)
    form = ChangeViewForm(request.POST or None, instance=view, user=request.user)
    if attempt(form, form.operation, view, by=request.user):
        messages.success(request, _("The changes are saved."))
        is_seen = SavedView.objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect(view if is_seen else view.list_address)
    request.section_path = view.list_address
    return render(request, "core/view_edit.html", {"view": view, "form": form})
