from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.forms.actions import action_view, content_of, redirect_saying, run_action
from core.forms.base import attempt
from core.forms.submissions import scan_once
from core.http.body_limit import takes_files
from core.lists.encrypted_params import unveil, veil
from core.models import Event
from core.text_input import line_of, number_of
from core.workflow.lifecycle import NeedsConfirmation
from inventory.accessories.fitting import without_charger
from inventory.devices.identifiers import clean_code
from inventory.models import Device
from inventory.scanning.codes import masked
from inventory.scanning.refusals import device_to_return, flash_refusal
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.allocation.operations.reservations import AlreadyReserved
from loans.appointments import operations as appointment_operations
from loans.base import operations as base_operations
from loans.base.kit_lines import bundles_of
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanStatus, RequestStatus
from loans.base.papers import borrower_commune, second_text_for
from loans.base.shortcuts import file_response, loan_or_404, request_or_404
from loans.handovers import operations
from loans.handovers.forms import (
    AccessoryForm,
    AttachmentForm,
    BriefingForm,
    MandateForm,
    ProofForm,
    SecondLanguageForm,
    VoucherForm,
    WalkInForm,
)
from loans.handovers.steps import (
    counter_address,
    drop_draft,
    follow_step,
    is_person_to_check,
    restore_draft,
    show_step,
    step_after,
    steps_of,
)
from loans.models import Attachment, Briefing, Loan, LoanItem, Mandate
from loans.organisations.already_equipped import warnings_for
from loans.requests.operations import requests as request_operations
from people.models import Language, Recipient
from people.recipients.forms import RecipientForm
from people.recipients.operations import choose_signer, see_proof, set_second_language

MAX_RESULTS = 4

may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def _open_options(lines, name):
    """The first accessory or voucher (`name`) that the request still waits for, for its form."""
    for line in lines:
        item = getattr(line, name)
        if item and line.still_open > 0:
            return {name: item, "quantity": line.still_open}
    return None


def refusals_key(loan):
    return f"refused:{loan.pk}"


MAX_REFUSALS = 10


@may_hand_over
def loan_new(request):
    first = {"device": line_of(request.GET.get("device"))}
    form = WalkInForm(request.POST or None, user=request.user, initial=first)
    if attempt(form, operations.open_walk_in, by=request.user):
        if form.code:
            _take(request, form.result, form.code)
        return redirect("loan_hand_over", form.result.pk)
    return render(request, "loans/handovers/loan_new.html", {"form": form})


@may_hand_over
def request_hand_over(request, pk):
    """Redirect to the hand-over of a request, or show the request and offer to open one."""
    loan_request = request_or_404(request, pk)
    opened = loan_request.loans.filter(status=LoanStatus.PREPARED).first()
    if opened or loan_request.status != RequestStatus.ACCEPTED:
        return redirect(opened.counter_url if opened else loan_request)
    lines = loan_request.lines.with_reserved().for_list()
    context = {
        "loan_request": loan_request,
        "lines": lines,
        "person": loan_request.seen_by(request.user),
    }
    return render(request, "loans/handovers/request_hand_over.html", context)


@may_hand_over
def loan_hand_over(request, pk):
    """Go on with a hand-over at the first of its steps that is not done."""
    expiry_operations.release_expired(today=timezone.localdate(), pk=pk)
    return redirect(counter_address(loan_or_404(request, pk)))


# --- What leaves: scanned, or added by number. ---


@may_hand_over
def loan_what(request, pk):
    return show_what(request, loan_or_404(request, pk))


def show_what(request, loan, **forms):
    """What leaves, and what the request still waits for."""
    items = list(loan.items.filter(status=ItemStatus.RESERVED).for_list())
    lines = list(loan.request.lines.with_reserved().for_list()) if loan.request else []
    accessory, product = _open_options(lines, "accessory"), _open_options(lines, "product")
    context = {
        "bundles": bundles_of(lines),
        "items": items,
        "uncharged": without_charger([item.device for item in items if item.device], loan.site),
        "accessory": AccessoryForm(initial=accessory),
        "voucher": VoucherForm(initial=product, person=loan.recipient),
        "is_more_open": bool(accessory or product or forms),
        "refusals": request.session.get(refusals_key(loan), []),
    }
    form = next(iter(forms.values()), None)
    template = "loans/handovers/step_what.html"
    return show_step(request, loan, "loan_what", template, form, **context | forms)


