from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from modules.end_of_support import operations
from modules.end_of_support.forms import SupportEndForm
from modules.end_of_support.models import SupportEnd


@allowed(operations.save_end.permission)
def supportend_list(request, pk=None):
    """The reference data, with the form to add a row, or to correct the row `pk`."""
    end = get_object_or_404(SupportEnd, pk=pk) if pk else SupportEnd()
    form = SupportEndForm(request.POST or None, instance=end)
    if attempt(form, operations.save_end, by=request.user):
        return redirect_saying(
            request, _("The date when updates end has been saved."), "supportend_list"
        )
    ends = SupportEnd.objects.all()
    context = {"ends": ends, "form": form, "end": end if pk else None}
    return render(request, "end_of_support/supportend_list.html", context)
