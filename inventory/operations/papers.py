"""Papers for a donor: stored as issued, and mailed once."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from donations.lifecycle import LetterStatus
from donations.models import Donation, Letter, Paper
from inventory.mails import deliver
from inventory.papers.lots import Draft, check_ready, fingerprint
from people.models import User

# A mail that has been on its way for so long was left by a process that died.
LONGEST_WAY = timedelta(minutes=10)
# Twice in so short a time is the same press of a button.
AGAIN = timedelta(minutes=2)


@operation("donations.change_donation")
def keep_paper(donation: Donation, *, by: User, draft: Draft) -> Paper:
    """Keep a paper as it was drawn; refused if what it says has changed meanwhile."""
    donation.lock()
    check_ready(donation, draft.kind)
    if fingerprint(donation, draft.kind) != draft.facts_sha256:
        raise Refused(_("The lot changed while its paper was drawn: press again."))
    latest = donation.papers.filter(kind=draft.kind).first()
    if latest and latest.facts_sha256 == draft.facts_sha256:
        return latest
    paper = Paper.objects.create(
        donation=donation,
        kind=draft.kind,
        number=draft.number,
        facts_sha256=draft.facts_sha256,
        document=Document.objects.store_paper(
            draft.pdf, kind=f"donation_{draft.kind}", of=draft.number, by=by
        ),
        by=by,
    )
    Event.objects.record("donation.paper_made", donation, by=by, paper=paper.number)
    return paper


@operation("donations.change_donation")
def send_paper(donation: Donation, *, by: User, draft: Draft) -> Letter:
    """Mail a paper of the lot to its donor, as it stands, once the transaction is written."""
    paper = keep_paper(donation, by=by, draft=draft)
    return send(donation, paper.document, paper.number, by=by)


def send(donation: Donation, document: Document, number: str, *, by: User) -> Letter:
    """Write a letter down, to leave at the end of the transaction; called with the lot locked."""
    if not donation.donor.email:
        raise Refused(_("This donor has no e-mail: print the paper, or write the e-mail down."))
    document.read()  # lost or altered, it is refused before anything is written
    _check_on_no_way(document, by)
    letter = Letter.objects.create(donation=donation, document=document, paper=number, by=by)
    transaction.on_commit(partial(_send_letter, letter, by))
    return letter


def _check_on_no_way(document: Document, by: User) -> None:
    now = timezone.now()
    for letter in Letter.objects.filter(document=document, status=LetterStatus.SENDING).lock():
        if letter.at > now - LONGEST_WAY:
            raise Refused(_("This paper is on its way already."))
        _give_up(letter, by)
    lately = Letter.objects.filter(document=document, at__gt=now - AGAIN)
    if lately.filter(status=LetterStatus.SENT).exists():
        raise Refused(_("This paper was sent a moment ago."))


def _give_up(letter: Letter, by: User) -> None:
    letter.transition_to(LetterStatus.UNSURE)
    Event.objects.record("donation.paper_unsure", letter.donation, by=by, paper=letter.paper)


@operation("donations.change_donation")
def give_up_letters(*, by: User, now: datetime) -> int:
    """Say of letters on their way for too long that nobody knows; return how many.

    None is sent again by itself: a donor would rather ask than get everything twice.
    """
    left = Letter.objects.filter(status=LetterStatus.SENDING, at__lt=now - LONGEST_WAY).lock()
    for letter in left:
        _give_up(letter, by)
    return len(left)


def _send_letter(letter: Letter, by: User) -> None:
    note_outcome(letter, by=by, is_sent=deliver(letter))


@operation("donations.change_donation")
def note_outcome(letter: Letter, *, by: User, is_sent: bool) -> Letter:
    """Write down whether a letter left."""
    letter.lock()
    letter.transition_to(LetterStatus.SENT if is_sent else LetterStatus.FAILED)
    kind = "donation.paper_sent" if is_sent else "donation.paper_failed"
    Event.objects.record(kind, letter.donation, by=by, paper=letter.paper)
    return letter
