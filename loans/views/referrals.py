"""Referral slips: issued by an organisation or for it, printed, listed, cancelled."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.acts import run_action
from core.forms import attempt
from core.models import Event
from core.pdf import pdf_response
from core.tables import render_table
from loans import operations
from loans.filters import ReferralFilter
from loans.forms.referrals import ReferralForm
from loans.lifecycle.referrals import ReferralStatus
from loans.models import Referral
from loans.papers.referral import render_referral
from loans.tables import ReferralTable
from loans.views.which_organisation import organisation_of, request_organisation

# Who writes on requests reads slips too: the two sides of the counter, not the warehouse.
may_view = permission_required("loans.write_message", raise_exception=True)
may_ask = permission_required("loans.ask", raise_exception=True)


def _slip(request, pk):
    return get_object_or_404(Referral.objects.visible_to(request.user).for_list(), pk=pk)


@may_view
def referral_list(request):
    slips = Referral.objects.visible_to(request.user).for_list()
    filters = ReferralFilter(request.GET, queryset=slips, request=request)
    table = ReferralTable(filters.qs, user=request.user)
    return render_table(request, "loans/referral_list.html", table, filters=filters)


@may_ask
def referral_new(request):
    """Issue a slip; the house says first for which organisation."""
    organisation = organisation_of(request)
    if organisation is None:
        return request_organisation(request, _("New referral slip"))
    form = ReferralForm(request.POST or None, by=request.user, organisation=organisation)
    if attempt(form, operations.issue_referral, by=request.user):
        sentence = _("The slip %(number)s is ready: print it and give it to the person.")
        messages.success(request, sentence % {"number": form.result})
        return redirect(form.result)
    return render(request, "loans/referral_new.html", {"form": form, "organisation": organisation})


@may_view
def referral_detail(request, pk):
    slip = _slip(request, pk)
    context = {
        "slip": slip,
        "person": slip.seen_by(request.user),
        "can_cancel": slip.status == ReferralStatus.ISSUED,
        "events": Event.objects.about(slip).select_related("by")[:50],
    }
    return render(request, "loans/referral_detail.html", context)


@may_view
@require_GET
def referral_file(request, pk):
    """The paper of a slip, drawn from its row."""
    slip = _slip(request, pk)
    return pdf_response(render_referral(slip), slip.number)


@require_POST
@may_ask
def referral_cancel(request, pk):
    slip = _slip(request, pk)
    run_action(request, operations.cancel_referral, slip, done=_("The slip is cancelled."))
    return redirect(slip)
