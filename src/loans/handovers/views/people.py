"""The person of a hand-over: recipient, proof, collector, briefing, papers."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.actions import action_view, content_of, finder, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.lists.encrypted_params import unveil, veil
from core.models import Event
from core.text_input import line_of, number_of
from loans.base import operations as base_operations
from loans.base.lifecycle.loans import Audience
from loans.base.papers import borrower_commune, second_text_for
from loans.base.shortcuts import file_response, loan_or_404
from loans.handovers import operations
from loans.handovers.forms import (
    AttachmentForm,
    BriefingForm,
    EntryForm,
    MandateForm,
    ProofForm,
    SecondLanguageForm,
)
from loans.handovers.steps import (
    drop_draft,
    follow_step,
    is_person_to_check,
    restore_draft,
    show_step,
    step_after,
    steps_of,
    warnings_of,
)
from loans.models import Attachment, Briefing, Loan, Mandate
from loans.organisations.already_equipped import visible_people
from people.models import Language, Recipient
from people.recipients.forms import RecipientForm
from people.recipients.operations import (
    choose_signer,
    save_recipient,
    see_capacity,
    see_proof,
    set_second_language,
)

MAX_RESULTS = 20

may_hand_over = allowed("loans.hand_over")


@may_hand_over
def loan_recipient(request, pk):
    """Choose a person of the organisation for a prepared loan, or create a person."""
    loan = loan_or_404(request, pk)
    if "q" in request.POST:  # a URL must not contain a name
        return redirect(f"{request.path}?{urlencode({'q': veil(request.POST['q'], request.user)})}")
    entry = _entry_form(request, loan, request.POST or None)
    if attempt(entry, base_operations.enter_recipient_for, loan, by=request.user):
        return _after_person(loan)
    return _show_whom(request, loan, entry, entry=entry)


def _entry_form(request, loan, data=None):
    whose = {"by": request.user, "organisation": loan.organisation}
    return EntryForm(data, **whose, initial=_expected(loan))


def _correction_form(request, person, data=None):
    return RecipientForm(data, instance=person, by=request.user, auto_id="correct_%s")


@may_hand_over.by_post
def loan_person(request, pk):
    """Correct the details of the person of a prepared loan."""
    loan = loan_or_404(request, pk)
    form = _correction_form(request, _person_of(loan), request.POST)
    if attempt(form, save_recipient, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "loan_recipient", pk)
    return _show_whom(request, loan, form, correction=form)


def _show_whom(request, loan, form=None, **context):
    """Show the recipient, and the people found by a search."""
    sought = line_of(unveil(request.GET.get("q", ""), request.user))
    people = visible_people(request.user, timezone.localdate())
    people = people.beginning(sought) if sought else people.none()  # no name is shown unasked
    is_other = ~Q(organisation=loan.organisation_id)
    people = people.alias(is_other=is_other).order_by("is_other", "-pk")
    person, mandate = loan.recipient, Mandate.objects.of(loan)
    context = {
        "recipients": people[:MAX_RESULTS],
        "sought": sought,
        "guardians": person.guardians.all() if person else [],
        **warnings_of(loan),
        "mandate": mandate,
        "collector": MandateForm(instance=mandate),
        "proof": ProofForm(),
        "correction": person and _correction_form(request, person),
        "entry": _entry_form(request, loan),
    } | context
    template = "loans/handovers/step_whom.html"
    return show_step(request, loan, "loan_recipient", template, form, **context)


def _after_person(loan):
    """Stay on the page while something about the person needs checking; otherwise go on."""
    loan.refresh_from_db()
    if is_person_to_check(loan):
        return redirect("loan_recipient", loan.pk)
    return redirect(step_after(loan, steps_of(loan), "loan_recipient").href)


def _expected(loan):
    """The person's values from the request, before their name was entered."""
    if loan.request is None or loan.audience == Audience.STRUCTURE:
        return {}
    expected = {"kind": loan.audience, "household_size": loan.request.household_size}
    return {name: value for name, value in expected.items() if value is not None}


@may_hand_over.by_post
def loan_recipient_choose(request, pk):
    """Set the chosen person; without a person, the loan is for the organisation itself."""
    loan = loan_or_404(request, pk)
    chosen = request.POST.get("recipient")
    people = Recipient.objects.visible_to(request.user).not_anonymised()
    recipient = get_object_or_404(people, pk=number_of(chosen)) if chosen else None
    if run_action(request, base_operations.set_recipient, loan, recipient=recipient):
        return _after_person(loan)
    return redirect("loan_recipient", pk)


def _person_of(loan):
    if loan.recipient is None:
        raise Http404
    return loan.recipient


