from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.forms.actions import (
    action_view,
    content_of,
    finder,
    flash_errors,
    redirect_saying,
    run_action,
)
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.lists.tables import export_of, list_view, render_table
from core.text_input import number_of
from loans.aftercare.forms import (
    CallForm,
    ComplaintForm,
    IncidentForm,
    RefusalForm,
    SwapForm,
    TransferForm,
    UntilForm,
)
from loans.aftercare.lifecycle import CallResult
from loans.aftercare.operations import followups as followup_operations
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.aftercare.tables import (
    FollowUpTable,
    IncidentFilter,
    IncidentTable,
    OverdueFilter,
    OverdueTable,
    RenewalFilter,
    RenewalTable,
)
from loans.agreements.operations import amendments as amendment_operations
from loans.agreements.signing import redirect_to_amendment
from loans.allocation.forms import LookForm
from loans.base import operations as base_operations
from loans.base.lifecycle.aftercare import IncidentKind, IncidentStatus, RenewalStatus, Settlement
from loans.base.lifecycle.loans import ItemStatus, LoanKind, LoanStatus
from loans.base.shortcuts import file_response, loan_or_404
from loans.models import FollowUp, Incident, Loan, LoanItem, Renewal, Rules
from people.outbox.channels import mail_notice

MAX_CALLS = 60  # on one page; the others appear once these calls are made

may_call = allowed(followup_operations.record_calls.permission)


@may_call
def followup_list(request):
    return _render_page(request, CallForm(by=request.user))


def _render_page(request, form):
    """The due calls, grouped by organisation."""
    look = LookForm(request.GET, user=request.user, names=["site"])
    due = FollowUp.objects.visible_to(request.user).due(timezone.localdate())
    due = look.narrow(due, "loan__site")
    calls = due.for_list().order_by(
        "loan__organisation__name", "loan__organisation", "due_on", "pk"
    )
    table = FollowUpTable(calls, user=request.user)
    if file := export_of(request, table, look):
        return file
    context = {"look": look, "calls": list(calls[:MAX_CALLS]), "count": due.count(), "form": form}
    context["tools"] = table.tools
    return render(request, "loans/aftercare/followup_list.html", context)


@may_call.by_post
def followup_record(request):
    """Record the outcome of the ticked calls; redirect to the loan or to the list."""
    form = CallForm(request.POST, by=request.user)
    if not attempt(form, followup_operations.record_calls, by=request.user):
        return _render_page(request, form)
    done = ngettext("%(count)s call noted.", "%(count)s calls noted.", form.result or 1)
    messages.success(request, done % {"count": form.result or 1})
    return redirect(_after(request, form) or "followup_list")


def _after(request, form):
    """The loan page where the call was recorded, or the form for a new incident."""
    pk = number_of(request.POST.get("loan"))
    calls = form.cleaned_data.get("call", ())
    if form.cleaned_data.get("result") == CallResult.INCIDENT and len(calls) == 1:
        pk = calls[0].loan_id
    return Loan.objects.visible_to(request.user).filter(pk=pk).first()


# Incidents: reported by an association or our team, listed, and settled.

may_report = allowed("loans.report_incident")
may_settle = allowed("loans.declare_loss")
_incident = finder(lambda user: Incident.objects.visible_to(user).for_list())
incident_list = list_view(IncidentTable, IncidentFilter, permission="loans.report_incident")


@may_report
def loan_report(request, pk):
    """Choose the device of a loan that has an incident; skipped if there is only one device."""
    loan = loan_or_404(request, pk)
    items = list(base_operations.open_items(loan).filter(device__isnull=False).order_by("pk"))
    if len(items) == 1:
        return redirect("incident_new", items[0].pk)
    return render(request, "loans/aftercare/loan_report.html", {"loan": loan, "items": items})


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
    if attempt(form, incident_operations.report_incident, by=request.user):
        sent = _("The report has been sent: our team will answer.")
        done = _("Reported. Choose the next step.")
        is_ours = request.user.is_of_our_team
        return redirect_saying(request, done if is_ours else sent, form.result)
    context = {"item": item, "loan": item.loan, "form": form}
    return render(request, "loans/aftercare/incident_new.html", context)


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
    return render(request, "loans/aftercare/incident_detail.html", context)


def _waits_for_complaint(incident):
    person = incident.loan.recipient
    is_theft = incident.kind == IncidentKind.THEFT and incident.complaint_id is None
    return is_theft and not (person and person.anonymised_at)


