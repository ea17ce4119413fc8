"""Remote signing: send a link, send it again, open, use or close it.

A link works once and expires after some days. Its letter goes through the outbox, which derives the
secret again when it sends; the row stores a hash. A few wrong answers close it for good.
"""

from secrets import randbelow

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from loans.agreements.models import MAX_WRONG_ANSWERS, VALID_FOR, hash_of
from loans.agreements.remote import birth_year_of, is_for_its_signer, way_of, ways_to
from loans.models import Agreement, Amendment, SignatureLink
from people.models import Organisation, Recipient, User
from people.outbox.lifecycle import Channel
from people.outbox.posting import post

LETTER = "signing.link"


@operation("loans.hand_over")
@sensitive_variables("code")
def send_link(paper: Agreement | Amendment, *, by: User, channel: Channel) -> SignatureLink:
    """Send one person a link to sign this paper; revoke earlier links.

    The returned link has `code`, to be given by phone, or "" if the year of birth is used. The
    code is not stored.
    """
    paper.loan.lock()
    paper.lock()
    if not paper.is_to_sign:
        raise Refused(_("%(paper)s is not waiting for a signature.") % {"paper": paper})
    ways = {way.channel: way for way in ways_to(paper)}
    if channel not in ways:
        raise Refused(_("This address no longer exists: choose another."))
    for earlier in SignatureLink.objects.for_paper(paper).filter(used_at=None, closed_at=None):
        _close(earlier)
    code = "" if birth_year_of(paper) else f"{randbelow(10**6):06}"
    now = timezone.now()
    link = SignatureLink(
        channel=channel,
        code_hash=make_password(code) if code else "",
        expires_at=now + VALID_FOR,
        by=by,
        at=now,
        **{paper._meta.model_name: paper},
    )
    link.token_hash = hash_of(link.token)
    link.save()
    _post(link, ways[channel].to, by)
    link.code = code
    return link


def _post(link: SignatureLink, to: Recipient | Organisation, by: User) -> None:
    post(LETTER, link, to=to, channel=link.channel, turn=link.reminders, is_urgent=True)
    Event.objects.record("signature.sent", link.loan, by=by, number=str(link), channel=link.channel)


@operation("loans.hand_over", locks=True)
def remind_link(link: SignatureLink, *, by: User) -> SignatureLink:
    """Send the letter of a valid link again."""
    if not link.is_open or not is_for_its_signer(link):
        raise Refused(_("This link no longer works: send another."))
    way = way_of(link)
    link.reminders += 1
    link.save(update_fields=["reminders"])
    _post(link, way.to, by)
    return link


@operation("loans.hand_over", locks=True)
def close_link(link: SignatureLink, *, by: User) -> SignatureLink:
    """Close a link: its page then shows that it is no longer valid."""
    if link.used_at is None and link.closed_at is None:
        _close(link)
        Event.objects.record("signature.closed", link.loan, by=by, number=str(link))
    return link


def _close(link: SignatureLink) -> None:
    link.closed_at = timezone.now()
    link.save(update_fields=["closed_at"])
    erasure_journal.note("loans.SignatureLink", [link.pk])


def close_again(links: list[SignatureLink]) -> None:
    """Close the links that a restored backup reopened."""
    for link in links:
        close_link(link, by=User.objects.system())


@operation("loans.hand_over", locks=True)
@sensitive_variables("answer")
def prove_signer(link: SignatureLink, *, by: User, answer: str) -> bool:
    """Whether the answer is correct; too many wrong answers close the link.

    The answer is the year of birth or the code that was sent.
    """
    if link.closed_at:
        return False
    if _is_right(link, answer):
        if link.opened_at is None:
            link.opened_at = timezone.now()
            link.save(update_fields=["opened_at"])
            Event.objects.record("signature.opened", link.loan, by=by, number=str(link))
        return True
    SignatureLink.objects.filter(pk=link.pk).update(tries=F("tries") + 1)
    if link.tries + 1 >= MAX_WRONG_ANSWERS:
        _close(link)
        Event.objects.record("signature.locked", link.loan, by=by, number=str(link))
    return False


def _is_right(link: SignatureLink, answer: str) -> bool:
    if link.asks_year:
        year = birth_year_of(link.paper)
        return year is not None and constant_time_compare(answer, str(year))
    return check_password(answer, link.code_hash)


def use_link(link: SignatureLink) -> None:
    """Use up a link, inside the signing operation; raise `Refused` if it is no longer valid."""
    link.lock()
    if not link.is_open or not is_for_its_signer(link):
        raise Refused(_("This link no longer works: ask us for another."))
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    Event.objects.record("signature.remote", link.loan, by=link.by, number=str(link))
