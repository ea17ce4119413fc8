"""Pages of a loan, a recipient and an organisation, composed of several features."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import content_of, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.actions import BulkAction, add_action
from core.lists.tables import list_view, render_table
from core.models import Document, Event
from core.text_input import number_of
from inventory.vouchers.forms import RevealForm
from inventory.vouchers.lifecycle import VOUCHER_GIVEN_OUT
from loans.aftercare.forms import CallForm, ExtendManyForm
from loans.aftercare.operations.loan_changes import ask_renewal
from loans.agreements.forms import CopyForm, SendLinkForm
from loans.agreements.operations.agreements import send_copy
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.standing import with_standings
from loans.appointments.about import appointments_about, next_visit
from loans.appointments.attendance import attendance
from loans.base.letters import copies_of
from loans.base.lifecycle.aftercare import TO_SIGN, AmendmentKind, AmendmentStatus, RenewalStatus
from loans.base.lifecycle.loans import AgreementStatus, ItemStatus, LoanStatus, RequestStatus
from loans.base.shortcuts import file_response, loan_or_404
from loans.base.voucher_limits import vouchers_of
from loans.handovers.filters import LoanListFilter
from loans.handovers.tables import LoanTable
from loans.models import (
    Briefing,
    FollowUp,
    Incident,
    Loan,
    Mandate,
    Request,
    ReturnLine,
    SignatureLink,
)
from loans.organisations.convention_terms import lateness_of, terms_of
from loans.organisations.tables import (
    OrganisationFilter,
    OrganisationTable,
    RecipientFilter,
    RecipientTable,
    for_list,
)
from loans.pages.recipient_summary import household_of
from loans.privacy.last_contact import with_last_contact
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation, Recipient
from people.organisations import operations as organisation_operations
from people.organisations.forms import OrganisationForm
from people.outbox.channels import flash_mailed
from people.privacy import operations as retention_operations
from people.recipients import operations as recipient_operations
from people.recipients.forms import RecipientForm

MAX_SHOWN = 10
may_ask_or_view = allowed("loans.view_request")
may_change_organisation = allowed("people.change_organisation")
may_change_recipient = allowed("people.change_recipient")
_organisation = finder(Organisation.objects.visible_to)


def _recipient(request, pk):
    recipients = Recipient.objects.visible_to(request.user).select_related("organisation")
    person = get_object_or_404(recipients, pk=pk)
    if not person.anonymised_at:
        retention_operations.note_opening(person, by=request.user)
    return person


def _dealings(user, **whose):
    """The latest requests and loans of an organisation or of a person, as `user` may see them."""
    return {
        "requests": with_standings(
            Request.objects.visible_to(user).for_list().filter(**whose)[:MAX_SHOWN]
        ),
        "loans": Loan.objects.visible_to(user).for_list().filter(**whose)[:MAX_SHOWN],
    }


@allowed("people.view_organisation")
def organisation_list(request):
    organisations = Organisation.objects.visible_to(request.user)
    filters = OrganisationFilter(request.GET, queryset=organisations, request=request)
    return render_table(
        request,
        "loans/pages/organisation_list.html",
        OrganisationTable(for_list(filters.qs, timezone.localdate())),
        filters=filters,
    )


@may_ask_or_view
def organisation_detail(request, pk):
    """Show an organisation: any for our team, only its own for an association."""
    organisation = _organisation(request, pk)
    requests = Request.objects.visible_to(request.user).filter(organisation=organisation)
    loans = Loan.objects.visible_to(request.user).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "members": organisation.users.exclude(is_active=False, invited_at=None),
        "waiting": requests.filter(status=RequestStatus.SENT).count(),
        "under_way": loans.filter(status=LoanStatus.ACTIVE).count(),
        "attendance": attendance(organisation.appointments.all(), timezone.now()),
        "recipients": organisation.recipients.not_anonymised().count(),
        "events": Event.objects.about(organisation, *organisation.merged.all())[:50],
        "conventions": organisation.conventions.all()[:MAX_SHOWN],
        **terms_of(organisation),
        **lateness_of(organisation),
        **_dealings(request.user, organisation=organisation),
    }
    return render(request, "loans/pages/organisation_detail.html", context)


@may_change_organisation
def organisation_add(request):
    form = OrganisationForm(request.POST or None)
    if attempt(form, organisation_operations.enter_organisation, by=request.user):
        messages.success(request, _("The organisation has been added, and approved."))
        return redirect(form.result)
    return render(request, "loans/pages/organisation_add.html", {"form": form})


@may_change_organisation
def organisation_edit(request, pk):
    organisation = _organisation(request, pk)
    name = organisation.name
    form = OrganisationForm(request.POST or None, instance=organisation)
    if attempt(form, organisation_operations.correct_organisation, by=request.user):
        return redirect_saying(request, _("The changes are saved."), organisation)
    context = {"organisation": organisation, "name": name, "form": form}
    return render(request, "loans/pages/organisation_edit.html", context)


@may_change_organisation.by_post
def organisation_decide(request, pk):
    """Approve, suspend or expire an organisation; only approved organisations may request."""
    organisation = _organisation(request, pk)
    status = request.POST.get("status")
    if status not in OrganisationStatus.values:
        messages.error(request, _("Choose the next status of this organisation."))
        return redirect(organisation)
    status = OrganisationStatus(status)
    done = _("The organisation is now “%(status)s”.") % {"status": status.label}
    run_action(
        request, organisation_operations.decide_organisation, organisation, status=status, done=done
    )
    return redirect(organisation)


def _ends(user, person):
    """The last contact and the retention period of a person, for users who manage retention."""
    if person.anonymised_at or not user.has_perm("people.anonymise_recipient"):
        return None
    return with_last_contact(Recipient.objects.filter(pk=person.pk)).get()


def story_of(person):
    """The events of a person; page views are in the access log instead."""
    story = Event.objects.about(person, *person.merged.all())
    return story.exclude(kind="recipient.opened")[:50]


@may_change_recipient
def recipient_list(request):
    people = Recipient.objects.visible_to(request.user).select_related("organisation")
    filters = RecipientFilter(request.GET, queryset=people.order_by("-pk"), request=request)
    table = RecipientTable(filters.qs, user=request.user)
    return render_table(request, "loans/pages/recipient_list.html", table, filters=filters)


@may_change_recipient
def recipient_detail(request, pk):
    person = _recipient(request, pk)
    context = {
        "person": person,
        "guardians": person.guardians.all(),
        "household": household_of(person, request.user),
        "vouchers": vouchers_of(person, request.user),
        "events": story_of(person),
        "ends": _ends(request.user, person),
        **_dealings(request.user, recipient=person),
    }
    return render(request, "loans/pages/recipient_detail.html", context)


@may_change_recipient
def recipient_add(request):
    """Add a person; our team starts from an organisation's page, or chooses an organisation."""
    chosen = number_of(request.GET.get("organisation"))
    organisation = _organisation(request, chosen) if chosen else None
    form = RecipientForm(request.POST or None, by=request.user, organisation=organisation)
    if attempt(form, recipient_operations.save_recipient, by=request.user):
        return redirect_saying(request, _("The person has been added."), form.result)
    context = {"form": form, "organisation": organisation or request.user.organisation}
    return render(request, "loans/pages/recipient_add.html", context)


