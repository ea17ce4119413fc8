"""Pages to issue, print, list and cancel referral slips."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.forms.actions import action_view, finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.pdf.render import pdf_response
from loans.requests.forms.lines import MORE
from loans.requests.which_organisation import organisation_of, request_organisation
from modules.referrals import operations as referral_operations
from modules.referrals.filters import ReferralFilter
from modules.referrals.forms import ReferralForm
from modules.referrals.lifecycle import ReferralStatus
from modules.referrals.models import Referral
from modules.referrals.papers import render_referral
from modules.referrals.tables import ReferralTable

# Users who write on requests read slips too: organisations and coordinators, not the warehouse.
may_view_referral = allowed("loans.write_message")
may_ask = allowed("loans.ask")
_slip = finder(lambda user: Referral.objects.visible_to(user).for_list())


@may_view_referral
def referral_list(request):
    slips = Referral.objects.visible_to(request.user).for_list()
    filters = ReferralFilter(request.GET, queryset=slips, request=request)
    table = ReferralTable(filters.qs, user=request.user)
    return render_table(request, "referrals/referral_list.html", table, filters=filters)


@may_ask
def referral_new(request):
    """Issue a slip; a member of our team chooses the organisation first."""
    organisation = organisation_of(request)
    if organisation is None:
        return request_organisation(request, _("New referral slip"))
    form = ReferralForm(request.POST or None, by=request.user, organisation=organisation)
    if MORE in request.POST:
        form.look()
    elif attempt(form, referral_operations.issue_referral, by=request.user):
        sentence = _("Slip %(number)s has been issued: print it and give it to the person.")
        return redirect_saying(request, sentence % {"number": form.result}, form.result)
    return render(
        request, "referrals/referral_new.html", {"form": form, "organisation": organisation}
    )


@may_view_referral
def referral_detail(request, pk):
    slip = _slip(request, pk)
    context = {
        "slip": slip,
        "person": slip.seen_by(request.user),
        "can_cancel": slip.status == ReferralStatus.ISSUED,
        "events": Event.objects.about(slip).select_related("by")[:50],
    }
    return render(request, "referrals/referral_detail.html", context)


@may_view_referral
@require_GET
def referral_file(request, pk):
    """Send the paper of a slip, rendered from its row."""
    slip = _slip(request, pk)
    return pdf_response(render_referral(slip), slip.number)


referral_cancel = action_view(
    referral_operations.cancel_referral, _slip, gettext_lazy("The slip has been cancelled.")
)
