from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class Audience(models.TextChoices):
    FAMILY = "family", _("a family")
    STAFF = "staff", _("a member of staff")
    STRUCTURE = "structure", _("the organisation itself")


class Purpose(models.TextChoices):
    SCHOOL = "school", _("school and studies")
    JOB = "job", _("job and training")
    RIGHTS = "rights", _("accessing rights and benefits")
    ONLINE = "online", _("online appointments and services")
    SOCIAL_LINK = "social_link", _("staying in touch")
    TELEWORK = "telework", _("working from home")
    HOUSING = "housing", _("finding or keeping a home")
    FAMILY = "family", _("family and children")
    OTHER = "other", pgettext_lazy("purpose", "something else")


class Urgency(models.TextChoices):
    """The reason why a request is urgent; fixed choices without personal data."""

    COURSE = "course", _("a course or an exam is starting")
    JOB = "job", _("a job or training is starting")
    ONLINE = "online", _("an online appointment or procedure on a fixed date")
    ALONE = "alone", _("alone, or hard to reach")
    BROKEN = "broken", _("their only device has broken down")


class WhyFirst(models.TextChoices):
    """The reason why a coordinator puts a request first; fixed choices, like `Urgency`."""

    COURSE = "course", _("a course or an exam is starting")
    JOB = "job", _("a job or training is starting")
    ONLINE = "online", _("an online appointment or procedure on a fixed date")
    ALONE = "alone", _("alone, or hard to reach")
    BROKEN = "broken", _("their only device has broken down")
    PROMISED = "promised", _("it was promised to them")
    OURS = "ours", _("it was delayed because of us")


class RequestStatus(ToneChoices):
    DRAFT = "draft", "neutral", _("draft")
    SENT = "sent", "wait", _("waiting for an answer")
    ACCEPTED = "accepted", "good", pgettext_lazy("request", "accepted")
    REFUSED = "refused", "bad", pgettext_lazy("request", "refused")
    CLOSED = "closed", "done", pgettext_lazy("request", "closed")
    CANCELLED = "cancelled", "done", pgettext_lazy("request", "cancelled")


RequestStatus.TRANSITIONS = {
    RequestStatus.DRAFT: {RequestStatus.SENT, RequestStatus.CANCELLED},
    RequestStatus.SENT: {
        RequestStatus.ACCEPTED,
        RequestStatus.REFUSED,
        RequestStatus.CANCELLED,
    },
    # Sent again when the acceptance is undone.
    RequestStatus.ACCEPTED: {RequestStatus.CLOSED, RequestStatus.CANCELLED, RequestStatus.SENT},
    RequestStatus.REFUSED: {RequestStatus.CLOSED},
    RequestStatus.CLOSED: set(),
    RequestStatus.CANCELLED: set(),
}


class LoanKind(models.TextChoices):
    LOAN = "loan", _("loan")
    GIFT = "gift", _("gift")


class WalkInRefusal(models.TextChoices):
    """Hand-overs without a request that are refused rather than warned about."""

    NOBODY = "nobody", _("nobody: only a warning is shown at the counter")
    LATE = "late", _("people with an overdue loan")
    EQUIPPED = "equipped", _("people with an overdue loan or a device of this kind")


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("collected on site")
    HOME = "home", _("delivered to the home")
    COURIER = "courier", _("sent by courier")


class LoanStatus(ToneChoices):
    PREPARED = "prepared", "wait", _("being prepared")
    ACTIVE = "active", "out", _("under way")
    CLOSED = "closed", "done", _("closed")
    CANCELLED = "cancelled", "done", _("cancelled")


LoanStatus.TRANSITIONS = {
    LoanStatus.PREPARED: {LoanStatus.ACTIVE, LoanStatus.CANCELLED},
    # An active loan is cancelled only if it came from an earlier register and that import is
    # undone.
    LoanStatus.ACTIVE: {LoanStatus.CLOSED, LoanStatus.CANCELLED},
    LoanStatus.CLOSED: {LoanStatus.CANCELLED},
    LoanStatus.CANCELLED: set(),
}


class ItemStatus(ToneChoices):
    RESERVED = "reserved", "hold", _("set aside")
    OPEN = "open", "out", _("handed over")
    RETURNED = "returned", "good", _("returned")
    LOST = "lost", "bad", _("lost")
    STOLEN = "stolen", "bad", _("stolen")
    SWAPPED = "swapped", "done", _("exchanged")
    TRANSFERRED = "transferred", "done", _("transferred")
    CANCELLED = "cancelled", "done", _("cancelled")


ITEM_LIVE = [ItemStatus.RESERVED, ItemStatus.OPEN]

