"""The counter, about the person: who it is for, proof, who collects, what was explained, papers."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acts import content_of, run_action
from core.bodies import takes_files
from core.forms import attempt
from core.typed import line_of, number_of
from core.veil import unveil, veil
from loans import operations
from loans.forms.briefing import (
    AttachmentForm,
    BriefingForm,
    MandateForm,
    ProofForm,
    SecondLanguageForm,
)
from loans.lifecycle import Audience
from loans.models import Attachment, Briefing, Loan, Mandate
from loans.views.counter import MAX_RESULTS, loan_at_the_counter, may_hand_over, show_counter
from loans.views.files import file_response
from people.forms import RecipientForm
from people.models import Recipient
from people.operations import see_proof, set_second_language


@may_hand_over
def loan_recipient(request, pk):
    """Choose a person of the organisation, or enter one, for a prepared loan."""
    loan = loan_at_the_counter(request, pk)
    if "q" in request.POST:  # a name is in no address
        return redirect(f"{request.path}?{urlencode({'q': veil(request.POST['q'], request.user)})}")
    sought = line_of(unveil(request.GET.get("q", ""), request.user))
    people = (
        Recipient.objects.visible_to(request.user)
        .not_anonymised()
        .filter(organisation=loan.organisation)
    )
    people = people.beginning(sought) if sought else people
    form = RecipientForm(
        request.POST or None,
        by=request.user,
        organisation=loan.organisation,
        initial=_expected(loan),
    )
    if attempt(form, operations.enter_recipient_for, loan, by=request.user):
        return redirect("loan_hand_over", pk)
    context = {"loan": loan, "known": people.order_by("-pk")[:MAX_RESULTS], "form": form}
    return render(request, "loans/loan_recipient.html", context | {"sought": sought})


def _expected(loan):
    """The person's values from the request, before their name was entered."""
    if loan.request is None or loan.audience == Audience.STRUCTURE:
        return {}
    return {"kind": loan.audience, "household_size": loan.request.household_size}


@may_hand_over
@require_POST
def loan_recipient_choose(request, pk):
    """Set the person chosen; no person means that it is for the structure itself."""
    loan = loan_at_the_counter(request, pk)
    chosen = request.POST.get("recipient")
    people = Recipient.objects.visible_to(request.user).not_anonymised()
    recipient = get_object_or_404(people, pk=number_of(chosen)) if chosen else None
    run_action(request, operations.set_recipient, loan, recipient=recipient)
    return redirect("loan_hand_over", pk)


def _person_of(loan):
    if loan.recipient is None:
        raise Http404
    return loan.recipient


@may_hand_over
@require_POST
def loan_proof(request, pk):
    loan = loan_at_the_counter(request, pk)
    form = ProofForm(request.POST)
    if attempt(form, see_proof, _person_of(loan), by=request.user):
        messages.success(request, _("Noted: proof seen. It is not asked again."))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, proof=form)


@may_hand_over
@require_POST
def loan_second_language(request, pk):
    loan = loan_at_the_counter(request, pk)
    person = _person_of(loan)
    form = SecondLanguageForm(request.POST, person=person)
    if attempt(form, set_second_language, person, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, second=form)


@may_hand_over
@require_POST
def loan_collector(request, pk):
    loan = loan_at_the_counter(request, pk)
    form = MandateForm(request.POST, instance=Mandate.objects.of(loan))
    if attempt(form, operations.name_collector, loan, by=request.user):
        messages.success(request, _("Noted: who collects signs."))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, collector=form)


@may_hand_over
@require_POST
def loan_collector_off(request, pk):
    loan = loan_at_the_counter(request, pk)
    done = _("Nobody collects for the person any more.")
    run_action(request, operations.drop_collector, loan, done=done)
    return redirect("loan_hand_over", pk)


@may_hand_over
@require_POST
def loan_explained(request, pk):
    loan = loan_at_the_counter(request, pk)
    form = BriefingForm(request.POST, instance=Briefing.objects.filter(loan=loan).first())
    if attempt(form, operations.brief, loan, by=request.user):
        messages.success(request, _("Noted: what was explained."))
        return redirect("loan_hand_over", pk)
    return show_counter(request, loan, explained=form)


@may_hand_over
@require_POST
@takes_files
def loan_attach(request, pk):
    loan = loan_at_the_counter(request, pk)
    form = AttachmentForm(request.POST, request.FILES)
    if attempt(form, operations.attach, loan, by=request.user):
        messages.success(request, _("The paper is attached."))
        return redirect(loan.counter_url)
    return show_counter(request, loan, attachment=form)


def _attachment(request, pk):
    attachments = Attachment.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    return get_object_or_404(attachments.select_related("document", "loan"), pk=pk)


@permission_required(operations.note_attachment_read.permission, raise_exception=True)
def attachment_file(request, pk):
    """An attached paper, for who may read agreements; to open it leaves a trace."""
    attachment = _attachment(request, pk)
    content = content_of(request, attachment.document)
    if content is None:
        return redirect(attachment.loan.counter_url)
    operations.note_attachment_read(attachment, by=request.user)
    return file_response(content, attachment.document, f"{attachment.loan}-{attachment.pk}")


@may_hand_over
@require_POST
def attachment_remove(request, pk):
    attachment = _attachment(request, pk)
    run_action(request, operations.detach, attachment, done=_("The paper is removed."))
    return redirect(attachment.loan.counter_url)