@may_hand_over
@require_POST
def loan_scan(request, pk):
    # Without what its page names, of which the answer shows nothing: 1.5 ms of 22.
    loans = Loan.objects.visible_to(request.user).select_related("request")
    loan, code = get_object_or_404(loans, pk=pk), line_of(request.POST.get("code"))
    taken = _take(request, loan, code)
    if isinstance(taken, Loan) and taken.pk != pk:
        is_prepared = taken.status == LoanStatus.PREPARED
        return redirect("loan_what" if is_prepared else "loan_detail", taken.pk)
    return redirect("loan_what", pk)


def _take(request, loan, code):
    """Take what a code names; what is refused stays in a list, with its reason."""
    try:
        taken = _take_free(request, loan, code)
    except AlreadyReserved as refusal:
        _forget_refusal(request, loan, code)
        messages.warning(request, " ".join(refusal.messages), extra_tags="scan")
        return None
    except ValidationError as refusal:
        _keep_refusal(request, loan, code, refusal)
        return None
    _forget_refusal(request, loan, code)
    is_other = isinstance(taken, Loan) and taken.pk != loan.pk
    done = _("Opened: %(loan)s") % {"loan": taken} if is_other else _added(taken)
    messages.success(request, done, extra_tags="scan")
    return taken


def _take_free(request, loan, code):
    """Take it; if it is refused, again once a reservation that is over was ended for it.

    What is refused is looked up a second time, and not each scan: 2 ms of 22.
    """
    keywords = {"code": code, "override": "anyway" in request.POST}
    try:
        return scan_once(request, operations.take_scanned, loan, **keywords)
    except ValidationError:
        if not expiry_operations.free_scanned(code, by=request.user):
            raise
        return scan_once(request, operations.take_scanned, loan, **keywords)


def _refused_name(code, user):
    """By what a code is listed: its device, whichever of its codes was scanned."""
    devices = list(Device.objects.visible_to(user).matching_code(clean_code(code))[:2])
    return str(devices[0]) if len(devices) == 1 else masked(code)


def _other_refusals(request, loan, name):
    return [row for row in request.session.get(refusals_key(loan), []) if row[0] != name]


def _keep_refusal(request, loan, code, refusal):
    """Add the reason why a code is refused to the list, replacing its earlier entry."""
    name = _refused_name(code, request.user)
    flash_refusal(request, refusal)
    row = [name, " ".join(refusal.messages), isinstance(refusal, NeedsConfirmation)]
    row.append(bool(device_to_return(code, request.user)))
    with request.session.locked():
        rows = [row, *_other_refusals(request, loan, name)]
        request.session[refusals_key(loan)] = rows[:MAX_REFUSALS]


def _forget_refusal(request, loan, code):
    if request.session.get(refusals_key(loan)):
        name = _refused_name(code, request.user)
        with request.session.locked():
            request.session[refusals_key(loan)] = _other_refusals(request, loan, name)


@may_hand_over
@require_POST
def loan_refusals(request, pk):
    """Clear the list of what was refused."""
    loan = loan_or_404(request, pk)
    request.session.pop(refusals_key(loan), None)
    return redirect("loan_what", pk)


def _added(item):
    return _("Added: %(thing)s") % {"thing": item}


@may_hand_over
@require_POST
def loan_accessory(request, pk):
    loan = loan_or_404(request, pk)
    form = AccessoryForm(request.POST)
    if attempt(form, preparation_operations.add_accessory, loan, by=request.user):
        return redirect_saying(request, _added(form.cleaned_data["accessory"]), "loan_what", pk)
    return show_what(request, loan, accessory=form)


