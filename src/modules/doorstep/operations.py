"""Prepare visits on a phone, apply their answers, and keep as evidence what cannot be applied."""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from loans.agreements.operations import agreements as agreement_operations
from loans.base.operations import check_active
from loans.handovers.forms import DeclineForm
from loans.handovers.operations import check_employer, check_to_sign
from loans.models import Agreement, Loan
from loans.returns import operations as return_operations
from modules.doorstep.entered import entered_in, labelled
from modules.doorstep.lifecycle import Outcome
from modules.doorstep.models import MAX_VISITS, SEND, SIGN, TERM, Visit
from modules.doorstep.papers import render_evidence
from modules.doorstep.screens import form_of, language_at, screens_of
from people.models import Recipient, User
from people.privacy.operations import record_once_a_day

MAX_WHY = Visit._meta.get_field("why").max_length
DECLINED = "declined"
SHOWN_TYPE = "text/plain; charset=utf-8"  # HTML that a phone sent back is never run


class Answer(NamedTuple):
    """An answer as a phone sends it: the fields of the form, and what it had shown."""

    act: str  # "signed" or "declined"
    fields: dict
    at: datetime
    clock_offset: int
    screens: str  # HTML
    sha256: str  # hash of the sealed answer, the same each time that it is sent

    @property
    def text_sha256(self) -> str:
        return hash_of(self.screens)


def hash_of(screens: str) -> str:
    return hashlib.sha256(screens.encode()).hexdigest()


class Prepared(NamedTuple):
    """A visit and its screens, for the phone to seal."""

    visit: Visit
    screens: str


# --- Preparation ----------------------------------------------------------------------------------
@operation(SIGN)
def prepare_visits(agreements: list[Agreement], loans: list[Loan], *, by: User) -> list[Prepared]:
    """Record that a phone takes along these agreements to sign, and these loans to take back.

    A visit that the user prepared earlier and that has no answer is prepared again, with its id.
    Raises `Refused` for more than `MAX_VISITS`, or with the reason for the first paper that cannot
    be signed at the door.
    """
    papers = [(one.loan, one) for one in agreements] + [(loan, None) for loan in loans]
    chosen = {loan.pk for loan, _agreement in papers}
    others = Visit.objects.out().filter(by=by).exclude(loan__in=chosen).count()
    if not papers:
        raise Refused(_("Choose at least one document."))
    if len(papers) + others > MAX_VISITS:
        raise Refused(
            _("You can take at most %(count)s documents at a time on a phone.")
            % {"count": MAX_VISITS}
        )
    return [_prepare(loan, agreement, by) for loan, agreement in papers]


def _prepare(loan: Loan, agreement: Agreement | None, by: User) -> Prepared:
    try:
        _check(loan, agreement)
    except ValidationError as refusal:
        raise Refused(labelled(loan, " ".join(refusal.messages))) from refusal
    same = Visit.objects.filter(by=by, loan=loan, agreement=agreement)
    visit = same.filter(outcome=Outcome.OUT).first() or Visit(by=by, loan=loan, agreement=agreement)
    screens = screens_of(visit)
    visit.text_sha256 = hash_of(screens)
    visit.at = timezone.now()
    visit.until = visit.at + TERM
    visit.save()
    Event.objects.record("doorstep.prepared", loan, by=by)
    return Prepared(visit, screens)


def _check(loan: Loan, agreement: Agreement | None) -> None:
    if agreement is None:
        check_active(loan)
        return
    if loan.sale_price:
        # a contract away from the premises: right of withdrawal (C. conso. L.221-1 and L.221-18)
        raise Refused(_("A sale must be signed at the counter, or on paper."))
    check_to_sign(agreement)
    check_employer(agreement)