@may_change_recipient
def recipient_edit(request, pk):
    person = _recipient(request, pk)
    name = str(person)
    form = RecipientForm(request.POST or None, instance=person, by=request.user)
    if attempt(form, recipient_operations.save_recipient, by=request.user):
        return redirect_saying(request, _("The changes are saved."), person)
    return render(
        request, "loans/pages/recipient_edit.html", {"person": person, "name": name, "form": form}
    )


# --- The page of a loan, rendered by several views. ---


def render_loan(request, pk, **forms):
    """Render the page of a loan; a refused form in `forms` shows its errors."""
    loan = loan_or_404(request, pk)
    if expiry_operations.release_expired(today=timezone.localdate(), pk=loan.pk):
        loan = loan_or_404(request, pk)
    items = list(loan.items.exclude(status=ItemStatus.CANCELLED).for_list())
    context = {
        "loan": loan,
        "person": loan.recipient.seen_by(request.user) if loan.recipient else "",
        "items": items,
        "cancelled": loan.items.filter(status=ItemStatus.CANCELLED).for_list(),
        # The PDF of a waiting agreement is rendered when it is opened.
        "agreements": loan.agreements.filter(
            Q(status=AgreementStatus.ISSUED) | Q(document__isnull=False)
        ),
        "amendments": loan.amendments.all(),
        "renewals": (renewals := list(loan.renewals.all())),
        "waits_for_answer": request.user.has_perm("loans.decide_request")
        and any(renewal.status == RenewalStatus.PENDING for renewal in renewals),
        "incidents": Incident.objects.filter(item__loan=loan).for_list(),
        "has_devices_out": any(item.device_id and item.status == ItemStatus.OPEN for item in items),
        "receipts": receipts_of(loan) if request.user.has_perm("loans.read_agreement") else (),
        **_handed_over(loan, items, request.user),
        "is_overdue": loan.is_overdue(timezone.localdate()),
        **appointments_about(loan, request.user),
        "events": Event.objects.about(loan).select_related("by")[:100],
    }
    context |= calls_of(loan, request.user)
    return render(request, "loans/pages/loan_detail.html", context | forms)


