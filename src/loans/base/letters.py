"""Letters about requests and loans: their texts, and the values of their placeholders.

Only letters to a family contain its name; an association gets numbers and a link.
"""

from collections import Counter

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.formatting import inside
from core.qr import agreement_address
from loans.base.lifecycle.loans import ITEM_LIVE, LoanStatus, RequestStatus
from loans.base.own_page import PAGE, page_values
from loans.base.redaction import family_details_in
from people.base.roles import Role
from people.models import Message, User
from people.outbox import letter_kinds
from people.outbox.addresses import can_reach
from people.outbox.letter_kinds import LETTERS, Blank, Kind
from people.outbox.posting import post

REQUESTERS = gettext_lazy("the author of the request, or the users of their organisation")
NUMBER = {"number": Blank(gettext_lazy("the number of the request"), "R26-00042")}
URL = {
    "url": Blank(gettext_lazy("the address of its page"), f"{settings.SITE_URL}/requests/42/"),
}
EXAMPLE = gettext_lazy("- Laptop × 2\n- Phone × 1")
LINES = {"lines": Blank(gettext_lazy("what is requested, one per line"), EXAMPLE)}
ITEMS = {
    "items": Blank(
        gettext_lazy("the equipment, on one line"), gettext_lazy("HP EliteBook 840 G5, charger")
    )
}
REASON = {
    "reason": Blank(
        gettext_lazy("the reason why it was refused, or not accepted in full"),
        gettext_lazy("This equipment is not available, and we do not expect any soon."),
    )
}
DATE = gettext_lazy("30 November 2026")
SITE = {"site": Blank(gettext_lazy("the site where it can be collected"), "Rennes Sud")}


def url_of(row):
    return settings.SITE_URL + row.get_absolute_url()


def items_of(loan):
    """The items set aside or out, or else all, on one line: "Dell Latitude 5490, charger × 2"."""
    items, counts = loan.items.for_list(), Counter()
    for item in [item for item in items if item.status in ITEM_LIVE] or items:
        other = item.voucher.batch.product if item.voucher else item.accessory
        name = item.device.designation if item.device else inside(other)
        counts[name] += item.still_out or item.quantity
    return counted(counts)


def counted(counts):
    """Names in brackets or after a colon, "laptop × 2, charger": names have no plural."""
    return ", ".join(f"{name} × {count}" if count > 1 else name for name, count in counts.items())


def request_values(message):
    request = message.about
    return {
        "number": str(request),
        "url": url_of(request),
        "site": str(request.site),
        "reason": _reason(request),
        "lines": "\n".join(f"- {_line(line)}" for line in request.lines.for_list()),
    }


def _reason(request):
    """The full reason for an answer, without its free text if that names the family."""
    if family_details_in(request.refusal, request):
        return request.get_refused_for_display()
    return request.why_refused


def _line(line):
    if line.accepted is None:
        return f"{line.what} × {line.requested}"
    return _("%(what)s: %(accepted)s of %(requested)s") % {
        "what": line.what,
        "accepted": line.accepted,
        "requested": line.requested,
    }


REQUEST_LETTERS = [
    Kind(
        "request.sent",
        gettext_lazy("Request received"),
        REQUESTERS,
        subject=gettext_noop("{association}: we have received your request {number}"),
        body=gettext_noop(
            "We have received your request {number} for:\n\n{lines}\n\nWe will answer by "
            "e-mail. Until then you can change or cancel it on its page:\n\n{url}"
        ),
        blanks=NUMBER | LINES | URL | SITE,
        fill=request_values,
        is_moot=lambda message: message.about.status != RequestStatus.SENT,
    ),
    Kind(
        "request.reopened",
        gettext_lazy("Acceptance of a request withdrawn"),
        REQUESTERS,
        subject=gettext_noop(
            "{association}: your request {number} is waiting for our answer again"
        ),
        body=gettext_noop(
            "We accepted your request {number} by mistake: please ignore our previous "
            "e-mail. You requested:\n\n{lines}\n\nNothing is set aside yet. We will answer "
            "again by e-mail. Until then, you can follow your request here:\n\n{url}"
        ),
        blanks=NUMBER | LINES | URL,
        fill=request_values,
        is_moot=lambda message: message.about.status != RequestStatus.SENT,
    ),
    Kind(
        "request.refused",
        gettext_lazy("Request refused"),
        REQUESTERS,
        subject=gettext_noop("{association}: your request {number} has been refused"),
        body=gettext_noop(
            "We cannot accept your request {number}:\n\n{lines}\n\n{reason}\n\n"
            "Details are on its page:\n\n{url}"
        ),
        blanks=NUMBER | LINES | URL | SITE | REASON,
        fill=request_values,
    ),
]


def _reservation_values(message):
    loan = message.about
    return {
        "number": str(loan),
        "items": items_of(loan),
        "url": url_of(loan.request or loan),
        "site": str(loan.site),
        "day": date_format(message.on),
    }


def _is_outdated(message):
    """Whether the reservation ended otherwise, or now ends on another day than announced."""
    loan = message.about
    return loan.status != LoanStatus.PREPARED or loan.held_until != message.on