@may_settle.by_post
def incident_lose(request, pk):
    """Declare the device of an incident lost or stolen; the item and the incident end."""
    incident = _incident(request, pk)
    is_stolen = incident.kind == IncidentKind.THEFT
    done = (
        _("The device has been declared stolen.")
        if is_stolen
        else _("The device has been declared lost.")
    )
    run_action(
        request,
        incident_operations.declare_item_lost,
        incident.item,
        is_stolen=is_stolen,
        done=done,
    )
    return redirect(incident)


@may_settle.by_post
def incident_settle(request, pk):
    """Settle an incident that leaves the device in place: it works again, or is kept as is."""
    incident = _incident(request, pk)
    outcome = request.POST.get("outcome")
    if outcome not in Settlement:
        messages.error(request, _("Choose how the incident was settled."))
        return redirect(incident)
    run_action(
        request,
        incident_operations.settle_incident,
        incident,
        outcome=outcome,
        done=_("The incident is settled."),
    )
    return redirect(incident)


incident_cancel = action_view(
    incident_operations.cancel_incident,
    _incident,
    gettext_lazy("The incident is recorded as reported in error."),
)


@may_report.by_post
@takes_files
def incident_complaint(request, pk):
    """Attach a complaint that was filed after the theft was reported."""
    incident = _incident(request, pk)
    form = ComplaintForm(request.POST, request.FILES)
    if attempt(form, incident_operations.attach_complaint, incident, by=request.user):
        messages.success(request, _("The police report is attached."))
    else:
        flash_errors(request, form)
    return redirect(incident)


@may_report
def incident_file(request, pk):
    """Send the file of a complaint, which names people: requires reading agreements."""
    incident = _incident(request, pk)
    if incident.complaint is None or not request.user.has_perm("loans.read_agreement"):
        raise Http404
    content = content_of(request, incident.complaint)
    if content is None:
        return redirect(incident)
    return file_response(content, incident.complaint, incident.number)


@may_settle.by_post
def loanitem_found(request, pk):
    loans = Loan.objects.visible_to(request.user)
    item = get_object_or_404(LoanItem.objects.filter(loan__in=loans).for_list(), pk=pk)
    run_action(
        request,
        incident_operations.find_with_borrower,
        item,
        done=_("The device has been found with the recipient."),
    )
    return redirect(item.loan)


# --- Overdue loans, with the contacts: the organisation first, then the person. ---

# Only the columns that identify an item: rows of devices are wide, and about fifty are read.
NAMES = ["loan", "voucher", "device__asset_tag", "accessory__names"]


@allowed("loans.read_agreement")
def overdue_list(request):
    """The overdue loans that the user may see, longest overdue first."""
    out = LoanItem.objects.filter(status=ItemStatus.OPEN)
    named = out.select_related("device", "accessory").only(*NAMES)
    loans = (
        Loan.objects.visible_to(request.user)
        .overdue(timezone.localdate())
        .select_related("organisation", "recipient", "site")
        .prefetch_related(Prefetch("items", named, to_attr="out"))
        .order_by("due_on", "pk")
    )
    filters = OverdueFilter(request.GET, queryset=loans, request=request)
    table = OverdueTable(filters.qs, user=request.user, token=get_token(request))
    return render_table(request, "loans/aftercare/overdue_list.html", table, filters=filters)


# --- A reminder sent by hand, from the page of a loan. ---


loan_remind = action_view(
    followup_operations.remind_now,
    loan_or_404,
    gettext_lazy("The reminder has been written: see the history."),
)


# --- Changes to an active loan: swapped, turned into a gift, transferred, renewed. ---

may_ask = allowed("loans.ask")
may_decide = allowed("loans.decide_request")
_renewal = finder(lambda user: Renewal.objects.visible_to(user).for_list())


@allowed("loans.hand_over")
def loanitem_swap(request, pk):
    loans = Loan.objects.visible_to(request.user)
    items = LoanItem.objects.filter(loan__in=loans).for_list().select_related("loan__site")
    item = get_object_or_404(items, pk=pk)
    incident = item.incidents.filter(status=IncidentStatus.OPEN).first()
    initial = {"fault": incident.fault_id, "note": incident.note[:200]} if incident else {}
    initial["device"] = request.POST.get("code")  # a scan names the device, and records nothing
    sent = request.POST if "device" in request.POST else None
    form = SwapForm(sent, user=request.user, item=item, initial=initial)
    if attempt(form, loan_change_operations.swap, item, by=request.user):
        done = _("Exchange recorded: have the amendment signed before you hand over the device.")
        messages.success(request, done, extra_tags="scan")
        return redirect_to_amendment(request, item.loan)
    context = {"item": item, "loan": item.loan, "form": form, "incident": incident}
    return render(request, "loans/aftercare/loanitem_swap.html", context)


