"""Pages of the retention periods and of the record of processing."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import run_action
from core.forms import attempt
from core.models import Event
from core.pdf.render import pdf_response
from desk.privacy.forms import ProcessingForm, RetentionForm
from desk.privacy.papers import render_register
from people.models import Processing, Retention
from people.privacy import operations
from people.privacy.processing_record import line_of, register

may_change = permission_required(operations.save_retention.permission, raise_exception=True)
may_read = permission_required("people.anonymise_recipient", raise_exception=True)


@may_change
def retention_edit(request):
    terms = Retention.load()
    form = RetentionForm(request.POST or None, instance=terms)
    if attempt(form, operations.save_retention, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("retention_edit")
    events = Event.objects.about(terms).select_related("by")[:50]
    return render(request, "desk/privacy/terms.html", {"form": form, "events": events})


@may_read
def processing_list(request):
    context = {"lines": register(), "terms": Retention.cached()}
    return render(request, "desk/privacy/register.html", context)


@may_read
def processing_paper(request):
    return pdf_response(render_register(), "registre")


@may_change
def processing_edit(request, code):
    """Edit an entry; unchanged proposed texts keep following the settings."""
    line = line_of(code)
    if line is None:
        raise Http404
    row = Processing.objects.filter(code=code).first() or Processing(code=code)
    return _edit(request, line, row)


@require_POST
@may_change
def processing_confirm(request, code):
    """Confirm a line of the record of processing after review of its legal basis."""
    line = line_of(code)
    if line is None:
        raise Http404
    if request.POST.get("as_read") != line.fingerprint:
        messages.error(request, _("This line changed since you read it: read it again."))
        return redirect("processing_list")
    row = line.row or Processing(code=code)
    run_action(
        request, operations.confirm_processing, row, done=_("Confirmed, with your name and today.")
    )
    return redirect("processing_list")


@may_change
def processing_add(request):
    return _edit(request, None, Processing(code=f"own-{uuid4().hex[:12]}"))


def _edit(request, line, row):
    form = ProcessingForm(request.POST or None, instance=row, line=line)
    if attempt(form, operations.save_processing, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("processing_list")
    return render(request, "desk/privacy/processing.html", {"form": form, "line": line})
