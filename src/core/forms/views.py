"""View of the undo button in success messages."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.forms.actions import page_before, run_action
from core.models import Event
from core.workflow.undo import can_undo, done_by, page_after, undo


@require_POST
def act_undo(request, pk):
    """Undo what this event recorded; redirect to the page for that, or that offered it."""
    event = get_object_or_404(Event, pk=pk)
    if not can_undo(event.kind):
        raise Http404
    rows = event.subject_type.model_class().objects.visible_to(request.user)
    subject = get_object_or_404(rows, pk=event.subject_id)
    is_done = run_action(request, undo, event, done=done_by(event))
    page = page_after(event.kind, subject) if is_done else ""
    return redirect(page or page_before(request) or subject)
