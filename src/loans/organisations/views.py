"""The conventions of an organisation, their quotas, and exemptions for late loans."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.forms.actions import action_view, content_of, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.models import Event
from core.pdf.render import pdf_response
from core.workflow.lifecycle import Refused
from loans.base.lifecycle.loans import ConventionStatus
from loans.base.shortcuts import file_response
from loans.models import Convention
from loans.organisations import operations
from loans.organisations.forms import ConventionForm, ExemptionForm
from loans.organisations.lateness import late_loans
from loans.organisations.operations import year_from
from loans.organisations.papers import render_convention
from loans.organisations.quotas import forbidden_in, shares_of
from people.models import Organisation

may_see = allowed("loans.view_request")
may_agree = allowed(operations.agree_convention.permission)
_organisation = finder(Organisation.objects.visible_to)
_convention = finder(Convention.objects.visible_to, "organisation", "document", "terms_from")


@may_see
def convention_detail(request, pk):
    convention = _convention(request, pk)
    context = {
        "convention": convention,
        "organisation": convention.organisation,
        "shares": shares_of(convention),
        "forbidden": forbidden_in(convention),
        "followers": convention.followers.select_related("organisation"),
        "following": Convention.objects.filter(renews=convention).first(),
        "earlier": convention.earlier.filter(purged_at=None).order_by("-at"),
        "is_in_force": convention.is_in_force(timezone.localdate()),
        "requests": convention.requests.for_list()[:10],
        "events": Event.objects.about(convention).select_related("by")[:50],
    }
    return render(request, "loans/organisations/convention_detail.html", context)


@may_agree
@takes_files
def convention_add(request, pk):
    organisation = _organisation(request, pk)
    today = timezone.localdate()
    form = ConventionForm(
        request.POST or None,
        request.FILES or None,
        instance=Convention(organisation=organisation),
        initial={"starts_on": today, "ends_on": year_from(today)},
    )
    if attempt(form, operations.agree_convention, by=request.user):
        return redirect_saying(
            request, _("The partnership agreement has been recorded."), form.result
        )
    context = {"organisation": organisation, "form": form}
    return render(request, "loans/organisations/convention_add.html", context)


@may_agree
@takes_files
def convention_edit(request, pk):
    convention = _convention(request, pk)
    if convention.status != ConventionStatus.AGREED:
        messages.error(
            request, _("A partnership agreement that has ended cannot be changed: renew it.")
        )
        return redirect(convention)
    form = ConventionForm(request.POST or None, request.FILES or None, instance=convention)
    if attempt(form, operations.change_convention, by=request.user):
        return redirect_saying(request, _("The changes are saved."), convention)
    context = {"convention": convention, "form": form}
    return render(request, "loans/organisations/convention_edit.html", context)


@may_agree.by_post
def convention_renew(request, pk):
    convention = _convention(request, pk)
    if not run_action(request, operations.renew_convention, convention):
        return redirect(convention)
    messages.success(
        request, _("The next period has been recorded, on the same terms: check its dates.")
    )
    return redirect(Convention.objects.get(renews=convention))


convention_end = action_view(
    operations.end_convention, _convention, gettext_lazy("The partnership agreement has ended.")
)


@may_see
@require_GET
def convention_paper(request, pk):
    """Send the PDF of a convention with its current terms, to be printed and signed."""
    convention = _convention(request, pk)
    try:
        pdf = render_convention(convention)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(convention)
    return pdf_response(pdf, convention.number)


@may_see
@require_GET
def convention_file(request, pk):
    """Send the signed paper of a convention; record that it was opened."""
    convention = _convention(request, pk)
    if convention.document is None:
        raise Http404
    return _opened(request, convention, convention.document)


@may_see
@require_GET
def convention_earlier(request, pk, document_pk):
    """Send a replaced paper of a convention; record that it was opened."""
    convention = _convention(request, pk)
    document = get_object_or_404(convention.earlier, pk=document_pk)
    return _opened(request, convention, document)


def _opened(request, convention, document):
    content = content_of(request, document)
    if content is None:
        return redirect(convention)
    operations.note_convention_opened(convention, by=request.user)
    return file_response(content, document, convention.number)


# --- Late loans -----------------------------------------------------------------------------------
@may_agree
def leave_grant(request, pk):
    """Grant an exemption from the block for overdue loans until a day."""
    organisation = _organisation(request, pk)
    form = ExemptionForm(request.POST or None)
    if attempt(form, operations.grant_exemption, organisation, by=request.user):
        return redirect_saying(
            request, _("The organisation can make requests until the chosen date."), organisation
        )
    late = late_loans(organisation, timezone.localdate())
    context = {"organisation": organisation, "form": form, "late": late}
    return render(request, "loans/organisations/leave_grant.html", context)


leave_end = action_view(
    operations.end_exemption, _organisation, gettext_lazy("Overdue loans count again.")
)
