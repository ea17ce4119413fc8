"""The briefing of a hand-over: what was explained, who collects, attachments."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from loans.lifecycle import Audience, LoanStatus
from loans.lifecycle.answers import PaperKind
from loans.models import Attachment, Briefing, Loan, Mandate
from loans.operations.held import lock_person
from loans.operations.preparation import lock_to_prepare
from people.models import User

ENDED = {LoanStatus.CANCELLED, LoanStatus.CLOSED}


@operation("loans.hand_over")
def brief(loan: Loan, briefing: Briefing, *, by: User) -> Briefing:
    """Write down what was explained with the person of a prepared loan, and about training.

    A second briefing before the signature replaces the first.
    """
    lock_to_prepare(loan)
    earlier = Briefing.objects.filter(loan=loan).first()
    briefing.pk = earlier.pk if earlier else None
    briefing._state.adding = earlier is None
    briefing.loan, briefing.by, briefing.at = loan, by, timezone.now()
    briefing.full_clean()
    briefing.save()
    Event.objects.record("loan.briefed", loan, by=by, training=briefing.training)
    return briefing


def check_briefed(loan: Loan) -> None:
    """Raise `Refused` unless it is recorded whether a training was offered."""
    is_required = loan.audience != Audience.STRUCTURE and loan.taken_over_at is None
    if is_required and not Briefing.objects.filter(loan=loan).exists():
        raise Refused(_("Say first whether a training was offered: it is asked of everybody."))


@operation("loans.hand_over")
def name_collector(loan: Loan, mandate: Mandate, *, by: User) -> Mandate:
    """Say who collects and signs for the person of a prepared loan, and which paper was seen."""
    lock_to_prepare(loan)
    if loan.recipient is None:
        raise Refused(_("Say for whom it is first: a mandate is somebody's."))
    if mandate.seen_on > timezone.localdate():
        raise Refused(_("The paper was not seen in the future."))
    earlier = Mandate.objects.filter(loan=loan).first()
    mandate.pk = earlier.pk if earlier else None
    mandate._state.adding = earlier is None
    mandate.loan, mandate.by, mandate.given_up_at = loan, by, None
    mandate.full_clean()
    mandate.save()
    Event.objects.record("loan.mandate", loan, by=by, mandate=mandate.paper)
    return mandate


@operation("loans.hand_over")
def drop_collector(loan: Loan, *, by: User) -> Loan:
    """Say that the person of a prepared loan comes and signs after all."""
    lock_to_prepare(loan)
    mandate = Mandate.objects.of(loan)
    if mandate is None:
        raise Refused(_("Nobody was to collect for the person."))
    mandate.given_up_at = timezone.now()
    mandate.save(update_fields=["given_up_at"])
    Event.objects.record("loan.mandate_off", loan, by=by)
    return loan


@operation("loans.hand_over")
def attach(loan: Loan, *, by: User, kind: PaperKind, content: bytes, content_type: str) -> Loan:
    """Keep a paper with a loan: bytes that `core.uploads.clean_scan` gave, of a kind we keep."""
    lock_person(loan)
    loan.lock()
    if loan.status in ENDED:
        raise Refused(_("This loan has ended: nothing is attached to it."))
    kind = PaperKind(kind)
    document = Document.objects.store_paper(
        content, kind="attachment", of=kind, by=by, content_type=content_type
    )
    Attachment.objects.create(loan=loan, kind=kind, document=document, by=by)
    Event.objects.record("loan.attached", loan, by=by, paper=kind)
    return loan


@operation("loans.hand_over")
def detach(attachment: Attachment, *, by: User) -> Attachment:
    """Delete the file of an attached paper; that there was one stays in the story."""
    attachment.loan.lock()
    attachment.refresh_from_db()
    if attachment.removed_at:
        return attachment
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    attachment.document.purge()
    Event.objects.record("loan.detached", attachment.loan, by=by, paper=attachment.kind)
    return attachment


@operation("loans.read_agreement")
def note_attachment_read(attachment: Attachment, *, by: User) -> Attachment:
    """Leave a trace of who opened an attached paper."""
    Event.objects.record("loan.attachment_read", attachment.loan, by=by, paper=attachment.kind)
    return attachment
