"""Pages to write a request, for oneself or an organisation, and to answer and follow it."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import list_view
from core.text_input import number_of
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.standing import standings_of
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.base.shortcuts import request_or_404
from loans.models import Request, RequestGroup
from loans.organisations.convention_terms import terms_of
from loans.requests.filters import RequestFilter
from loans.requests.forms.lines import MORE
from loans.requests.forms.requests import RequestForm
from loans.requests.operations import requests as request_operations
from loans.requests.request_page import render_request
from loans.requests.tables import RequestTable
from loans.requests.which_organisation import organisation_of, request_organisation
from people.models import Recipient

may_view = allowed("loans.view_request")
may_ask = allowed("loans.ask")
may_hand_over = allowed("loans.hand_over")


def _listed(rows, user):
    return rows.by_last_day() if user.organisation_id else rows


request_list = list_view(
    RequestTable,
    RequestFilter,
    permission="loans.view_request",
    rows=lambda user: _listed(Request.objects.visible_to(user).with_unread(user).for_list(), user),
)


@may_view
def request_detail(request, pk):
    expiry_operations.release_expired(today=timezone.localdate(), request=pk)
    return render_request(request, request_or_404(request, pk))


@may_ask
def request_new(request):
    """Write a request; our team chooses the organisation first, or starts from its page."""
    again, person = _again(request), _person(request)
    organisation = again.organisation if again else organisation_of(request, person)
    if organisation is None:
        return request_organisation(request)
    form = RequestForm(
        request.POST or None,
        by=request.user,
        organisation=organisation,
        like=again,
        initial=_of_person(person) if person else None,
    )
    if MORE in request.POST:
        form.look()
    elif attempt(form, request_operations.write_request, by=request.user):
        return _written(request, form.result)
    context = {"form": form, "organisation": organisation, "again": again}
    context |= terms_of(organisation)
    return render(request, "loans/requests/request_new.html", context)


def _again(request):
    """The request to copy, if the query string contains its id."""
    earlier = number_of(request.GET.get("again"))
    return None if earlier is None else request_or_404(request, earlier)


def _person(request):
    chosen = number_of(request.GET.get("recipient"))
    if chosen is None:
        return None
    return get_object_or_404(Recipient.objects.visible_to(request.user).not_anonymised(), pk=chosen)


def _of_person(person):
    size = person.household_size
    return {"recipient": person.pk, "audience": person.kind, "household_size": size}


def _written(request, loan_request):
    if loan_request.status == RequestStatus.DRAFT:
        messages.success(request, _("Draft %(number)s has been saved.") % {"number": loan_request})
    else:
        messages.success(request, _("Request %(number)s has been sent.") % {"number": loan_request})
    return redirect(loan_request)


@may_ask
def request_edit(request, pk):
    loan_request = request_or_404(request, pk)
    if not loan_request.is_open_to_change:
        messages.error(
            request, _("This request has already been answered: it can no longer be changed.")
        )
        return redirect(loan_request)
    form = RequestForm(
        request.POST or None,
        instance=loan_request,
        by=request.user,
        organisation=loan_request.organisation,
    )
    if MORE in request.POST:
        form.look()
    elif attempt(form, request_operations.write_request, by=request.user):
        return redirect_saying(request, _("The changes are saved."), loan_request)
    context = {"form": form, "loan_request": loan_request, **terms_of(loan_request.organisation)}
    return render(request, "loans/requests/request_edit.html", context)


request_send = action_view(
    request_operations.send_request, request_or_404, gettext_lazy("The request has been sent.")
)
request_cancel = action_view(
    request_operations.cancel_request,
    request_or_404,
    gettext_lazy("The request has been cancelled."),
)
request_close = action_view(
    request_operations.close_request, request_or_404, gettext_lazy("The request has been closed.")
)


@may_hand_over.by_post
def request_prepare(request, pk):
    """Continue the hand-over of an accepted request; create it if there is none."""
    loan_request = request_or_404(request, pk)
    if not run_action(request, preparation_operations.prepare_for, loan_request):
        return redirect(loan_request)
    return redirect(loan_request.loans.get(status=LoanStatus.PREPARED).counter_url)


@may_view
def requestgroup_detail(request, pk):
    group = get_object_or_404(RequestGroup.objects.visible_to(request.user), pk=pk)
    requests = Request.objects.visible_to(request.user).filter(group=group)
    requests = list(requests.with_unread(request.user).for_list().order_by("pk"))
    standings = standings_of(requests)
    rows = [(one, one.seen_by(request.user), standings[one]) for one in requests]
    counts = Counter(one.status for one in requests)
    context = {
        "group": group,
        "rows": rows,
        "drafts": [one for one in requests if one.status == RequestStatus.DRAFT],
        "counts": [(Request.Status(status).label, count) for status, count in counts.items()],
    }
    return render(request, "loans/requests/requestgroup_detail.html", context)
