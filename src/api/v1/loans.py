"""Loans: preparation, briefing, agreements, signatures and returns."""

from http import HTTPStatus

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from api.endpoints import Resource
from api.responses import respond
from api.v1.files import paper_file
from api.v1.forms import PersonForm, TakeBackForm, TakeForm
from api.v1.requests import REQUESTS
from core.forms.base import ActForm
from loans.agreements.operations import agreements
from loans.agreements.signing import page_of
from loans.allocation.operations import preparation, reservations
from loans.base import operations as base_operations
from loans.base.lifecycle.loans import AgreementStatus
from loans.handovers import operations
from loans.handovers.filters import LoanFilter
from loans.handovers.forms import (
    AccessoryForm,
    BriefingForm,
    TermsForm,
    VoucherForm,
    WalkInForm,
)
from loans.handovers.signature_forms import SignatureForm
from loans.models import Agreement, Briefing, Loan, LoanItem
from loans.returns.operations import take_back

VIEW = "loans.view_loan"
LOANS = Resource(
    "loans",
    Loan,
    (
        "number status status_since kind audience organisation recipient request site "
        "starts_on due_on pickup_on held_until created_at"
    ),
    permission=VIEW,
    page="loan_list",
    filters=LoanFilter,
    private={"recipient": "people.change_recipient"},
    has_code=True,
)
Resource(
    "loans/{loan}/items",
    LoanItem,
    (
        "status device tag=device__asset_tag voucher accessory quantity quantity_back "
        "condition opened_at ended_at"
    ),
    permission=VIEW,
    page="loan_list",
    rows=lambda _user: LoanItem.objects.all(),
    parent=LOANS,
    inside="loan",
    changes=("loan", Loan),
)


def a_loan(request, _row, loan):
    return respond(request, LOANS.one(request, {"id": loan.pk}))


LOANS.create(
    WalkInForm,
    operations.open_walk_in,
    page="loan_new",
    example={"organisation": 1, "site": 1},
)
REQUESTS.act(
    "prepare",
    preparation.prepare_for,
    summary=_("Prepare the loan for this request"),
    page="request_prepare",
    answer=LOANS.schema,
    gives=a_loan,
)
LOANS.act(
    "scan",
    operations.take_scanned,
    TakeForm,
    summary=_("Add an item by scanning its code"),
    page="loan_scan",
    example={"code": "RB2600001Y"},
)
LOANS.act(
    "accessory",
    preparation.add_accessory,
    AccessoryForm,
    summary=_("Add an accessory"),
    page="loan_accessory",
)


def voucher_form(data, *, loan):
    return VoucherForm(data, person=loan.recipient)


LOANS.act(
    "voucher",
    reservations.reserve_vouchers,
    VoucherForm,
    make=voucher_form,
    summary=_("Add vouchers"),
    page="loan_voucher",
)
LOANS.act(
    "recipient",
    base_operations.set_recipient,
    PersonForm,
    summary=_("Choose the person"),
    page="loan_recipient",
    permission="people.view_recipient loans.hand_over",
)


def briefing_form(data, *, loan):
    return BriefingForm(data, instance=Briefing.objects.filter(loan=loan).first())


LOANS.act(
    "brief",
    operations.brief,
    BriefingForm,
    make=briefing_form,
    summary=_("Record what was explained"),
    page="loan_explained",
    example={"switch_on": True, "charge": True, "who_to_call": True, "training": "declined"},
)
LOANS.act(
    "terms",
    operations.set_terms,
    TermsForm,
    summary=_("Lend until a date, or give"),
    page="loan_terms",
)
LOANS.act(
    "return",
    take_back,
    TakeBackForm,
    summary=_("Record the return of items, or of everything on loan"),
    page="loan_return",
    example={"condition": "good"},
)

# --- Agreements: issue, read, sign with an uploaded signature ---

AGREEMENTS = Resource(
    "agreements",
    Agreement,
    "number status status_since loan sha256 signed_at",
    permission=VIEW,
    page="loan_list",
    rows=lambda user: Agreement.objects.filter(loan__in=Loan.objects.visible_to(user)),
    changes=("loan", Loan),
)


def issue(loan, *, by):
    """Record the briefing, then issue the agreement, as the page does."""
    operations.check_briefed(loan)
    return agreements.issue(loan, by=by)


issue.permission = agreements.issue.permission


def an_agreement(request, _row, agreement):
    content = AGREEMENTS.one(request, {"id": agreement.pk})
    return respond(request, content, HTTPStatus.CREATED)


LOANS.act(
    "agreement",
    issue,
    ActForm,
    summary=_("Issue the agreement"),
    page="agreement_issue",
    answer=AGREEMENTS.schema,
    gives=an_agreement,
    status=HTTPStatus.CREATED,
    permission="loans.read_agreement loans.hand_over",  # the refusal may name the person
)


def agreement_pdf(request, agreement):
    """Send the PDF of an agreement; access to a signed agreement is recorded."""
    agreements.draw_agreement(agreement, by=request.user)
    document = agreement.scan or agreement.document
    if document is None:
        raise Http404
    response = paper_file(agreement, document)
    if agreement.status == AgreementStatus.SIGNED:
        agreements.note_reading(agreement, by=request.user)
    return response


AGREEMENTS.file(
    "pdf",
    agreement_pdf,
    summary=_("The agreement, as a PDF or as scanned"),
    page="agreement_file",
    media="application/pdf image/jpeg",
    permission="loans.read_agreement",
)
DRAWING = {
    "type": "string",
    "maxLength": 300_000,
    "description": _("data:image/png;base64,… as it was drawn."),
}


def signature_form(data, *, user, agreement):
    return page_of(agreement).form(data, by=user)


AGREEMENTS.act(
    "sign",
    agreements.sign_on_screen,
    SignatureForm,
    make=signature_form,
    summary=_("Sign with drawn signatures or typed names, and hand over"),
    page="agreement_sign",
    extra={
        "signature": DRAWING,
        "signature2": DRAWING | {"default": ""},
        "signature3": DRAWING | {"default": ""},
        "ours": DRAWING | {"default": ""},
    },
    permission="loans.read_agreement loans.hand_over",
)
