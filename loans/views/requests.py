"""Requests: written by an organisation or for it, answered by a coordinator, followed by both."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import act
from core.forms import attempt
from core.models import Event
from core.tables import render_table
from core.typed import number_of
from loans import operations
from loans.allocation.waiting import places_of
from loans.asking.terms import terms_of
from loans.filters import RequestFilter
from loans.forms.messages import MessageForm
from loans.forms.requests import OrganisationFirstForm, RequestForm
from loans.kits import bundles_of
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, Request
from loans.progress import stations_of
from loans.tables import RequestTable
from loans.views.appointments import appointments_about
from loans.views.found import request_or_404
from people.models import Organisation, Recipient

may_view = permission_required("loans.view_request", raise_exception=True)
may_ask = permission_required("loans.ask", raise_exception=True)
may_decide = permission_required("loans.decide_request", raise_exception=True)
may_hand_over = permission_required("loans.hand_over", raise_exception=True)


@may_view
def request_list(request):
    requests = Request.objects.visible_to(request.user).with_unread(request.user).for_list()
    filters = RequestFilter(request.GET, queryset=requests, request=request)
    table = RequestTable(filters.qs, user=request.user)
    return render_table(request, "loans/request_list.html", table, filters=filters)


@may_view
def request_detail(request, pk):
    operations.release_expired(today=timezone.localdate(), request=pk)
    return show_request(request, request_or_404(request, pk))


def show_request(request, loan_request, **forms):
    """The page of a request; what the other side wrote is read by it."""
    lines = loan_request.lines.with_reserved().for_list()
    context = {
        "asked": loan_request,
        "person": loan_request.seen_by(request.user),
        "lines": lines,
        "bundles": bundles_of(lines),
        "places": places_of(loan_request) if loan_request.status == RequestStatus.ACCEPTED else [],
        "stations": stations_of(loan_request, lines),
        "is_answered": any(line.accepted is not None for line in lines),
        "is_served": any(line.served for line in lines),
        "is_set_aside": any(line.reserved for line in lines),
        "loans": Loan.objects.visible_to(request.user).filter(request=loan_request),
        **appointments_about(loan_request, request.user),
        "events": Event.objects.about(loan_request).select_related("by")[:100],
        "message_form": MessageForm() if _names_somebody(loan_request) else None,
        **_words(request, loan_request),
    }
    return render(request, "loans/request_detail.html", context | forms)


def _names_somebody(loan_request):
    return not (loan_request.recipient and loan_request.recipient.anonymised_at)


def _words(request, loan_request):
    """Its messages, for those who may write, and which of them were new to this reading."""
    if not request.user.has_perm("loans.write_message"):
        return {}
    words = list(loan_request.messages.select_related("by"))
    unread = [word for word in words if word.is_unread_by(request.user)]
    if unread:
        operations.read_messages(loan_request, by=request.user)
    return {"words": words, "unread": unread}


@may_ask
def request_new(request):
    """Write a request; the house says first for which organisation, or comes from its page."""
    again, person = _again(request), _person(request)
    organisation = again.organisation if again else organisation_of(request, person)
    if organisation is None:
        return request_organisation(request)
    form = RequestForm(
        request.POST or None,
        by=request.user,
        organisation=organisation,
        like=again,
        initial={"recipient": person.pk, "audience": person.kind} if person else None,
    )
    if attempt(form, operations.write_request, by=request.user):
        return _written(request, form.result)
    context = {"form": form, "organisation": organisation, "again": again}
    context |= terms_of(organisation)
    return render(request, "loans/request_new.html", context)


def _again(request):
    """The request from which another one is written, if the address names one."""
    earlier = number_of(request.GET.get("again"))
    return None if earlier is None else request_or_404(request, earlier)


def _person(request):
    chosen = number_of(request.GET.get("recipient"))
    if chosen is None:
        return None
    return get_object_or_404(Recipient.objects.visible_to(request.user).known(), pk=chosen)


def organisation_of(request, person=None):
    """Who asks: the association of the user, that of the person, or the one of the address."""
    chosen = number_of(request.GET.get("organisation"))
    if request.user.organisation_id or person:
        return request.user.organisation or person.organisation
    if chosen is None:
        return None
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=chosen)


def request_organisation(request, title=""):
    """Ask the house for which organisation it writes."""
    form = OrganisationFirstForm(
        request.GET if "organisation" in request.GET else None, by=request.user
    )
    if form.is_valid():
        chosen = form.cleaned_data["organisation"].pk
        return redirect(f"{request.path}?organisation={chosen}")
    context = {"form": form, "heading": title or _("New request")}
    return render(request, "loans/request_organisation.html", context)


def _written(request, loan_request):
    if loan_request.status == RequestStatus.DRAFT:
        messages.success(request, _("The draft %(number)s is kept.") % {"number": loan_request})
    else:
        messages.success(request, _("The request %(number)s is sent.") % {"number": loan_request})
    return redirect(loan_request)


@may_ask
def request_edit(request, pk):
    loan_request = request_or_404(request, pk)
    if not loan_request.is_open_to_change:
        messages.error(request, _("This request was answered: it cannot be changed any more."))
        return redirect(loan_request)
    form = RequestForm(
        request.POST or None,
        instance=loan_request,
        by=request.user,
        organisation=loan_request.organisation,
    )
    if attempt(form, operations.write_request, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect(loan_request)
    context = {"form": form, "asked": loan_request, **terms_of(loan_request.organisation)}
    return render(request, "loans/request_edit.html", context)


@require_POST
@may_ask
def request_send(request, pk):
    loan_request = request_or_404(request, pk)
    act(request, operations.send_request, loan_request, done=_("The request is sent."))
    return redirect(loan_request)


@require_POST
@may_ask
def request_cancel(request, pk):
    loan_request = request_or_404(request, pk)
    act(request, operations.cancel_request, loan_request, done=_("The request is cancelled."))
    return redirect(loan_request)


@require_POST
@may_decide
def request_close(request, pk):
    loan_request = request_or_404(request, pk)
    act(request, operations.close_request, loan_request, done=_("The request is closed."))
    return redirect(loan_request)


@require_POST
@may_hand_over
def request_prepare(request, pk):
    """Go on with the hand-over of an accepted request, opened if there is none."""
    loan_request = request_or_404(request, pk)
    if not act(request, operations.prepare_for, loan_request):
        return redirect(loan_request)
    return redirect(loan_request.loans.get(status=LoanStatus.PREPARED).counter_url)