def _handed_over(loan, items, user):
    """The briefing and attachments of the hand-over, as far as `user` may see them."""
    if not user.has_perm("loans.read_agreement"):
        return {}
    return {
        "briefing": Briefing.objects.filter(loan=loan).first(),
        "mandate": Mandate.objects.filter(loan=loan).first(),
        "attachments": loan.attachments.filter(removed_at=None),
        **_slip_of(items, user),
    }


def _slip_of(items, user):
    """The vouchers of a loan whose codes the user may print, with the form of their slip.

    From the second time on the form asks for a reason.
    """
    if not user.has_perm("inventory.reveal_voucher"):
        return {}
    out = [item.voucher for item in items if item.voucher and item.status == ItemStatus.OPEN]
    out = [voucher for voucher in out if voucher.has_secret and voucher.status in VOUCHER_GIVEN_OUT]
    was_shown = any(not voucher.is_unseen for voucher in out)
    form = RevealForm(was_shown=was_shown, auto_id="slip_%s")
    if was_shown:
        form.fields["why"].label = _("Reason for printing again")
    return {"on_slip": out, "slip_form": form}


def receipts_of(loan):
    """The return receipts of the items of a loan, including partial returns."""
    of_items = loan.items.exclude(receipt=None).values("receipt")
    lines = ReturnLine.objects.filter(item__loan=loan).exclude(receipt=None)
    return Document.objects.filter(Q(pk__in=of_items) | Q(pk__in=lines.values("receipt")))


def calls_of(loan, user):
    """The follow-up calls of a loan, and the form for the next call."""
    rows = FollowUp.objects.visible_to(user).filter(loan=loan)
    calls = list(rows.select_related("by"))
    is_open = any(call.done_at is None for call in calls)
    next_call = rows.to_do().first() if is_open else None
    form = CallForm(by=user) if next_call else None
    return {"calls": calls, "next_call": next_call, "call_form": form}


# --- Active loans and gifts, and their end: lists, returns, losses, swaps. ---

may_view = allowed("loans.view_loan")


EXTEND = BulkAction(
    "extend",
    gettext_lazy("Request the extension"),
    "calendar-plus",
    run=ask_renewal,
    form=ExtendManyForm,
)
add_action(LoanTable, EXTEND)


def _listed(user):
    rows = Loan.objects.visible_to(user).begun().for_list()
    return rows.by_due_date() if user.organisation_id else rows


loan_list = list_view(
    LoanTable,
    LoanListFilter,
    permission="loans.view_loan",
    rows=_listed,
    template="loans/pages/loan_list.html",
)


@may_view
def loan_detail(request, pk):
    return render_loan(request, pk)


# --- After the signature: papers to print and send, then the next person. ---

may_hand_over = allowed("loans.hand_over")


@may_hand_over
def loan_signed(request, pk):
    """Show the signed paper to print, the voucher slip, a copy to send, and the next person."""
    return _show_signed(request, loan_or_404(request, pk))


def _show_signed(request, loan, copy=None):
    agreement = loan.agreements.signed().order_by("-pk").first()
    amendment = loan.amendments.filter(status=AmendmentStatus.SIGNED).order_by("-rank").first()
    if not agreement and not amendment:
        return redirect(loan)
    context = {
        "loan": loan,
        "agreement": agreement,
        "amendment": amendment,
        "copy": copy or CopyForm(loan=loan),
        "sent": agreement and copies_of(agreement).last(),
        **_employer_step(loan),
        **_slip_of(loan.items.for_list(), request.user),
        "next_visit": next_visit(request.user, loan.site),
    }
    return render(request, "loans/pages/loan_signed.html", context)


def _employer_step(loan):
    """The paper that the employer still has to sign, with the form to send a link."""
    paper = loan.amendments.filter(kind=AmendmentKind.EMPLOYER, status__in=TO_SIGN).first()
    if paper is None or SignatureLink.objects.for_paper(paper).standing().exists():
        return {}
    return {"employer_paper": paper, "sending": SendLinkForm(paper=paper)}


@may_hand_over.by_post
def loan_copy(request, pk):
    """Send the signed agreement to its signatory."""
    loan = loan_or_404(request, pk)
    agreement = loan.agreements.signed().order_by("-pk").first()
    form = CopyForm(request.POST, loan=loan)
    if agreement and attempt(form, send_copy, agreement, by=request.user):
        otherwise = _("No e-mail can be sent from here: print the agreement for the person.")
        flash_mailed(request, _("The copy is being sent."), otherwise)
        return redirect("loan_signed", pk)
    return _show_signed(request, loan, copy=form)


@allowed("loans.read_agreement")
def receipt_file(request, pk, document_pk):
    """Send the receipt of a return; like an agreement, it names the person."""
    loan = loan_or_404(request, pk)
    document = get_object_or_404(receipts_of(loan), pk=document_pk)
    content = content_of(request, document)
    if content is None:
        return redirect(loan)
    return file_response(content, document, loan.number)
