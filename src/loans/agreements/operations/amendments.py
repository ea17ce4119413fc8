"""Create amendments with the change that they document, then sign or decline them.

An amendment is a row of ids and a PDF rendered once. The row is written in the transaction of the
change; its PDF is rendered from the row afterwards, so a crash loses nothing. It is verified at the
same public URL as an agreement. A swap, a gift and a correction are signed: they bind the person
again, or record that something of value changed hands. A renewal and a transfer are only noted: the
first was requested, in the person's favour, and the second ends their obligation (a loan for use is
made by handing over, not in writing: Code civil, 1875). The change is valid without the signature;
a declined signature may be given later.
"""

from datetime import datetime
from secrets import token_hex

from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms.reserved_terms import check_words
from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from loans.agreements.operations.links import use_link
from loans.agreements.papers import render_amendment
from loans.base.lifecycle.aftercare import UNSIGNED_KINDS, AmendmentKind, AmendmentStatus
from loans.base.lifecycle.loans import AgreementStatus
from loans.base.operations import lock_active, lock_person
from loans.base.papers import SCAN, language_of
from loans.models import Amendment, Loan, SignatureLink
from people.models import User
from people.privacy.operations import record_once_a_day


def amend(
    loan: Loan, kind: AmendmentKind, *, by: User, words: str = "", **data: object
) -> Amendment:
    """Record a change under the agreement of a locked loan; called inside an operation.

    `data` are ids, days and codes. Its kind decides whether it is noted or waits for a
    signature; its PDF is rendered after the transaction (`draw_amendment`).
    """
    agreement = loan.agreements.filter(status=AgreementStatus.SIGNED).order_by("-pk").first()
    rank = loan.amendments.count() + 1
    is_noted = kind in UNSIGNED_KINDS
    amendment = Amendment(
        status=AmendmentStatus.NOTED if is_noted else AmendmentStatus.ISSUED,
        kind=kind,
        loan=loan,
        agreement=agreement,
        rank=rank,
        number=f"{agreement or loan}-A{rank}",
        token=token_hex(16),
        language=language_of(loan),
        data=data,
        words=words,
        by=by,
    )
    amendment.save()
    event_kind = "amendment.noted" if is_noted else "amendment.issued"
    Event.objects.record(event_kind, loan, by=by, amendment=amendment.number)
    return amendment


def draw_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """The amendment with its PDF; a missing PDF is rendered outside any transaction."""
    if amendment.document_id is None:
        _keep_paper(amendment, by=by, pdf=render_amendment(amendment))
    return amendment


@operation("loans.read_agreement", prepare=stores("pdf"), locks=True)
def _keep_paper(amendment: Amendment, *, by: User, pdf: bytes) -> Amendment:
    if amendment.document_id is None:
        document = Document.objects.store_paper(pdf, kind="amendment", of=amendment, by=by)
        amendment.document, amendment.sha256 = document, document.sha256
        amendment.save(update_fields=["document", "sha256"])
    return amendment


@operation("loans.hand_over", is_signed=True, prepare=stores("pdf"))
def sign_amendment(
    amendment: Amendment,
    *,
    by: User,
    pdf: bytes,
    signed_at: datetime,
    link: SignatureLink | None = None,
    is_typed: bool = False,
) -> Amendment:
    """Store a signed amendment; `pdf` is the result of `papers.sign_amendment`.

    It was signed on the screen or, with `link`, remotely; the link cannot be used again. `is_typed`
    if a signatory typed their name instead of drawing.
    """
    lock_person(amendment.loan)
    amendment.lock()
    check_to_sign(amendment)
    if link:
        use_link(link)
    unsigned = amendment.document
    document = Document.objects.store_paper(pdf, kind="amendment_signed", of=amendment, by=by)
    kind = "amendment.typed" if is_typed else "amendment.signed"
    _signed(amendment, by, signed_at, kind, document=document, sha256=document.sha256)
    if unsigned:
        unsigned.purge()
    return amendment


@operation("loans.hand_over", is_signed=True, prepare=stores("scan"))
def sign_amendment_on_paper(
    amendment: Amendment, *, by: User, scan: bytes, content_type: str
) -> Amendment:
    """Store the scan of an amendment signed on paper."""
    lock_person(amendment.loan)
    amendment.lock()
    check_to_sign(amendment)
    if amendment.document_id is None:
        raise Refused(_("Print this amendment first."))
    document = Document.objects.store_paper(
        scan, kind=SCAN, of=amendment, by=by, content_type=content_type
    )
    return _signed(amendment, by, timezone.now(), scan=document, sha256=document.sha256)


def check_to_sign(amendment: Amendment) -> None:
    """Raise `Refused` unless the amendment, just read, waits for a signature."""
    if not amendment.is_to_sign:
        raise Refused(
            _("%(amendment)s is “%(status)s”: it is not waiting for a signature.")
            % {"amendment": amendment, "status": amendment.status_label}
        )


def _signed(
    amendment: Amendment, by: User, at: datetime, kind: str = "amendment.signed", **papers: object
) -> Amendment:
    amendment.transition_to(AmendmentStatus.SIGNED, signed_at=at, **papers)
    Event.objects.record(kind, amendment.loan, by=by, amendment=amendment.number)
    return amendment


@operation("loans.hand_over", locks=True)
def decline_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Record that the person did not sign; the change stays valid, and they may sign later."""
    amendment.transition_to(AmendmentStatus.DECLINED)
    Event.objects.record("amendment.declined", amendment.loan, by=by, amendment=amendment.number)
    return amendment


@operation("loans.read_agreement")
def note_amendment_reading(amendment: Amendment, *, by: User) -> Amendment:
    """Record that the user opened a final amendment: one event a day for each reader."""
    record_once_a_day("amendment.read", amendment.loan, by=by, amendment=amendment.number)
    return amendment


@operation("loans.decide_request")
def correct_agreement(loan: Loan, *, by: User, words: str) -> Amendment:
    """Create an amendment that corrects a signed agreement, to be signed."""
    lock_active(loan)
    words = words.strip()
    if not words:
        raise Refused(_("Enter the error and its correction."))
    check_words(words)
    return amend(loan, AmendmentKind.CORRECTION, by=by, words=words)
