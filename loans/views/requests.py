"""Requests: written by an organisation or for it, answered by a coordinator, followed by both."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from core.typed import number_of
from loans import operations
from loans.filters import RequestFilter
from loans.forms.requests import AcceptForm, OrganisationFirstForm, RefuseForm, RequestForm
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, Request
from loans.progress import stations_of
from loans.supply import supply_for
from loans.tables import RequestTable
from people.models import Organisation, Recipient

may_view = permission_required("loans.view_request", raise_exception=True)
may_ask = permission_required("loans.ask", raise_exception=True)
may_decide = permission_required("loans.decide_request", raise_exception=True)
may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _asked(request, pk):
    return get_object_or_404(Request.objects.visible_to(request.user).for_list(), pk=pk)


@may_view
def request_list(request):
    requests = Request.objects.visible_to(request.user).for_list()
    filters = RequestFilter(request.GET, queryset=requests, request=request)
    table = RequestTable(filters.qs, user=request.user)
    return render_table(request, "loans/request_list.html", table, filters=filters)


@may_view
def request_detail(request, pk):
    asked = _asked(request, pk)
    lines = asked.lines.with_reserved().for_list()
    context = {
        "asked": asked,
        "person": asked.seen_by(request.user),
        "lines": lines,
        "stations": stations_of(asked, lines),
        "is_answered": any(line.accepted is not None for line in lines),
        "is_served": any(line.served for line in lines),
        "loans": Loan.objects.visible_to(request.user).filter(request=asked),
        "events": Event.objects.about(asked).select_related("by")[:100],
    }
    return render(request, "loans/request_detail.html", context)


@may_ask
def request_new(request):
    """Write a request; the house says first for which organisation, or comes from its page."""
    person = _person(request)
    organisation = _organisation(request, person)
    if organisation is None:
        return request_organisation(request)
    form = RequestForm(
        request.POST or None,
        by=request.user,
        organisation=organisation,
        initial={"recipient": person.pk, "audience": person.kind} if person else None,
    )
    if attempt(form, operations.write_request, by=request.user):
        return _written(request, form.result)
    return render(request, "loans/request_new.html", {"form": form, "organisation": organisation})


def _person(request):
    chosen = number_of(request.GET.get("recipient"))
    if chosen is None:
        return None
    return get_object_or_404(Recipient.objects.visible_to(request.user).known(), pk=chosen)


def _organisation(request, person):
    """Who asks: the association of the user, that of the person, or the one of the address."""
    chosen = number_of(request.GET.get("organisation"))
    if request.user.organisation_id or person:
        return request.user.organisation or person.organisation
    if chosen is None:
        return None
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=chosen)


def request_organisation(request):
    form = OrganisationFirstForm(
        request.GET if "organisation" in request.GET else None, by=request.user
    )
    if form.is_valid():
        chosen = form.cleaned_data["organisation"].pk
        return redirect(f"{request.path}?organisation={chosen}")
    return render(request, "loans/request_organisation.html", {"form": form})


def _written(request, asked):
    if asked.status == RequestStatus.DRAFT:
        messages.success(request, _("The draft %(number)s is kept.") % {"number": asked})
    else:
        messages.success(request, _("The request %(number)s is sent.") % {"number": asked})
    return redirect(asked)


@may_ask
def request_edit(request, pk):
    asked = _asked(request, pk)
    if not asked.is_open_to_change:
        messages.error(request, _("This request was answered: it cannot be changed any more."))
        return redirect(asked)
    form = RequestForm(
        request.POST or None, instance=asked, by=request.user, organisation=asked.organisation
    )
    if attempt(form, operations.write_request, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect(asked)
    return render(request, "loans/request_edit.html", {"form": form, "asked": asked})


@require_POST
@may_ask
def request_send(request, pk):
    asked = _asked(request, pk)
    act(request, operations.send_request, asked, done=_("The request is sent."))
    return redirect(asked)


@require_POST
@may_ask
def request_cancel(request, pk):
    asked = _asked(request, pk)
    act(request, operations.cancel_request, asked, done=_("The request is cancelled."))
    return redirect(asked)


@may_decide
def request_accept(request, pk):
    asked = _asked(request, pk)
    if RequestStatus.ACCEPTED not in asked.next_statuses:
        return redirect(asked)
    lines = list(asked.lines.for_list())
    supply = supply_for(asked, lines, request.user)
    form = AcceptForm(request.POST or None, lines=lines, supply=supply)
    if attempt(form, operations.accept_request, asked, by=request.user):
        messages.success(request, _("The request is accepted: its organisation is told by mail."))
        return redirect(asked)
    return render(request, "loans/request_accept.html", {"form": form, "asked": asked})


@may_decide
def request_refuse(request, pk):
    asked = _asked(request, pk)
    if RequestStatus.REFUSED not in asked.next_statuses:
        return redirect(asked)
    form = RefuseForm(request.POST or None)
    if attempt(form, operations.refuse_request, asked, by=request.user):
        messages.success(request, _("The request is refused: its organisation is told by mail."))
        return redirect(asked)
    return render(request, "loans/request_refuse.html", {"form": form, "asked": asked})


@require_POST
@may_decide
def request_close(request, pk):
    asked = _asked(request, pk)
    act(request, operations.close_request, asked, done=_("The request is closed."))
    return redirect(asked)


@require_POST
@may_hand_over
def request_prepare(request, pk):
    """Go on with the hand-over of an accepted request, opened if there is none."""
    asked = _asked(request, pk)
    if not act(request, operations.prepare_for, asked):
        return redirect(asked)
    return redirect(asked.loans.get(status=LoanStatus.PREPARED).counter_url)