ItemStatus.TRANSITIONS = {
    ItemStatus.RESERVED: {ItemStatus.OPEN, ItemStatus.CANCELLED},
    ItemStatus.OPEN: {
        ItemStatus.RETURNED,
        ItemStatus.LOST,
        ItemStatus.STOLEN,
        ItemStatus.SWAPPED,
        ItemStatus.TRANSFERRED,
        ItemStatus.CANCELLED,  # with its loan, from an earlier register
    },
    **{status: set() for status in ItemStatus if status not in ITEM_LIVE},
    ItemStatus.RETURNED: {ItemStatus.CANCELLED},  # with its loan, from an earlier register
}


class Condition(models.TextChoices):
    """The condition of a returned device."""

    GOOD = "good", _("as it left")
    WORN = "worn", _("more worn")
    DAMAGED = "damaged", _("damaged")
    BROKEN = "broken", _("does not work")


class AgreementStatus(ToneChoices):
    ISSUED = "issued", "wait", _("to be signed")
    SIGNED = "signed", "good", _("signed")
    DECLINED = "declined", "bad", _("not signed")


AgreementStatus.TRANSITIONS = {
    AgreementStatus.ISSUED: {AgreementStatus.SIGNED, AgreementStatus.DECLINED},
    AgreementStatus.SIGNED: set(),
    AgreementStatus.DECLINED: set(),
}


EVENTS = {
    "request.entered": _("Request created"),
    "request.changed": _("Changed"),
    "request.sent": _("Request sent"),
    "request.accepted": _("Accepted: %(accepted)s of %(requested)s"),
    "request.reopened": _("Acceptance undone"),
    "request.set_aside": _("Set aside: %(count)s"),
    "request.put_back": _("Back on the shelf: %(count)s"),
    "request.refused": _("Refused"),
    "request.cancelled": _("Cancelled"),
    "request.closed": _("Closed"),
    "request.served": _("Items handed over: %(count)s"),
    "loan.prepared": _("Preparation started"),
    "loan.item_added": _("Added: %(item)s"),
    "loan.item_removed": _("Removed: %(item)s"),
    "loan.addressed": _("Person chosen"),
    "loan.changed": _("Terms changed"),
    "loan.signed": _("Handed over, agreement %(agreement)s signed"),
    "loan.cancelled": _("Cancelled"),
    "loan.item_returned": _("Returned: %(item)s"),
    "loan.item_lost": _("Declared lost: %(item)s"),
    "loan.item_stolen": _("Declared stolen: %(item)s"),
    "loan.item_swapped": _("Exchanged: %(item)s for %(new)s"),
    "loan.item_transferred": _("Transferred: %(item)s"),
    "loan.item_kept": _("Kept permanently: %(item)s"),
    "loan.item_found": _("Found with the recipient: %(item)s"),
    "loan.closed": _("Closed"),
    "agreement.issued": _("Agreement %(agreement)s created"),
    "agreement.declined": _("Agreement %(agreement)s not signed"),
    "agreement.read": _("Agreement %(agreement)s opened"),
    "rules.changed": _("Counter rules changed"),
    "agreementtext.written": _("New version %(version)s"),
}


# --- Terms of priority, reasons for refusal, and the duration of reservations. ---

PURPOSES = {purpose: f"purpose_{purpose}" for purpose in Purpose}
URGENCIES = {urgency: f"urgency_{urgency}" for urgency in Urgency}
# The fixed priority reasons, with their default points.
USUAL_POINTS = {
    "purpose_school": 20,
    "purpose_job": 20,
    "purpose_rights": 15,
    "purpose_online": 15,
    "purpose_social_link": 10,
    "purpose_telework": 5,
    "purpose_housing": 15,
    "purpose_family": 10,
    "purpose_other": 5,
    "urgency_course": 15,
    "urgency_job": 15,
    "urgency_online": 20,
    "urgency_alone": 10,
    "urgency_broken": 10,
    "no_device": 10,
    "person": 2,
    "pupil": 3,
    "near": 15,
    "soon": 5,
    "week": 2,
}
MAX_POINTS = 100
OTHER_REASONS = {
    "no_device": _("a family without any device at home"),
    "person": _("each person in a family without a device, up to 6"),
    "pupil": _("each pupil or student in a family, up to 4"),
    "near": _("needed within a week, or the date has passed"),
    "soon": _("needed within three weeks"),
    "week": _("each full week of waiting, up to 12"),
}


LABELS = {
    **{name: purpose.label for purpose, name in PURPOSES.items()},
    **{name: urgency.label for urgency, name in URGENCIES.items()},
    **OTHER_REASONS,
}


