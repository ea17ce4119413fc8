"""Preparation of visits, the answers of phones, and those to resolve at the desk."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from core.forms.actions import content_of, finder, flash_errors, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.http.ratelimit import is_within
from core.text_input import line_of, number_of
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.base.shortcuts import file_response
from loans.models import Agreement, Loan
from modules.doorstep import operations
from modules.doorstep.entered import labelled
from modules.doorstep.forms import ResolveForm
from modules.doorstep.models import MAX_VISITS, SEND, SIGN, Visit

MAX_LISTED = 100
MAX_REASON = Visit._meta.get_field("reason").max_length
TRIES, WINDOW_SECONDS = 10, 3600  # wrong or right passwords of a user
may_sign, may_send = allowed(SIGN), allowed(SEND)
_visit = finder(Visit.objects.visible_to, "loan", "evidence", "shown")


# --- Preparation ----------------------------------------------------------------------------------
def _agreements(user):
    """The issued agreements that may be signed at the door."""
    loans = Loan.objects.visible_to(user).filter(sale_price=None, status=LoanStatus.PREPARED)
    rows = Agreement.objects.filter(status=AgreementStatus.ISSUED, loan__in=loans)
    return rows.select_related("text", "second_text", "loan__recipient", "loan__organisation")


def _loans(user):
    """The loans that the user may take back."""
    return Loan.objects.to_take_back(user).filter(status=LoanStatus.ACTIVE).for_list()


@may_sign
@require_GET
def doorstep_list(request):
    """Papers to take along: agreements to sign, and the loans to take back that were added."""
    codes = {line_of(code) for code in request.GET.getlist("back") if code.strip()}
    loans = [loan for code in codes for loan in _loans(request.user).matching_code(code)[:1]]
    missing = codes - {loan.number for loan in loans} if len(loans) < len(codes) else ()
    context = {
        "agreements": _agreements(request.user).order_by("-pk")[:MAX_LISTED],
        "loans": sorted(loans, key=str),
        "missing": sorted(missing),
        "most": MAX_VISITS,
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "doorstep/doorstep_list.html", context)


@may_sign.by_post
@sensitive_post_parameters("password")
def doorstep_take(request):
    """Prepare visits; return their screens, for the phone to seal with the password."""
    user, post = request.user, request.POST
    if not is_within(f"doorstep:{user.pk}", limit=TRIES, seconds=WINDOW_SECONDS):
        return _refusal([_("Too many attempts: wait an hour and try again.")])
    if not user.check_password(post.get("password", "")):
        return _refusal([_("This is not your password: try again.")])
    agreements = _agreements(user).filter(pk__in=_ids(post.getlist("agreement")))
    loans = _loans(user).filter(pk__in=_ids(post.getlist("loan")))
    try:
        prepared = operations.prepare_visits(list(agreements), list(loans), by=user)
    except ValidationError as refusal:
        return _refusal(refusal.messages)
    return JsonResponse({"papers": [_paper(visit, screens) for visit, screens in prepared]})


def _ids(texts):
    return [pk for pk in map(number_of, texts) if pk is not None]


def _paper(visit, screens):
    loan = visit.loan
    return {
        "id": visit.pk,
        "until": int(visit.until.timestamp() * 1000),
        "at": int(visit.at.timestamp() * 1000),
        "title": f"{loan} · {loan.borrower}",
        "screens": screens,
        "key": visit.key,
    }


def _refusal(words):
    return JsonResponse({"words": " ".join(words)}, status=400)


# --- Answers --------------------------------------------------------------------------------------
@may_send.by_post
def doorstep_send(request):
    """Receive the sealed answer of a visit, once; the response says what became of it.

    With a reason, the user has discarded the answer on the phone.
    """
    try:
        sent = json.loads(request.body)
        pk, iv, data = int(sent["id"]), b64decode(sent["iv"]), b64decode(sent["data"])
        reason = line_of(str(sent.get("reason") or ""))[:MAX_REASON]
    except (ValueError, KeyError, TypeError, AttributeError, NotBase64):
        return _refusal([_("This answer cannot be read.")])
    visits = Visit.objects.select_related("loan__recipient", "loan__site", "agreement__text")
    visit = get_object_or_404(visits, by=request.user, pk=pk)
    if reason:
        visit = operations.discard(
            visit, by=request.user, sha256=sha256(iv + data).hexdigest(), reason=reason
        )
        return _result(visit)
    try:
        answer = _opened(visit, iv, data)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, InvalidTag):
        return _refusal([_("This answer cannot be read.")])
    return _result(operations.receive(visit, by=request.user, answer=answer))


def _result(visit):
    return JsonResponse({"status": visit.outcome, "words": labelled(visit.loan, visit.why)})


def _opened(visit, iv, data):
    """Decrypt an answer; raises InvalidTag, ValueError, KeyError or TypeError."""
    content = json.loads(AESGCM(bytes.fromhex(visit.key)).decrypt(iv, data, None))
    fields = {str(name): str(value) for name, value in content["fields"].items()}
    return operations.Answer(
        act=str(content["act"]),
        fields=fields,
        at=datetime.fromtimestamp(int(content["at"]) / 1000, UTC),
        clock_offset=int(content["offset"] or 0),
        screens=str(content["screens"]),
        sha256=sha256(iv + data).hexdigest(),
    )


# --- The desk -------------------------------------------------------------------------------------
@may_sign
@require_GET
def doorstep_evidence(request, pk):
    """Send the paper of an answer that could not be applied."""
    visit = _visit(request, pk)
    content = _evidence(request, visit, visit.evidence)
    if content is None:
        return redirect(visit.loan)
    return file_response(content, visit.evidence, visit.loan.number)


@may_sign
@require_GET
def doorstep_shown(request, pk):
    """Send the text that was shown at the door, whose hash the evidence states."""
    visit = _visit(request, pk)
    content = _evidence(request, visit, visit.shown)
    if content is None:
        return redirect(visit.loan)
    headers = {"Content-Disposition": f'attachment; filename="{visit.loan.number}.txt"'}
    return HttpResponse(content, content_type=visit.shown.content_type, headers=headers)


def _evidence(request, visit, document):
    """The bytes of a document of a visit, or None; their reading is recorded."""
    content = content_of(request, document) if document else None
    if content is not None:
        operations.note_evidence_read(visit, by=request.user)
    return content


@may_sign.by_post
def doorstep_resolve(request, pk):
    visit, form = _visit(request, pk), ResolveForm(request.POST)
    if attempt(form, operations.resolve, visit, by=request.user):
        return redirect_saying(request, _("Resolved."), visit.loan)
    flash_errors(request, form)
    return redirect(visit.loan)
