from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, flash_errors, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import page_of
from core.models import Event
from core.modules.registry import is_on
from loans.allocation.cases import case_of, cases_of
from loans.allocation.forms import LookForm
from loans.allocation.operations import reservations as reservations_operations
from loans.allocation.priority import in_turn
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request, Weight
from loans.organisations.convention_terms import terms_of
from loans.requests.forms.answers import AcceptForm, FirstForm, RefuseForm, WeightsForm
from loans.requests.operations import requests as request_operations

REQUESTS_PER_PAGE = 20  # each with its lines, its points and its ready stock
may_decide = allowed("loans.decide_request")
_visible_request = finder(Request.objects.visible_to, "organisation", "recipient", "site")


@may_decide
def answer_queue(request):
    look = LookForm(request.GET, user=request.user, names=["site"])
    waiting = Request.objects.visible_to(request.user).filter(status=RequestStatus.SENT)
    waiting = look.narrow(waiting)
    page = page_of(request, in_turn(waiting).values_list("pk", flat=True), REQUESTS_PER_PAGE)
    rows = waiting.select_related("organisation", "recipient", "site").in_bulk(list(page))
    cases = cases_of([rows[pk] for pk in page if pk in rows], request.user, is_page=True)
    # Checked once here, not for each request of the page.
    context = {"page": page, "cases": cases, "look": look, "has_points": is_on("priority")}
    return render(request, "loans/requests/answer_queue.html", context)


@may_decide
def request_accept(request, pk):
    loan_request = _visible_request(request, pk)
    if RequestStatus.ACCEPTED not in loan_request.next_statuses:
        return redirect(loan_request)
    case = case_of(loan_request, request.user)
    form = AcceptForm(request.POST or None, offers=case.bundles)
    if attempt(form, request_operations.accept_request, loan_request, by=request.user):
        messages.success(request, _("The request is accepted: its organisation is told by mail."))
        return redirect(loan_request)
    if form.is_bound:
        form.show_anew(case.bundles)
    context = {
        "form": form,
        "loan_request": loan_request,
        "case": case,
        **terms_of(loan_request.organisation),
    }
    return render(request, "loans/requests/request_accept.html", context)


@may_decide
def request_refuse(request, pk):
    loan_request = _visible_request(request, pk)
    if RequestStatus.REFUSED not in loan_request.next_statuses:
        return redirect(loan_request)
    form = RefuseForm(request.POST or None)
    if attempt(form, request_operations.refuse_request, loan_request, by=request.user):
        messages.success(request, _("The request is refused: its organisation is told by mail."))
        return redirect(loan_request)
    return render(
        request, "loans/requests/request_refuse.html", {"form": form, "loan_request": loan_request}
    )


@may_decide.by_post
def request_put_first(request, pk):
    loan_request = _visible_request(request, pk)
    form = FirstForm(request.POST)
    if attempt(form, request_operations.put_first, loan_request, by=request.user):
        messages.success(request, _("The request comes before the others."))
    else:
        flash_errors(request, form)
    return redirect(loan_request)


request_put_in_turn = action_view(
    request_operations.put_in_turn,
    _visible_request,
    gettext_lazy("The request waits for its turn again."),
)


@allowed("loans.change_rules")
def weights_edit(request):
    """Edit the points of each reason, as an administrator."""
    form = WeightsForm(request.POST or None)
    if attempt(form, reservations_operations.save_weights, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "weights_edit")
    rows = Weight.objects.all()
    events = Event.objects.about(*rows).select_related("by")[:50] if rows else ()
    return render(request, "loans/requests/weights_edit.html", {"form": form, "events": events})
