"""Incidents: reported by an association or the house, listed, and settled by what is done."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import content_of, flash_errors, run_action
from core.bodies import takes_files
from core.forms import attempt
from core.tables import render_table
from loans import operations
from loans.filters import IncidentFilter
from loans.forms.afterwards import ComplaintForm, IncidentForm
from loans.lifecycle.afterwards import IncidentKind, Settlement
from loans.models import Incident, Loan, LoanItem
from loans.tables import IncidentTable
from loans.views.files import file_response
from loans.views.found import loan_or_404

may_report = permission_required("loans.report_incident", raise_exception=True)
may_settle = permission_required("loans.declare_loss", raise_exception=True)


def _incident(request, pk):
    return get_object_or_404(Incident.objects.visible_to(request.user).for_list(), pk=pk)


@may_report
def incident_list(request):
    incidents = Incident.objects.visible_to(request.user).for_list()
    filters = IncidentFilter(request.GET, queryset=incidents, request=request)
    table = IncidentTable(filters.qs, user=request.user)
    return render_table(request, "loans/incident_list.html", table, filters=filters)


@may_report
def loan_report(request, pk):
    """Which device of a loan has a problem: at once its form if there is one only."""
    loan = loan_or_404(request, pk)
    items = list(operations.open_items(loan).filter(device__isnull=False).order_by("pk"))
    if len(items) == 1:
        return redirect("incident_new", items[0].pk)
    return render(request, "loans/loan_report.html", {"loan": loan, "items": items})


@may_report
@takes_files
def incident_new(request, pk):
    loans = Loan.objects.visible_to(request.user)
    items = LoanItem.objects.filter(loan__in=loans, device__isnull=False).for_list()
    item = get_object_or_404(items.select_related("loan__organisation"), pk=pk)
    form = IncidentForm(
        request.POST or None,
        request.FILES or None,
        instance=Incident(item=item),
        user=request.user,
        initial={"kind": request.GET.get("kind") or IncidentKind.BREAKDOWN},
    )
    if attempt(form, operations.report_incident, by=request.user):
        messages.success(request, _("Reported. Here is what can be done now."))
        return redirect(form.result)
    context = {"item": item, "loan": item.loan, "form": form}
    return render(request, "loans/incident_new.html", context)


@may_report
def incident_detail(request, pk):
    incident = _incident(request, pk)
    item = incident.item
    context = {
        "incident": incident,
        "item": item,
        "loan": item.loan,
        "person": item.loan.recipient.seen_by(request.user) if item.loan.recipient else "",
        "next": item.followed_by.for_list().first(),
        "complaint": ComplaintForm() if _waits_for_complaint(incident) else None,
    }
    return render(request, "loans/incident_detail.html", context)


def _waits_for_complaint(incident):
    person = incident.loan.recipient
    is_theft = incident.kind == IncidentKind.THEFT and incident.complaint_id is None
    return is_theft and not (person and person.anonymised_at)


@require_POST
@may_settle
def incident_lose(request, pk):
    """Declare lost or stolen what an incident says is gone: the item ends, the incident with it."""
    incident = _incident(request, pk)
    is_stolen = incident.kind == IncidentKind.THEFT
    done = _("Declared stolen.") if is_stolen else _("Declared lost.")
    run_action(request, operations.declare_item_lost, incident.item, is_stolen=is_stolen, done=done)
    return redirect(incident)


@require_POST
@may_settle
def incident_settle(request, pk):
    """The device stays where it is: it works again, or they keep it as it is."""
    incident = _incident(request, pk)
    outcome = request.POST.get("outcome")
    if outcome not in Settlement:
        messages.error(request, _("Choose how it was settled."))
        return redirect(incident)
    run_action(request, operations.settle_incident, incident, outcome=outcome, done=_("Settled."))
    return redirect(incident)


@require_POST
@may_settle
def incident_cancel(request, pk):
    incident = _incident(request, pk)
    run_action(request, operations.cancel_incident, incident, done=_("Noted: reported in error."))
    return redirect(incident)


@require_POST
@may_report
@takes_files
def incident_complaint(request, pk):
    """Attach the paper of a complaint that was made after the theft was reported."""
    incident = _incident(request, pk)
    form = ComplaintForm(request.POST, request.FILES)
    if attempt(form, operations.attach_complaint, incident, by=request.user):
        messages.success(request, _("The complaint is attached."))
    else:
        flash_errors(request, form)
    return redirect(incident)


@may_report
def incident_file(request, pk):
    """The paper of a complaint: it names people, so only those who may read agreements have it."""
    incident = _incident(request, pk)
    if incident.complaint is None or not request.user.has_perm("loans.read_agreement"):
        raise Http404
    content = content_of(request, incident.complaint)
    if content is None:
        return redirect(incident)
    return file_response(content, incident.complaint, incident.number)


@require_POST
@may_settle
def loanitem_found(request, pk):
    loans = Loan.objects.visible_to(request.user)
    item = get_object_or_404(LoanItem.objects.filter(loan__in=loans).for_list(), pk=pk)
    run_action(
        request, operations.find_with_borrower, item, done=_("Found again with the borrower.")
    )
    return redirect(item.loan)