class Reason:
    """One of the fixed priority reasons, with its label."""

    values = list(USUAL_POINTS)

    def __init__(self, value):
        self.label = LABELS[value]


class Refusal(models.TextChoices):
    """The usual reasons for refusing a request, as its organisation reads them."""

    NO_STOCK = "no_stock", _("This equipment is not available, and we do not expect any soon.")
    NOT_OURS = "not_ours", _("We do not hand over this kind of equipment.")
    QUOTA = "quota", _("You have used up what your partnership agreement allows for this period.")
    SERVED = "served", _("This person or service was equipped recently.")
    DOUBLE = "double", _("You have already requested the same thing.")
    UNCLEAR = (
        "unclear",
        _("We need more information: please send the request again with more details."),
    )
    ELSEWHERE = "elsewhere", _("Another organisation near you can help sooner.")


ALLOCATION_EVENTS = {
    "request.put_first": _("Given priority: %(why_first)s"),
    "request.put_in_turn": _("Back to its place in the queue"),
    "weights.changed": _("Points changed: %(weighs)s, now %(points)s"),
    "loan.arranged": _("Set aside until %(on)s, %(mode)s"),
    "loan.prolonged": _("Now set aside until %(on)s"),
    "loan.expired": _("Not collected by %(on)s: everything is back on the shelf"),
    "loan.taken_anyway": _("Added anyway: %(item)s"),
}


# --- Workflow of a convention, and its event messages. ---


class ConventionStatus(ToneChoices):
    AGREED = "agreed", "good", _("agreed")
    EXPIRED = "expired", "done", pgettext_lazy("convention", "expired")
    ENDED = "ended", "bad", _("ended early")


ConventionStatus.TRANSITIONS = {
    ConventionStatus.AGREED: {ConventionStatus.EXPIRED, ConventionStatus.ENDED},
    ConventionStatus.EXPIRED: set(),
    ConventionStatus.ENDED: set(),
}


CONVENTIONS_EVENTS = {
    "convention.agreed": _("Partnership agreement %(number)s made"),
    "convention.renewed": _("Renewed as %(number)s"),
    "convention.changed": _("Terms changed"),
    "convention.expired": _("Expired"),
    "convention.ended": _("Ended early"),
    "convention.opened": _("Signed document opened"),
    "organisation.convention": _("Partnership agreement %(number)s, until %(on)s"),
    "organisation.lifted": _("Can make requests despite overdue loans, until %(on)s"),
    "organisation.unlifted": _("Can no longer make requests despite overdue loans"),
}


# Event messages about changes to requests, and about messages.


class Part(models.TextChoices):
    """The editable parts of a request, as its events name them."""

    LINES = "lines", _("the items requested")
    PERSON = "person", _("the person")
    HOUSEHOLD = "household", _("the household")
    PURPOSE = "purpose", _("the purpose")
    URGENCY = "urgency", _("the urgency")
    DAY = "day", _("the day")
    SITE = "site", _("the site")
    NOTE = "note", _("the note")
    REFERENCE = "reference", _("the reference")


CHANGES_EVENTS = {
    "request.revised": _("Changed: %(parts)s"),
    "request.resized": _("Items requested: %(was)s before, %(now)s now"),
    "request.message": _("A message from the organisation"),
    "request.answer": _("A message from our team"),
    "request.message_withdrawn": _("A message was withdrawn"),
    "requestgroup.sent": _("Requests sent together: %(count)s"),
}


# --- Monthly voucher ceiling of a person: reasons to lift it. ---


class LiftReason(models.TextChoices):
    """The reason why a limit was lifted for a person: of vouchers, or of hand-overs."""

    EMERGENCY = "emergency", _("emergency: no other way to call or connect")
    JOB = "job", _("job or training that is starting")
    ONLINE = "online", _("online appointments and services")
    SCHOOL = "school", _("school or exam")
    HOUSEHOLD = "household", _("several people at home need one")


CEILING_EVENTS = {
    "ceiling.lifted": _("Voucher ceiling lifted once: %(lift)s"),
    "loan.walk_in_allowed": _("Hand-over without a request allowed despite the rule: %(lift)s"),
}

event_messages.register(
    EVENTS, corrections=["loan.item_found", "request.accepted", "request.cancelled"], mode=Mode
)
event_messages.register(ALLOCATION_EVENTS, weighs=Reason, why_first=WhyFirst)
event_messages.register(CONVENTIONS_EVENTS)
event_messages.register(CEILING_EVENTS, lift=LiftReason)
event_messages.register(CHANGES_EVENTS, parts=Part)