RESERVATION_BLANKS = {
    "number": Blank(gettext_lazy("the number of the hand-over"), "P26-00042"),
    "day": Blank(gettext_lazy("the last day it is set aside"), DATE),
}
RESERVATION_LETTERS = [
    Kind(
        "reservation.ending",
        gettext_lazy("Set-aside period about to end"),
        REQUESTERS,
        subject=gettext_noop("{association}: your equipment is set aside until {day} ({number})"),
        body=gettext_noop(
            "This equipment is set aside for you at {site} until {day}: {items}.\n\nAfter that "
            "day, it goes back into stock. Choose a day to collect it, or ask us to keep it "
            "until a later day:\n\n{url}\n\nAny questions? Call {association_phone}."
        ),
        blanks=RESERVATION_BLANKS | ITEMS | URL | SITE,
        fill=_reservation_values,
        is_moot=_is_outdated,
    ),
    Kind(
        "reservation.ended",
        gettext_lazy("Set-aside period ended"),
        REQUESTERS,
        subject=gettext_noop("{association}: your equipment is no longer set aside ({number})"),
        body=gettext_noop(
            "This equipment was set aside for you at {site} but was not collected by {day}: "
            "{items}.\n\nIt is back in stock, and your request is waiting again. Follow it "
            "here:\n\n{url}\n\nAny questions? Call {association_phone}."
        ),
        blanks=RESERVATION_BLANKS | ITEMS | URL | SITE,
        fill=_reservation_values,
    ),
]


def requesters(request):
    """The recipients: the author of the request, or its organisation if our team wrote it."""
    author = request.created_by
    is_theirs = author.organisation_id == request.organisation_id
    if not (is_theirs and author.is_active):
        return list(request.organisation.users.filter(is_active=True)) or [request.organisation]
    return [author]


def coordinators_of(site):
    """The coordinators of a site; all coordinators without a site."""
    coordinators = User.objects.filter(role=Role.COORDINATOR, is_active=True)
    return list(coordinators.filter(sites=site)) or list(coordinators)


def notify_requesters(request, kind, *, turn=0):
    """Post a letter of this kind to each requester, in the transaction of the request."""
    return [post(kind, request, to=to, turn=turn) for to in requesters(request)]


SIGNED = {
    "number": Blank(gettext_lazy("the number of the agreement"), "C26-00042"),
    "code": Blank(gettext_lazy("the address for checking that it is genuine"), "https://…/V/…"),
}


def _signed(message):
    agreement = message.about
    code = agreement_address(agreement.token)
    values = {"number": str(agreement), "items": items_of(agreement.loan), "code": code}
    return page_values(message) | {"url": url_of(agreement)} | values


def _paper(message):
    agreement = message.about
    return [agreement.scan or agreement.document]


HAND_OVER_LETTERS = [
    Kind(
        "agreement.signed",
        gettext_lazy("Agreement signed"),
        gettext_lazy("the person, or the organisation if it is the recipient"),
        subject=gettext_noop("{association}: your agreement {number}"),
        body=gettext_noop(
            "Please find attached your signed agreement {number}, for: {items}. Keep it in a "
            "safe place.\n\nTo check that it is genuine:\n\n{code}\n\nA question, a fault, a "
            "loss? Call {association_phone}.\n\n{page}"
        ),
        blanks=SIGNED | ITEMS | PAGE,
        fill=_signed,
        papers=_paper,
    ),
    Kind(
        "agreement.signed_told",
        gettext_lazy("Agreement signed, to the organisation"),
        gettext_lazy("the users of the person’s organisation"),
        subject=gettext_noop("{association}: agreement {number} is signed"),
        body=gettext_noop(
            "Agreement {number} has been signed, for: {items}. Sign in to read it:\n\n{url}"
        ),
        blanks={"number": SIGNED["number"]} | ITEMS | URL,
        fill=_signed,
    ),
    Kind(
        "request.line_dropped",
        gettext_lazy("Part of a request cancelled"),
        REQUESTERS,
        subject=gettext_noop(
            "{association}: part of your request {number} will not be handed over"
        ),
        body=gettext_noop(
            "Part of your request {number} will not be handed over after all. What is still "
            "accepted:\n\n{lines}\n\nDetails are on its page:\n\n{url}"
        ),
        blanks=NUMBER | LINES | URL,
        fill=request_values,
    ),
]


def copies_of(agreement):
    """The letters that sent a signed agreement to its signatory."""
    return Message.objects.about(agreement).filter(kind="agreement.signed")


def post_copy(agreement, to):
    """Send a signed agreement again."""
    turn = copies_of(agreement).count()
    post("agreement.signed", agreement, to=to, turn=turn, is_urgent=True)


def notify_signed(agreement):
    """Send a signed agreement once, to the person or an organisation that borrows for itself."""
    loan = agreement.loan
    letters = [("agreement.signed", loan.recipient or loan.organisation)]
    if loan.recipient and not loan.organisation.is_ours:
        letters.append(("agreement.signed_told", loan.organisation))
    return [
        post(kind, agreement, to=to, site=loan.site)
        for kind, to in letters
        if can_reach(LETTERS(kind), to)
    ]


letter_kinds.register(*REQUEST_LETTERS, *RESERVATION_LETTERS, *HAND_OVER_LETTERS)
