"""Pages of the channels and of the quiet hours."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms import attempt
from core.models import Event
from people.forms.quiet import QuietForm
from people.models import QuietHours
from people.operations import quiet as operations
from people.outbox.channels import means_of_sending


@permission_required(operations.save_quiet_hours.permission, raise_exception=True)
def sending_edit(request):
    """The quiet hours; beside them, what carries e-mails and SMS, and what failed."""
    quiet = QuietHours.load()
    form = QuietForm(request.POST or None, instance=quiet)
    if attempt(form, operations.save_quiet_hours, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("sending_edit")
    context = {
        "form": form,
        "means": means_of_sending(timezone.now()),
        "events": Event.objects.about(quiet).select_related("by")[:50],
    }
    return render(request, "people/sending_edit.html", context)
