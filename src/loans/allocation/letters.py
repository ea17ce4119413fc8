"""Letters about ready items, and about messages (their existence, never their text).

“Ready” is sent half an hour after everything is reserved, “partly ready” a day after, if it still
holds: items scanned at the counter are handed over by that time. A button sends it at once. Each
letter states the one `Standing` of the request when it is sent.

The person gets a letter as well, once something is set aside, unless an appointment was booked by
then.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import inside
from core.modules.registry import is_on
from loans.allocation.standing import progress_of, standing_of
from loans.appointments.letters import phone_of, place_of
from loans.appointments.operations import kind_for
from loans.base.letters import (
    ITEMS,
    LINES,
    NUMBER,
    REASON,
    SITE,
    URL,
    coordinators_of,
    counted,
    request_values,
    requesters,
    url_of,
)
from loans.base.own_page import own_url
from loans.base.week import hours_in_words
from loans.models import Appointment
from people.base.restriction import without_restricted
from people.models import Message
from people.outbox import letter_kinds
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS, Blank, Kind
from people.outbox.lifecycle import Channel, MessageStatus
from people.outbox.posting import post

# Items reserved at the counter are handed over within this delay.
READY_AFTER, PARTLY_AFTER = timedelta(minutes=30), timedelta(days=1)
# Several messages in a row are announced once.
MESSAGE_AFTER = timedelta(minutes=5)
OPENING = {
    "opening": Blank(
        gettext_lazy("when this site is open"), gettext_lazy("Monday to Friday: 09:00–12:00")
    ),
    "address": Blank(gettext_lazy("the address of this site"), "3 rue des Ormes, Rennes"),
}
BOOK = {
    "book": Blank(
        gettext_lazy("where to choose a time, or the number to call"),
        f"{settings.SITE_URL}/requests/42/appointment/",
    )
}
TO_COME = gettext_lazy(
    "the authors of the request, or the users of their organisation; the person "
    "who may choose when to come"
)
STANDING = {
    "standing": Blank(
        gettext_lazy("the status of the request, in one sentence"),
        gettext_lazy("Ready: set aside for you until 15 December 2026."),
    )
}
COUNTS = {
    "ready": Blank(gettext_lazy("number of items set aside"), "2"),
    "accepted": Blank(gettext_lazy("number of items accepted"), "3"),
}


def _ready(message):
    """The placeholder values for a request with reserved items."""
    request = message.about
    site, lines = request.site, request.lines.with_reserved().for_list()
    progress = progress_of(request)
    return {
        "number": str(request),
        "url": _page_of(message),
        "book": _how_to_book(message),
        "site": str(site),
        "opening": capfirst(hours_in_words(site)),
        "address": place_of(site),
        "lines": "\n".join(f"- {line.what} × {line.reserved}" for line in lines if line.reserved),
        "items": counted({inside(line.what): line.reserved for line in lines if line.reserved}),
        "ready": str(progress.reserved),
        "accepted": str(progress.accepted - progress.served),
        "standing": standing_of(request).sentence,
    }


def _spoken(message):
    """The placeholder values for a message on a request."""
    request = message.about.request
    return {"number": str(request), "url": f"{url_of(request)}#messages"}


def _together(message):
    """The placeholder values for requests that were sent together."""
    group = message.about
    families = str(_requests_in(group).count())
    return {"number": str(group), "url": url_of(group), "families": families}


def _requests_in(group):
    return without_restricted(group.requests, is_to_others=True)


def _has_later_notice(message):
    """Whether a later letter of the same kind went to the same addressee."""
    same = Message.objects.about(message.about).filter(
        kind=message.kind, status=MessageStatus.SENT, posted_at__gt=message.posted_at
    )
    to = {"user": message.user, "organisation": message.organisation}
    return same.filter(**to, recipient=message.recipient).exists()


def _is_booked(request):
    return Appointment.objects.about(request).booked().exists()


def _is_booked_by(message):
    """Whether the addressee is the person, and has already booked an appointment."""
    return message.recipient_id is not None and _is_booked(message.about)


def _is_moot(message, code):
    """Whether the request stands elsewhere by now, or the addressee knows already."""
    is_true = standing_of(message.about).code == code
    return not is_true or _has_later_notice(message) or _is_booked_by(message)


def _page_of(message):
    """The reader's page of the request; for the person, their personal page."""
    return own_url(message.recipient) or url_of(message.about)


def _is_superseded(message):
    """Whether the message was read or withdrawn, or a later letter will announce it."""
    word = message.about
    later = word.request.messages.standing().filter(
        is_ours=word.is_ours, read_at=None, pk__gt=word.pk
    )
    return word.read_at is not None or word.withdrawn_at is not None or later.exists()


def _accepted(message):
    """The placeholder values for an acceptance: where the request stands, and how to collect it."""
    request = message.about
    standing = standing_of(request)
    return request_values(message) | {
        "url": _page_of(message),
        "state": standing.status_label,
        "standing": standing.sentence,
        "opening": capfirst(hours_in_words(request.site)),
        "address": place_of(request.site),
        "book": _how_to_book(message),
    }


def takes_bookings(site):
    return is_on("appointments") and site.hours.exists()


def _how_to_book(message):
    request = message.about
    if _is_booked(request) or kind_for(request) is None:
        return ""
    if not takes_bookings(request.site):
        return _("Call us to agree on a day: %(phone)s") % {"phone": phone_of(request.site)}
    url = own_url(message.recipient, request.number)
    url = url or settings.SITE_URL + reverse("request_book", args=[request.pk])
    return _("Choose a time to come: %(url)s") % {"url": url}