# --- Answers --------------------------------------------------------------------------------------
def receive(visit: Visit, *, by: User, answer: Answer) -> Visit:
    """Apply the answer of a visit, once however often it is sent; return the visit.

    An answer that cannot be applied is kept as evidence: the paper has changed or was cancelled,
    the answer is late, it was given to another text, or another phone has answered before.
    """
    earlier = _answered(visit, answer.sha256)
    if earlier:
        return earlier
    given_at = _corrected(visit, answer)
    with translation.override(language_at(visit)):
        try:
            _check_answer(visit, answer, given_at)
            _apply(visit, by, answer, given_at)
            why = _another_first()
        except (ValidationError, PermissionDenied) as refusal:
            why = " ".join(
                getattr(refusal, "messages", [_("You are no longer allowed to do this.")])
            )
        if visit.answer_sha256 == answer.sha256:
            return visit
        return keep_evidence(
            visit,
            by=by,
            given_at=given_at,
            answer=answer,
            why=why,
            entered="\n".join(entered_in(visit, answer.fields)),
            pdf=render_evidence(visit, answer, given_at),
            shown=answer.screens.encode(),
        )


def _answered(visit: Visit, sha256: str) -> Visit | None:
    """The visit that has received the answer with this hash."""
    same = Visit.objects.filter(by=visit.by, loan=visit.loan, answer_sha256=sha256)
    return same.select_related("loan").first()


def _another_first() -> str:
    return _("Another answer to the same document arrived first.")


def _corrected(visit: Visit, answer: Answer) -> datetime:
    """The time of an answer by our clock, between the preparation and now."""
    at = answer.at + timedelta(seconds=answer.clock_offset)
    return min(max(at, visit.at), timezone.now())


def _check_answer(visit: Visit, answer: Answer, given_at: datetime) -> None:
    if visit.outcome != Outcome.OUT:
        raise Refused(_another_first())
    if answer.text_sha256 != visit.text_sha256:
        raise Refused(_("The phone showed a different text from the one prepared last."))
    if given_at > visit.until:
        raise Refused(_("The document was answered more than 24 hours after it was prepared."))


def _apply(visit: Visit, by: User, answer: Answer, given_at: datetime) -> Visit:
    """Validate the form of the phone, draw the paper, and run the operation of the kernel."""
    given = {"by": by, "given_at": given_at, "answer": answer}
    if answer.act == DECLINED and visit.agreement_id:
        form = _valid(DeclineForm(answer.fields))
        return decline_at_door(visit, because=form.cleaned_data["because"], **given)
    form = _valid(form_of(visit, answer.fields, signed_at=given_at))
    _none, keywords = form.arguments()
    if visit.agreement_id:
        return sign_at_door(visit, **given, **keywords)
    return return_at_door(visit, **given, **keywords)


def _valid(form: Form) -> Form:
    """Return a form that is valid; raise `Refused` with its errors otherwise."""
    if not form.is_valid():
        raise Refused([str(error) for errors in form.errors.values() for error in errors])
    return form


@operation(SIGN, is_signed=True, prepare=stores("pdf"))
def sign_at_door(
    visit: Visit, *, by: User, given_at: datetime, answer: Answer, pdf: bytes, **given: object
) -> Visit:
    """Sign the agreement of a visit and hand over its items, by the operation of the counter."""
    if _is_first(visit):
        sign = agreement_operations.sign_on_screen.perform
        sign(visit.agreement, by=by, pdf=pdf, **given)
        _note(visit, given_at, answer)
    return visit


@operation(SIGN)
def decline_at_door(
    visit: Visit, *, by: User, given_at: datetime, answer: Answer, because: str
) -> Visit:
    """Record that the agreement of a visit was not signed, and why."""
    if _is_first(visit):
        agreement_operations.decline(visit.agreement, by=by, because=because)
        _note(visit, given_at, answer)
    return visit


@operation(SIGN, is_signed=True, prepare=stores("receipt"))
def return_at_door(
    visit: Visit, *, by: User, given_at: datetime, answer: Answer, back: object, receipt: bytes
) -> Visit:
    """Take back the items of a visit, by the operation of the counter."""
    if _is_first(visit):
        return_operations.take_back.perform(visit.loan, by=by, back=back, receipt=receipt)
        _note(visit, given_at, answer)
    return visit