@may_hand_over
@require_POST
def loan_voucher(request, pk):
    loan = loan_or_404(request, pk)
    form = VoucherForm(request.POST, person=loan.recipient)
    if attempt(form, reservations_operations.reserve_vouchers, loan, by=request.user):
        return redirect_saying(request, _added(form.cleaned_data["product"]), "loan_what", pk)
    return show_what(request, loan, voucher=form)


@may_hand_over
@require_POST
def loanitem_free(request, pk):
    items = LoanItem.objects.filter(loan__in=Loan.objects.visible_to(request.user)).for_list()
    item = get_object_or_404(items.select_related("loan__request"), pk=pk)
    run_action(
        request,
        preparation_operations.free,
        item,
        done=_("Taken out: %(item)s") % {"item": item.code},
    )
    return redirect("loan_what", item.loan_id)


@may_hand_over
@require_POST
def loan_drop(request, pk):
    """Give up what of a line of the request will not be handed over."""
    loan = loan_or_404(request, pk)
    lines = loan.request.lines if loan.request else None
    line = get_object_or_404(lines, pk=number_of(request.POST.get("line")) or 0) if lines else None
    if line is None:
        return redirect("loan_what", pk)
    done = _("Given up: %(line)s. The organisation is told.") % {"line": line.what}
    run_action(request, request_operations.drop_line, loan.request, line, done=done)
    return redirect("loan_what", pk)


@may_hand_over
@require_POST
def loan_cancel(request, pk):
    loan = loan_or_404(request, pk)
    if run_action(
        request,
        appointment_operations.cancel_loan,
        loan,
        done=_("Cancelled: all is back on the shelf."),
    ):
        return redirect(loan.request or "loan_list")
    return redirect(loan.counter_url)


# The counter, about the person: who it is for, proof, who collects, what was explained, papers.


@may_hand_over
def loan_recipient(request, pk):
    """Choose a person of the organisation, or enter one, for a prepared loan."""
    loan = loan_or_404(request, pk)
    if "q" in request.POST:  # a name is in no address
        return redirect(f"{request.path}?{urlencode({'q': veil(request.POST['q'], request.user)})}")
    entry = _entry_form(request, loan, request.POST or None)
    if attempt(entry, base_operations.enter_recipient_for, loan, by=request.user):
        return _after_person(loan)
    return _show_whom(request, loan, entry, entry=entry)


def _entry_form(request, loan, data=None):
    expected = _expected(loan)
    organisation = loan.organisation
    return RecipientForm(data, by=request.user, organisation=organisation, initial=expected)


def _show_whom(request, loan, form=None, **context):
    """Who receives it, with those whom a search finds."""
    sought = line_of(unveil(request.GET.get("q", ""), request.user))
    people = (
        Recipient.objects.visible_to(request.user)
        .not_anonymised()
        .filter(organisation=loan.organisation)
    )
    people = people.beginning(sought) if sought else people
    person = loan.recipient
    context = {
        "recipients": people.order_by("-pk")[:MAX_RESULTS],
        "sought": sought,
        "guardians": person.guardians.all() if person else [],
        "warnings": warnings_for(loan, timezone.localdate()),
        "mandate": Mandate.objects.of(loan),
        "proof": ProofForm(),
        "entry": _entry_form(request, loan),
    } | context
    template = "loans/handovers/step_whom.html"
    return show_step(request, loan, "loan_recipient", template, form, **context)


def _after_person(loan):
    """Stay while there is something to look at about the person, else go on."""
    loan.refresh_from_db()
    if is_person_to_check(loan):
        return redirect("loan_recipient", loan.pk)
    return redirect(step_after(steps_of(loan), "loan_recipient").href)


def _expected(loan):
    """The person's values from the request, before their name was entered."""
    if loan.request is None or loan.audience == Audience.STRUCTURE:
        return {}
    expected = {"kind": loan.audience, "household_size": loan.request.household_size}
    return {name: value for name, value in expected.items() if value is not None}