READY_LETTERS = [
    Kind(
        "request.accepted",
        gettext_lazy("Request accepted"),
        TO_COME,
        subject=gettext_noop("{association}: our answer to your request {number} ({state})"),
        body=gettext_noop(
            "Here is our answer to your request {number}:\n\n{lines}\n\n{reason}\n\n{standing}\n\n"
            "Where to collect it: {site}, {address}. {opening}\n\n{book}\n\nPlease bring proof of "
            "identity: we look at it and do not keep a copy.\n\nTrack your request:\n\n{url}"
        ),
        sms=gettext_noop("{association}: your request {number} ({state}). Details: {url}"),
        blanks=NUMBER
        | LINES
        | URL
        | SITE
        | REASON
        | OPENING
        | BOOK
        | STANDING
        | {"state": Blank(gettext_lazy("its status, in a few words"), gettext_lazy("accepted"))},
        fill=_accepted,
    ),
    Kind(
        "request.ready",
        gettext_lazy("Request ready to collect"),
        TO_COME,
        subject=gettext_noop("{association}: your request {number} is ready"),
        body=gettext_noop(
            "Your request {number}:\n\n{lines}\n\n{standing}\n\nWhere to collect it: "
            "{site}, {address}. {opening}\n\n{book}\n\nPlease bring proof of identity: "
            "we look at it and do not keep a copy.\n\nTrack your request:\n\n{url}"
        ),
        sms=gettext_noop(
            "{association}: your request {number} is ready: {items}. Choose a time to come: {url}"
        ),
        blanks=NUMBER | LINES | ITEMS | URL | SITE | OPENING | BOOK | STANDING,
        fill=_ready,
        is_moot=lambda message: _is_moot(message, "ready"),
        first=Channel.SMS,
    ),
    Kind(
        "request.partly_ready",
        gettext_lazy("Part of a request ready to collect"),
        TO_COME,
        subject=gettext_noop("{association}: part of your request {number} is ready"),
        body=gettext_noop(
            "Part of your request {number}:\n\n{lines}\n\n{standing}\n\nWhere to "
            "collect it, now or later with the rest: {site}, {address}. {opening}\n\n"
            "{book}\n\nTrack your request:\n\n{url}"
        ),
        sms=gettext_noop(
            "{association}: part of your request {number} is ready ({ready} "
            "of {accepted}): {items}. Choose a time to come: {url}"
        ),
        blanks=NUMBER | LINES | ITEMS | URL | SITE | OPENING | COUNTS | BOOK | STANDING,
        fill=_ready,
        is_moot=lambda message: _is_moot(message, "partly_ready"),
        first=Channel.SMS,
    ),
    Kind(
        "requestgroup.sent",
        gettext_lazy("Requests for several families received"),
        gettext_lazy("the authors of the requests, or their organisation"),
        subject=gettext_noop("{association}: we have received your requests {number}"),
        body=gettext_noop(
            "We have received your requests for several families ({families}), under the number "
            "{number}. We will answer each of them. Track them here:\n\n{url}"
        ),
        blanks=NUMBER | URL | {"families": Blank(gettext_lazy("number of families"), "12")},
        fill=_together,
        is_moot=lambda message: not _requests_in(message.about).exists(),
    ),
    Kind(
        "request.message",
        gettext_lazy("Message on a request"),
        gettext_lazy("the other side: the requester, or the coordinators of the site"),
        subject=gettext_noop("{association}: a message about request {number}"),
        body=gettext_noop(
            "There is a message for you about request {number}. Read it and reply on its"
            " page:\n\n{url}\n\nTo protect the family’s data, the message is not copied here."
        ),
        blanks=NUMBER | URL,
        fill=_spoken,
        is_moot=_is_superseded,
    ),
]


def _invited(request, kind):
    """The person of a request, in a list; empty if already invited or unable to book a time."""
    person = request.recipient
    if not own_url(person) or person.anonymised_at or not takes_bookings(request.site):
        return []
    return [person] if can_reach(LETTERS(kind), person) and not _is_booked(request) else []


def notify_ready(request, *, now):
    """Post at once that all or part of a request is reserved."""
    kind = "request.ready" if progress_of(request).is_ready else "request.partly_ready"
    _notify(request, kind, not_before=now)


def notify_when_ready(request):
    """Post that a request is ready, delayed, and sent only if that is still true then."""
    progress = progress_of(request)
    if progress.is_ready:
        _notify(request, "request.ready", not_before=timezone.now() + READY_AFTER)
    elif progress.is_partly_ready:
        _notify(request, "request.partly_ready", not_before=timezone.now() + PARTLY_AFTER)


def _notify(request, kind, *, not_before):
    earlier = Message.objects.about(request).filter(kind=kind)
    if earlier.filter(status=MessageStatus.WAITING, not_before__lte=not_before).exists():
        return
    turn = earlier.exclude(status=MessageStatus.SENT).count()
    for to in [*requesters(request), *_invited(request, kind)]:
        post(kind, request, to=to, not_before=not_before, turn=turn)


def notify_of_message(word):
    """Notify the other side of a new message."""
    readers = requesters(word.request) if word.is_ours else coordinators_of(word.request.site)
    for to in readers:
        post(
            "request.message",
            word,
            to=to,
            not_before=timezone.now() + MESSAGE_AFTER,
            site=word.request.site,
        )


def notify_of_group(group):
    """Post one acknowledgement for all requests that were sent together."""
    group.refresh_from_db()
    for to in requesters(group):
        post("requestgroup.sent", group, to=to, site=group.requests.first().site)


ANSWERS = [kind.code for kind in READY_LETTERS[:3]]  # accepted, ready, partly ready
letter_kinds.register(*READY_LETTERS)