def _is_first(visit: Visit) -> bool:
    """Lock a visit; return whether no other request has applied its answer."""
    visit.lock()
    return visit.outcome == Outcome.OUT


def _note(visit: Visit, given_at: datetime, answer: Answer, **more: object) -> None:
    visit.outcome, visit.answered_at = Outcome.DONE, given_at
    visit.received_at, visit.clock_offset = timezone.now(), answer.clock_offset
    visit.answer_sha256 = answer.sha256
    for name, value in more.items():
        setattr(visit, name, value)
    visit.save()


# --- Evidence -------------------------------------------------------------------------------------
@operation(SEND, is_signed=True, prepare=stores("pdf", "shown"))
def keep_evidence(
    visit: Visit,
    *,
    by: User,
    given_at: datetime,
    answer: Answer,
    why: str,
    entered: str,
    pdf: bytes,
    shown: bytes,
) -> Visit:
    """Keep an answer that could not be applied, to be resolved at the desk.

    The second answer to a visit is kept in a visit of its own. Nothing is kept about a person who
    was anonymised meanwhile.
    """
    if not _is_first(visit):
        earlier = _answered(visit, answer.sha256)
        if earlier:
            return earlier
        visit = _copy(visit)
    people = Recipient.objects.filter(pk=visit.loan.recipient_id).hold()
    kept = {}
    if not any(person.anonymised_at for person in people):
        store, of = Document.objects.store_paper, {"of": visit.loan, "by": by}
        evidence = store(pdf, kind="door_evidence", **of)
        text = store(shown, kind="door_text", content_type=SHOWN_TYPE, **of) if shown else None
        kept = {"entered": entered, "evidence": evidence, "shown": text}
    _note(visit, given_at, answer, outcome=Outcome.OPEN, why=why[:MAX_WHY], **kept)
    Event.objects.record("doorstep.kept", visit.loan, by=by)
    return visit


def _copy(visit: Visit) -> Visit:
    """Another visit with the same paper, not saved yet."""
    names = ("by", "loan", "agreement", "text_sha256", "at", "until")
    return Visit(**{name: getattr(visit, name) for name in names})


@operation(SEND)
def discard(visit: Visit, *, by: User, sha256: str, reason: str) -> Visit:
    """Record that the user discarded an answer on the phone, for a reason; its paper is over.

    Return the visit that has received the answer, if it arrived before.
    """
    is_first = _is_first(visit)
    earlier = _answered(visit, sha256)
    if earlier:
        return earlier
    visit = visit if is_first else _copy(visit)
    visit.outcome, visit.reason, visit.resolved_by = Outcome.RESOLVED, reason, by
    visit.received_at, visit.answer_sha256 = timezone.now(), sha256
    visit.save()
    Event.objects.record("doorstep.discarded", visit.loan, by=by)
    return visit


@operation(SIGN, locks=True)
def resolve(visit: Visit, *, by: User, reason: str) -> Visit:
    """Close a visit whose answer could not be applied; its evidence stays with the loan."""
    if visit.outcome != Outcome.OPEN:
        raise Refused(_("Someone has resolved this signature in the meantime."))
    visit.outcome, visit.reason, visit.resolved_by = Outcome.RESOLVED, reason, by
    visit.save(update_fields=["outcome", "reason", "resolved_by"])
    Event.objects.record("doorstep.resolved", visit.loan, by=by)
    return visit


@operation(SIGN)
def note_evidence_read(visit: Visit, *, by: User) -> Visit:
    """Record that the user opened the evidence of a visit: one event a day for each reader."""
    record_once_a_day("doorstep.read", visit.loan, by=by)
    return visit


def forget_evidence(recipients: QuerySet) -> None:
    """Purge the evidence of visits to these people; their texts are blanked as `free_texts`."""
    visits = Visit.objects.filter(loan__recipient__in=recipients)
    for name in ("evidence", "shown"):
        kept = visits.exclude(**{name: None}).values(name)
        Document.objects.filter(pk__in=kept).purge_all()