@may_hand_over
@require_POST
def loan_recipient_choose(request, pk):
    """Set the person chosen; no person means that it is for the structure itself."""
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


@may_hand_over
@require_POST
def loan_proof(request, pk):
    loan = loan_or_404(request, pk)
    form = ProofForm(request.POST)
    if attempt(form, see_proof, _person_of(loan), by=request.user):
        messages.success(request, _("Noted: proof seen. It is not asked again."))
        return redirect("loan_recipient", pk)
    return _show_whom(request, loan, form, proof=form)


@may_hand_over
@require_POST
def loan_signer(request, pk):
    """The other parent or guardian came: they borrow and sign."""
    person = _person_of(loan_or_404(request, pk))
    guardian = person.guardians.filter(pk=number_of(request.POST.get("guardian"))).first()
    if guardian:
        run_action(request, choose_signer, person, guardian=guardian)
    return redirect("loan_recipient", pk)


# --- What was explained. ---


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


# --- Other pages of a hand-over: who collects, languages, papers, reservation, history. ---


@may_hand_over
def loan_more(request, pk):
    return _show_more(request, loan_or_404(request, pk))


def _show_more(request, loan, **forms):
    person, mandate = loan.recipient, Mandate.objects.of(loan)
    context = {
        "mandate": mandate,
        "collector": MandateForm(instance=mandate),
        "has_languages": bool(person) and Language.objects.filter(is_active=True).exists(),
        "second": SecondLanguageForm(person=person),
        "lacks_second": bool(person and person.second_language) and not second_text_for(loan),
        "attachment": AttachmentForm(),
        "attachments": loan.attachments.filter(removed_at=None),
        "events": Event.objects.about(loan).select_related("by")[:50],
    }
    form = next(iter(forms.values()), None)
    template = "loans/handovers/loan_more.html"
    return show_step(request, loan, "loan_more", template, form, **context | forms)


@may_hand_over
@require_POST
def loan_second_language(request, pk):
    loan = loan_or_404(request, pk)
    person = _person_of(loan)
    form = SecondLanguageForm(request.POST, person=person)
    if attempt(form, set_second_language, person, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "loan_more", pk)
    return _show_more(request, loan, second=form)


@may_hand_over
@require_POST
def loan_collector(request, pk):
    loan = loan_or_404(request, pk)
    form = MandateForm(request.POST, instance=Mandate.objects.of(loan))
    if attempt(form, operations.name_collector, loan, by=request.user):
        return redirect_saying(request, _("Noted: who collects signs."), "loan_recipient", pk)
    return _show_more(request, loan, collector=form)


loan_collector_off = action_view(
    operations.drop_collector,
    loan_or_404,
    gettext_lazy("Nobody collects for the person any more."),
    back=lambda _request, loan: reverse("loan_recipient", args=[loan.pk]),
)


@may_hand_over
@require_POST
@takes_files
def loan_attach(request, pk):
    loan = loan_or_404(request, pk)
    form = AttachmentForm(request.POST, request.FILES)
    if attempt(form, operations.attach, loan, by=request.user):
        return redirect_saying(request, _("The paper is attached."), "loan_more", pk)
    return _show_more(request, loan, attachment=form)


def _attachment(request, pk):
    attachments = Attachment.objects.filter(loan__in=Loan.objects.visible_to(request.user))
    return get_object_or_404(attachments.select_related("document", "loan"), pk=pk)


@permission_required(operations.note_attachment_read.permission, raise_exception=True)
def attachment_file(request, pk):
    """An attached paper, for who may read agreements; to open it leaves a trace."""
    attachment = _attachment(request, pk)
    content = content_of(request, attachment.document)
    if content is None:
        return redirect("loan_more", attachment.loan_id)
    operations.note_attachment_read(attachment, by=request.user)
    return file_response(content, attachment.document, f"{attachment.loan}-{attachment.pk}")


attachment_remove = action_view(
    operations.detach,
    _attachment,
    gettext_lazy("The paper is removed."),
    back=lambda _request, attachment: reverse("loan_more", args=[attachment.loan_id]),
)
