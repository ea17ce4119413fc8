"""Page to upload the audit of a lot."""

from django.shortcuts import get_object_or_404, redirect, render

from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from inventory.imports import check as matching_operations
from inventory.models import Transfer
from modules.workshop_audits.forms import AuditForm


@allowed(matching_operations.receive_list.permission)
@takes_files
def outing_audit(request, pk):
    """Upload page of a lot's audit by its workshop."""
    outings = Transfer.objects.visible_to(request.user).outside().for_list()
    outing = get_object_or_404(outings.exclude(sent_at=None), pk=pk)
    form = AuditForm(request.POST or None, request.FILES or None, outing=outing)
    if attempt(form, matching_operations.receive_list, None, by=request.user):
        return redirect(form.result)
    return render(request, "workshop_audits/outing_audit.html", {"outing": outing, "form": form})
