"""The lives of what goes out: requests, loans and their items, agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    FAMILY = "family", _("a family")
    STAFF = "staff", _("a member of staff")
    STRUCTURE = "structure", _("the structure itself")


class Purpose(models.TextChoices):
    SCHOOL = "school", _("school and studies")
    JOB = "job", _("job and training")
    RIGHTS = "rights", _("access to rights")
    HEALTH = "health", _("health")
    SOCIAL_LINK = "social_link", _("social link")
    TELEWORK = "telework", _("telework")
    HOUSING = "housing", _("finding or keeping a home")
    FAMILY = "family", _("family and children")
    OTHER = "other", pgettext_lazy("purpose", "something else")


class Urgency(models.TextChoices):
    """Why a request should not wait its turn; a closed list, so that it holds no personal data."""

    COURSE = "course", _("a course or an exam begins")
    JOB = "job", _("a job or a training begins")
    CARE = "care", _("health care at a distance")
    ALONE = "alone", _("alone, or out of reach")
    BROKEN = "broken", _("their only device broke down")


class RequestStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
    REFUSED = "refused", pgettext_lazy("request", "refused")
    CLOSED = "closed", pgettext_lazy("request", "closed")
    CANCELLED = "cancelled", pgettext_lazy("request", "cancelled")


REQUEST_TRANSITIONS = {
    RequestStatus.DRAFT: {RequestStatus.SENT, RequestStatus.CANCELLED},
    RequestStatus.SENT: {
        RequestStatus.ACCEPTED,
        RequestStatus.REFUSED,
        RequestStatus.CANCELLED,
    },
    RequestStatus.ACCEPTED: {RequestStatus.CLOSED, RequestStatus.CANCELLED},
    RequestStatus.REFUSED: {RequestStatus.CLOSED},
    RequestStatus.CLOSED: set(),
    RequestStatus.CANCELLED: set(),
}

REQUEST_BADGES = {
    RequestStatus.DRAFT: "neutral",
    RequestStatus.SENT: "wait",
    RequestStatus.ACCEPTED: "good",
    RequestStatus.REFUSED: "bad",
    RequestStatus.CLOSED: "done",
    RequestStatus.CANCELLED: "done",
}


class LoanKind(models.TextChoices):
    LOAN = "loan", _("loan")
    GIFT = "gift", _("gift")


class WalkInRefusal(models.TextChoices):
    """Who is handed over nothing without a request; the counter is warned in any case."""

    NOBODY = "nobody", _("nobody: the counter is warned")
    LATE = "late", _("who is late")
    EQUIPPED = "equipped", _("who is late, or has such a device already")


class Mode(models.TextChoices):
    """How what is handed over gets there."""

    ON_SITE = "on_site", _("collected on site")
    HOME = "home", _("brought home")
    COURIER = "courier", _("sent by courier")


class LoanStatus(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    ACTIVE = "active", _("under way")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


LOAN_TRANSITIONS = {
    LoanStatus.PREPARED: {LoanStatus.ACTIVE, LoanStatus.CANCELLED},
    # Cancelled once active: only one of an earlier register, when its taking over is undone.
    LoanStatus.ACTIVE: {LoanStatus.CLOSED, LoanStatus.CANCELLED},
    LoanStatus.CLOSED: set(),
    LoanStatus.CANCELLED: set(),
}

LOAN_BADGES = {
    LoanStatus.PREPARED: "wait",
    LoanStatus.ACTIVE: "out",
    LoanStatus.CLOSED: "done",
    LoanStatus.CANCELLED: "done",
}


class ItemStatus(models.TextChoices):
    RESERVED = "reserved", _("reserved")
    OPEN = "open", _("handed over")
    RETURNED = "returned", _("returned")
    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    SWAPPED = "swapped", _("swapped")
    TRANSFERRED = "transferred", _("transferred")
    CANCELLED = "cancelled", _("cancelled")


ITEM_LIVE = [ItemStatus.RESERVED, ItemStatus.OPEN]

ITEM_TRANSITIONS = {
    ItemStatus.RESERVED: {ItemStatus.OPEN, ItemStatus.CANCELLED},
    ItemStatus.OPEN: {
        ItemStatus.RETURNED,
        ItemStatus.LOST,
        ItemStatus.STOLEN,
        ItemStatus.SWAPPED,
        ItemStatus.TRANSFERRED,
        ItemStatus.CANCELLED,  # with its loan, of an earlier register
    },
    **{status: set() for status in ItemStatus if status not in ITEM_LIVE},
}

ITEM_BADGES = {
    ItemStatus.RESERVED: "held",
    ItemStatus.OPEN: "out",
    ItemStatus.RETURNED: "good",
    ItemStatus.LOST: "bad",
    ItemStatus.STOLEN: "bad",
    ItemStatus.SWAPPED: "done",
    ItemStatus.TRANSFERRED: "done",
    ItemStatus.CANCELLED: "done",
}


class Condition(models.TextChoices):
    """How a device comes back."""

    GOOD = "good", _("as it left")
    WORN = "worn", _("more worn")
    DAMAGED = "damaged", _("damaged")
    BROKEN = "broken", _("does not work")


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("to be signed")
    SIGNED = "signed", _("signed")
    DECLINED = "declined", _("not signed")


AGREEMENT_TRANSITIONS = {
    AgreementStatus.DRAFT: {AgreementStatus.ISSUED, AgreementStatus.DECLINED},
    AgreementStatus.ISSUED: {AgreementStatus.SIGNED, AgreementStatus.DECLINED},
    AgreementStatus.SIGNED: set(),
    AgreementStatus.DECLINED: set(),
}

AGREEMENT_BADGES = {
    AgreementStatus.DRAFT: "neutral",
    AgreementStatus.ISSUED: "wait",
    AgreementStatus.SIGNED: "good",
    AgreementStatus.DECLINED: "bad",
}

EVENTS = {
    "request.entered": _("Written"),
    "request.changed": _("Changed"),
    "request.sent": _("Sent"),
    "request.accepted": _("Accepted: %(accepted)s of %(requested)s"),
    "request.refused": _("Refused"),
    "request.cancelled": _("Cancelled"),
    "request.closed": _("Closed"),
    "request.served": _("Items handed over: %(count)s"),
    "loan.prepared": _("Preparation started"),
    "loan.taken_over": _("Taken over from an earlier register: handed over on %(on)s"),
    "loan.item_added": _("Added: %(item)s"),
    "loan.item_removed": _("Taken out: %(item)s"),
    "loan.addressed": _("The person was chosen"),
    "loan.changed": _("Terms changed"),
    "loan.signed": _("Handed over, agreement %(agreement)s signed"),
    "loan.cancelled": _("Cancelled"),
    "loan.item_returned": _("Came back: %(item)s"),
    "loan.item_lost": _("Declared lost: %(item)s"),
    "loan.item_stolen": _("Declared stolen: %(item)s"),
    "loan.item_swapped": _("Swapped: %(item)s for %(new)s"),
    "loan.item_transferred": _("Transferred: %(item)s"),
    "loan.item_kept": _("Kept for good: %(item)s"),
    "loan.item_found": _("Found again with the borrower: %(item)s"),
    "loan.closed": _("Closed"),
    "agreement.issued": _("Agreement %(agreement)s drawn up"),
    "agreement.declined": _("Agreement %(agreement)s not signed"),
    "agreement.read": _("Agreement %(agreement)s opened"),
    "rules.changed": _("Rules of the counter changed"),
    "agreementtext.written": _("New version %(version)s"),
}