@may_decide.by_post
def loan_keep(request, pk):
    loan = loan_or_404(request, pk)
    if run_action(request, loan_change_operations.keep, loan, done=_("The loan became a gift.")):
        return redirect_to_amendment(request, loan)
    return redirect(loan)


@may_decide
def loan_transfer(request, pk):
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE:
        return redirect(loan)
    form = TransferForm(request.POST or None, loan=loan)
    if attempt(form, loan_change_operations.transfer, loan, by=request.user):
        amendment_operations.draw_amendment(loan.amendments.latest("pk"), by=request.user)
        messages.success(
            request, _("The loan has been transferred: have the new agreement signed.")
        )
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/aftercare/loan_transfer.html", {"loan": loan, "form": form})


@may_ask
def loan_renew(request, pk):
    """Request an extension in two steps; a coordinator's request is agreed to at once."""
    loan = loan_or_404(request, pk)
    if loan.status != LoanStatus.ACTIVE or loan.kind == LoanKind.GIFT:
        return redirect(loan)
    decides = request.user.has_perm("loans.decide_request")
    name = "agreed_on" if decides else "wished_on"
    operation = loan_change_operations.renew if decides else loan_change_operations.ask_renewal
    form = UntilForm(request.POST or None, loan=loan, name=name)
    if attempt(form, operation, loan, by=request.user):
        if decides:
            messages.success(
                request, _("The loan has been extended: its amendment is ready to print.")
            )
            return redirect_to_amendment(request, loan)
        is_agreed = form.result and form.result.status == RenewalStatus.AGREED
        requested = _(
            "The extension has been requested. We will tell you as soon as there is an answer."
        )
        granted = _("The loan has been extended.")
        return redirect_saying(request, granted if is_agreed else requested, loan)
    pending = loan.renewals.filter(status=RenewalStatus.PENDING).first()
    context = {"loan": loan, "form": form, "decides": decides, "pending": pending}
    context["is_by_rule"] = Rules.cached().renews_by_rule and not decides
    return render(request, "loans/aftercare/loan_renew.html", context)


renewal_list = list_view(
    RenewalTable,
    RenewalFilter,
    permission="loans.decide_request",
    rows=lambda user: (
        Renewal.objects.visible_to(user)
        .filter(status=RenewalStatus.PENDING)
        .for_list()
        .order_by("pk")
    ),
)


@may_decide
def renewal_answer(request, pk):
    """Agree to an extension, until the requested day or another day."""
    renewal = _renewal(request, pk)
    if renewal.status != RenewalStatus.PENDING:
        return redirect(renewal.loan)
    wished = renewal.wished_on
    form = UntilForm(request.POST or None, loan=renewal.loan, name="agreed_on", wished_on=wished)
    if attempt(form, loan_change_operations.agree_renewal, renewal, by=request.user):
        messages.success(request, _("The loan has been extended: its amendment is ready to print."))
        return redirect_to_amendment(request, renewal.loan)
    return _render_answer(request, renewal, form=form)


def _render_answer(request, renewal, *, form=None, refusal=None):
    loan = renewal.loan
    context = {
        "renewal": renewal,
        "loan": loan,
        "items": base_operations.open_items(loan).filter(device__isnull=False),
        "form": form or UntilForm(loan=loan, name="agreed_on", wished_on=renewal.wished_on),
        "refusal": refusal or RefusalForm(),
    }
    return render(request, "loans/aftercare/renewal_answer.html", context)


@may_decide.by_post
def renewal_refuse(request, pk):
    renewal = _renewal(request, pk)
    form = RefusalForm(request.POST)
    if attempt(form, loan_change_operations.refuse_renewal, renewal, by=request.user):
        return redirect_saying(
            request, f"{_('The extension has been refused.')} {mail_notice()}", renewal.loan
        )
    return _render_answer(request, renewal, refusal=form)


renewal_withdraw = action_view(
    loan_change_operations.withdraw_renewal,
    _renewal,
    gettext_lazy("The extension request has been cancelled."),
    back=lambda _request, renewal: renewal.loan,
)
