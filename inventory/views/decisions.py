"""Stock counts once counted: deciding, the summary, finalising, the papers."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.acts import run_action
from core.forms import ActForm, attempt
from core.pdf import pdf_response
from inventory import operations
from inventory.forms.counts import DecideForm
from inventory.lifecycle.counts import DIFFERENCES, CountStatus, Decision
from inventory.operations.decisions import differences_of, has_counted
from inventory.papers.counts import render_report, render_sheet
from inventory.shortcuts import count_or_404
from inventory.views.count_page import may_count, show_count

may_finalise = permission_required(operations.finalise.permission, raise_exception=True)


@may_finalise
@require_POST
def count_decide(request, pk, finding):
    """Choose for the ticked lines of one list, or for all of it; nothing happens yet."""
    if finding not in DIFFERENCES:
        raise Http404
    count = count_or_404(request, pk)
    form = DecideForm(request.POST, count=count, finding=finding)
    if attempt(form, operations.decide, count, by=request.user):
        _flash(request, form.result or 0, form.chosen)
        return redirect(f"{count.get_absolute_url()}?list={finding}#lists")
    return show_count(request, count, decide_form=form)


def _flash(request, number, chosen):
    """For how many it is decided, and how many do not allow it."""
    if number:
        text = ngettext("Decided for %(count)s line.", "Decided for %(count)s lines.", number)
        messages.success(request, text % {"count": number})
    left = chosen - number
    if left > 0:
        text = ngettext(
            "%(count)s line does not allow that: decide something else for it.",
            "%(count)s lines do not allow that: decide something else for them.",
            left,
        )
        messages.warning(request, text % {"count": left})


@may_finalise
def count_finalise(request, pk):
    """The summary of what will happen, and doing it."""
    count = count_or_404(request, pk)
    form = ActForm(request.POST if request.method == "POST" else None)
    if attempt(form, operations.finalise, count, by=request.user):
        messages.success(request, _("The count is finalised: all that was decided is done."))
        _file(request, count_or_404(request, pk))
        return redirect(count)
    if count.status != CountStatus.COUNTED:
        return redirect(count)
    lines = differences_of(count)
    numbers = Counter(line.decision for line in lines)
    acting = [line for line in lines if line.decision not in {"", Decision.IGNORE}]
    context = {
        "count": count,
        "form": form,
        "undecided": numbers[""],
        "numbers": [(decision, numbers[decision]) for decision in Decision if numbers[decision]],
        "changed": [line for line in acting if line.has_changed],
        "acting": len(acting),
        "counts_too": has_counted(count, request.user),
    }
    return render(request, "inventory/count_finalise.html", context)


@may_finalise
@require_POST
def count_leave_changed(request, pk):
    count = count_or_404(request, pk)
    done = _("What changed since it was counted is left as it is.")
    run_action(request, operations.ignore_changed, count, done=done)
    return redirect(reverse("count_finalise", args=[pk]))


# --- Papers ---------------------------------------------------------------------------------------
def _file(request, count):
    """Render and store the report of a finalised count, unless it exists."""
    if count.document is None:
        pdf = render_report(count)
        operations.file_report(count, by=request.user, pdf=pdf)
    return count.document


@may_count
@require_GET
def count_report(request, pk):
    """The report as it was finalised, or as it stands before."""
    count = count_or_404(request, pk)
    if count.status != CountStatus.FINALISED:
        return pdf_response(render_report(count), count.number)
    try:
        content = _file(request, count).read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(count)
    return pdf_response(content, count.number)


@may_count
@require_GET
def count_sheet(request, pk):
    """What is left to find, on paper, for those without a phone."""
    count = count_or_404(request, pk)
    try:
        pdf = render_sheet(count, shelf=request.GET.get("place", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(count)
    return pdf_response(pdf, f"{count.number}-{_('sheet')}")
