from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, finder, flash_done, flash_errors, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import page_of
from core.models import Event
from core.modules.registry import is_on
from loans.allocation.cases import case_of, cases_of
from loans.allocation.forms import LookForm
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import weights as weights_operations
from loans.allocation.priority import in_turn
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request, Weight
from loans.organisations.convention_terms import terms_of
from loans.requests.forms.answers import AcceptForm, FirstForm, RefuseForm, WeightsForm
from loans.requests.operations import requests as request_operations
from people.outbox.channels import mail_notice

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


def _following(request, pk):
    """URL after the answer to a request: the next one if the queue led here, or its own page."""
    if "queue" not in request.GET:
        return reverse("request_detail", args=[pk])
    look = LookForm(request.GET, user=request.user, names=["site"])
    waiting = look.narrow(Request.objects.visible_to(request.user))
    ids = list(in_turn(waiting.filter(status=RequestStatus.SENT)).values_list("pk", flat=True))
    after = ids[ids.index(pk) + 1 :] if pk in ids else ids
    query = request.GET.urlencode()
    return (
        f"{reverse('request_accept', args=after[:1]) if after else reverse('answer_queue')}?{query}"
    )


@may_decide.by_post
def request_serve(request, pk):
    """Accept all of a request and reserve what fits, in one step; the queue stays open."""
    loan_request = _visible_request(request, pk)
    expiry_operations.release_expired(today=timezone.localdate(), site=loan_request.site_id)
    everything = {line: line.requested for line in loan_request.lines.all()}
    try:
        result = request_operations.accept_and_set_aside(
            loan_request, by=request.user, quantities=everything
        )
    except ValidationError as refusal:
        messages.error(request, f"{loan_request} · {' '.join(refusal.messages)}")
    else:
        _say_accepted(request, loan_request, result)
    return redirect(f"{reverse('answer_queue')}?{request.GET.urlencode()}")


def _say_accepted(request, loan_request, result):
    text = f"{_('%(request)s has been accepted.') % {'request': loan_request}} {mail_notice()}"
    if result:
        text = f"{text} {result.sentence}"
    flash_done(request, text, loan_request)


@may_decide
def request_accept(request, pk):
    loan_request = _visible_request(request, pk)
    if RequestStatus.ACCEPTED not in loan_request.next_statuses:
        return redirect(loan_request)
    case, following = case_of(loan_request, request.user), _following(request, pk)
    form = AcceptForm(request.POST or None, offers=case.bundles)
    with_stock = "set_aside" in request.POST
    name = "accept_and_set_aside" if with_stock else "accept_request"
    if attempt(form, getattr(request_operations, name), loan_request, by=request.user):
        _say_accepted(request, loan_request, form.result if with_stock else None)
        return redirect(following)
    if form.is_bound:
        form.show_anew(case.bundles)
    context = {
        "form": form,
        "loan_request": loan_request,
        "case": case,
        "following": following,
        **terms_of(loan_request.organisation),
    }
    return render(request, "loans/requests/request_accept.html", context)


@may_decide
def request_refuse(request, pk):
    loan_request = _visible_request(request, pk)
    if RequestStatus.REFUSED not in loan_request.next_statuses:
        return redirect(loan_request)
    form, following = RefuseForm(request.POST or None), _following(request, pk)
    if attempt(form, request_operations.refuse_request, loan_request, by=request.user):
        messages.success(
            request,
            f"{_('%(request)s has been refused.') % {'request': loan_request}} {mail_notice()}"
            + (f" {_('Here is the next one.')}" if "/accept/" in following else ""),
        )
        return redirect(following)
    return render(
        request, "loans/requests/request_refuse.html", {"form": form, "loan_request": loan_request}
    )


@may_decide.by_post
def request_put_first(request, pk):
    loan_request = _visible_request(request, pk)
    form = FirstForm(request.POST)
    if attempt(form, request_operations.put_first, loan_request, by=request.user):
        messages.success(request, _("The request now has priority."))
    else:
        flash_errors(request, form)
    return redirect(loan_request)


request_put_in_turn = action_view(
    request_operations.put_in_turn,
    _visible_request,
    gettext_lazy("The request is back in its place in the queue."),
)


@allowed("loans.change_rules")
def weights_edit(request):
    """Edit the points of each reason, as an administrator."""
    form = WeightsForm(request.POST or None)
    if attempt(form, weights_operations.save_weights, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "weights_edit")
    rows = Weight.objects.all()
    events = Event.objects.about(*rows).select_related("by")[:50] if rows else ()
    return render(request, "loans/requests/weights_edit.html", {"form": form, "events": events})
