"""Calls after a hand-over: those due, with who to call, and one act to note how they ended."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.forms import attempt
from core.typed import number_of
from loans import operations
from loans.forms.answers import LookForm
from loans.forms.followups import CallForm
from loans.lifecycle.followups import CallResult
from loans.models import FollowUp, Loan

MAX_CALLS = 60  # calls on one page: the others come once these are made

may_call = permission_required(operations.record_calls.permission, raise_exception=True)


@may_call
def followup_list(request):
    return _show(request, CallForm(by=request.user))


def _show(request, form):
    """The calls that are due, those to the same organisation together."""
    look = LookForm(request.GET, user=request.user, names=["site"])
    due = FollowUp.objects.visible_to(request.user).due(timezone.localdate())
    due = look.narrow(due, "loan__site")
    calls = due.for_list().order_by(
        "loan__organisation__name", "loan__organisation", "due_on", "pk"
    )
    return render(
        request,
        "loans/followup_list.html",
        {"look": look, "calls": list(calls[:MAX_CALLS]), "count": due.count(), "form": form},
    )


@may_call
@require_POST
def followup_record(request):
    """Note how the ticked calls ended; back to the loan it was done from, or to the list."""
    form = CallForm(request.POST, by=request.user)
    if not attempt(form, operations.record_calls, by=request.user):
        return _show(request, form)
    done = ngettext("%(count)s call noted.", "%(count)s calls noted.", form.result or 1)
    messages.success(request, done % {"count": form.result or 1})
    return redirect(_after(request, form) or "followup_list")


def _after(request, form):
    """The loan whose page it was done from, or where an incident is now to be entered."""
    pk = number_of(request.POST.get("loan"))
    calls = form.cleaned_data.get("call", ())
    if form.cleaned_data.get("result") == CallResult.INCIDENT and len(calls) == 1:
        pk = calls[0].loan_id
    return Loan.objects.visible_to(request.user).filter(pk=pk).first()
