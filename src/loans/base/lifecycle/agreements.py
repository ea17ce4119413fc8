"""Choices of the hand-over: signatures, training, mandates and payments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from people.base.lifecycle import ProofKind


class TextKind(models.TextChoices):
    """The kind of an agreement text; clauses of a category are merged into the others."""

    LOAN = "loan", _("loan")
    GIFT = "gift", _("gift")
    SALE = "sale", _("solidarity sale")
    THREE_PARTY = "three_party", _("loan to the staff of another employer")
    CONVENTION = "convention", _("partnership convention")
    CATEGORY = "category", _("clauses of a category")


class TextFor(models.TextChoices):
    FAMILY = "family", _("families")
    STAFF = "staff", _("staff")
    STRUCTURE = "structure", _("organisations")
    ANYBODY = "anybody", _("everyone")


class Training(models.TextChoices):
    """Whether a training was offered, and the person's answer."""

    ACCEPTED = "accepted", _("offered and accepted")
    DECLINED = "declined", _("offered and declined")
    AT_EASE = "at_ease", _("offered but not needed")
    NOT_ASKED = "not_asked", _("not asked")


class Outcome(models.TextChoices):
    """The outcome of an accepted training."""

    BOOKED = "booked", _("an appointment has been made")
    WILL_CALL = "will_call", _("the person will call")
    CALLED_BACK = "called_back", _("the trainers will call the person")


class PaperKind(models.TextChoices):
    """Kinds of papers that may be attached: no proof of identity or income."""

    REFERRAL = "referral", _("letter from the referring organisation")
    SCHOOL = "school", _("school certificate")
    TRAINING = "training", _("certificate of training or employment")
    EMPLOYER = "employer", _("letter from the employer")
    MANDATE = "mandate", _("mandate")
    INSURANCE = "insurance", _("insurance certificate")


class MandatePaper(models.TextChoices):
    """The document that proves a mandate."""

    WRITTEN = "written", _("written mandate")
    AIDANTS = "aidants", _("Aidants Connect mandate")
    COURT = "court", _("court decision")
    EMPLOYER = "employer", _("instruction from the employer")


class SignerRole(models.TextChoices):
    PERSON = "person", pgettext_lazy("signatory", "the person")
    GUARDIAN = "guardian", _("a guardian")
    COLLECTOR = "collector", _("the person’s proxy")
    AGENT = "agent", _("a person who signs for the organisation")
    OURS = "ours", _("the association")
    WITNESS = "witness", _("a witness")


class SignatureKind(models.TextChoices):
    DRAWN = "drawn", _("drawn")
    TYPED = "typed", _("typed name, confirmed as a signature")


class WhyNotSigned(models.TextChoices):
    TERMS = "terms", _("does not agree with the terms")
    THINK = "think", _("wants to think about it")
    DEVICE = "device", _("wants another device")
    UNCLEAR = "unclear", _("did not understand it well enough")
    ABSENT = "absent", _("a signatory is absent")
    GONE = "gone", _("left without signing")
    REPLACED = "replaced", _("replaced by another after a change")


# The answers that a user may choose; the last answer is set by the system.
REFUSALS = [(why.value, why.label) for why in WhyNotSigned if why != WhyNotSigned.REPLACED]

EVENTS = {
    "loan.explained": _("Explained to the person"),
    "loan.briefed": _("Training: %(training)s"),
    "loan.mandate": _("Collected by someone else, with this proof: %(mandate)s"),
    "loan.mandate_off": _("Nobody is authorised to collect for the person any more"),
    "loan.attached": _("Document attached: %(paper)s"),
    "loan.detached": _("Attached document removed: %(paper)s"),
    "loan.attachment_read": _("Attached document opened: %(paper)s"),
    "request.line_dropped": _("Not handed over after all: %(item)s × %(count)s"),
    "recipient.capacity_seen": _("Document of the representative seen"),
    "recipient.proof_seen": _("Proof seen: %(proof)s"),
    "agreement.refused": _("Agreement %(agreement)s not signed: %(unsigned)s"),
    "signature.sent": _("Remote signing link for %(number)s sent: %(channel)s"),
    "signature.opened": _("Remote signing link for %(number)s opened by the signatory"),
    "signature.remote": _("%(number)s signed remotely"),
    "signature.closed": _("Remote signing link for %(number)s closed"),
    "signature.locked": _("Remote signing link for %(number)s closed after wrong answers"),
    "language.saved": _("Document language saved"),
    "terms.saved": _("Loan durations saved"),
}

event_messages.register(
    EVENTS,
    training=Training,
    mandate=MandatePaper,
    paper=PaperKind,
    unsigned=WhyNotSigned,
    proof=ProofKind,
)