@may_hand_over.by_post
def loan_proof(request, pk):
    loan, back = loan_or_404(request, pk), request.POST.get("back")
    back = back if back == "agreement_issue" else "loan_recipient"
    done = _("Proof recorded. It will not be asked for again.")
    person = _person_of(loan)
    guardian = person.guardians.filter(pk=number_of(request.POST.get("guardian"))).first()
    if guardian:
        run_action(request, see_capacity, guardian, done=done)
        return redirect(back, pk)
    form = ProofForm(request.POST)
    if attempt(form, see_proof, person, by=request.user):
        messages.success(request, done)
        return redirect(back, pk) if back == "agreement_issue" else _after_person(loan)
    return _show_whom(request, loan, form, proof=form)


@may_hand_over.by_post
def loan_signer(request, pk):
    """Record that the other parent or guardian came, and borrows and signs."""
    person = _person_of(loan_or_404(request, pk))
    guardian = person.guardians.filter(pk=number_of(request.POST.get("guardian"))).first()
    if guardian:
        run_action(request, choose_signer, person, guardian=guardian)
    return redirect("loan_recipient", pk)


@may_hand_over
def loan_explained(request, pk):
    """Record what was explained to the person, and whether training was offered."""
    loan = loan_or_404(request, pk)
    briefing = Briefing.objects.filter(loan=loan).first()
    commune = borrower_commune(loan)
    form = BriefingForm(request.POST or None, instance=briefing, commune=commune)
    elsewhere = follow_step(request, loan, form)
    if elsewhere:
        return elsewhere
    if attempt(form, operations.brief, loan, by=request.user):
        drop_draft(request, loan, form)
        return redirect("loan_terms", pk)
    restore_draft(request, loan, form)
    template = "loans/handovers/step_explained.html"
    return show_step(request, loan, "loan_explained", template, form)


@may_hand_over
def loan_more(request, pk):
    return _show_more(request, loan_or_404(request, pk))


def _show_more(request, loan, **forms):
    person = loan.recipient
    context = {
        "has_languages": bool(person) and Language.objects.filter(is_active=True).exists(),
        "second": SecondLanguageForm(loan=loan),
        "lacks_second": bool(person and person.second_language) and not second_text_for(loan),
        "attachment": AttachmentForm(),
        "attachments": loan.attachments.filter(removed_at=None),
        "events": Event.objects.about(loan).select_related("by")[:50],
    }
    form = next(iter(forms.values()), None)
    template = "loans/handovers/loan_more.html"
    return show_step(request, loan, "loan_more", template, form, **context | forms)


@may_hand_over.by_post
def loan_second_language(request, pk):
    loan = loan_or_404(request, pk)
    person = _person_of(loan)
    form = SecondLanguageForm(request.POST, loan=loan)
    if attempt(form, set_second_language, person, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "loan_more", pk)
    return _show_more(request, loan, second=form)


@may_hand_over.by_post
def loan_collector(request, pk):
    loan = loan_or_404(request, pk)
    form = MandateForm(request.POST, instance=Mandate.objects.of(loan))
    if attempt(form, operations.name_collector, loan, by=request.user):
        return redirect_saying(request, _("Recorded: the proxy will sign."), "loan_recipient", pk)
    return _show_whom(request, loan, form, collector=form)


loan_collector_off = action_view(
    operations.drop_collector,
    loan_or_404,
    gettext_lazy("Nobody is authorised any more to collect equipment for this person."),
    back=lambda _request, loan: reverse("loan_recipient", args=[loan.pk]),
)
_attachment = finder(
    lambda user: Attachment.objects.filter(loan__in=Loan.objects.visible_to(user)),
    "document",
    "loan",
)


@may_hand_over.by_post
@takes_files
def loan_attach(request, pk):
    loan = loan_or_404(request, pk)
    form = AttachmentForm(request.POST, request.FILES)
    if attempt(form, operations.attach, loan, by=request.user):
        return redirect_saying(request, _("The document has been attached."), "loan_more", pk)
    return _show_more(request, loan, attachment=form)


@allowed(operations.note_attachment_read.permission)
def attachment_file(request, pk):
    """An attached paper, for users who may read agreements; opening it is recorded."""
    attachment = _attachment(request, pk)
    content = content_of(request, attachment.document)
    if content is None:
        return redirect("loan_more", attachment.loan_id)
    operations.note_attachment_read(attachment, by=request.user)
    return file_response(content, attachment.document, f"{attachment.loan}-{attachment.pk}")


attachment_remove = action_view(
    operations.detach,
    _attachment,
    gettext_lazy("The document has been removed."),
    back=lambda _request, attachment: reverse("loan_more", args=[attachment.loan_id]),
)
