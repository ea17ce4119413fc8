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
    ANYBODY = "anybody", _("everybody")


class Training(models.TextChoices):
    """Whether a training was offered, and the person's answer."""

    ACCEPTED = "accepted", _("offered, and accepted")
    DECLINED = "declined", _("offered, and not wanted")
    AT_EASE = "at_ease", _("offered, and not needed: at ease already")
    NOT_ASKED = "not_asked", _("not asked")


class Outcome(models.TextChoices):
    """The outcome of an accepted training."""

    BOOKED = "booked", _("an appointment is made")
    WILL_CALL = "will_call", _("the person will call")
    CALLED_BACK = "called_back", _("they will call the person")


class PaperKind(models.TextChoices):
    """Kinds of papers that may be attached: no proof of identity or income."""

    REFERRAL = "referral", _("letter of the referring organisation")
    SCHOOL = "school", _("school certificate")
    TRAINING = "training", _("certificate of a training or a job")
    EMPLOYER = "employer", _("letter of the employer")
    MANDATE = "mandate", _("mandate")
    INSURANCE = "insurance", _("insurance certificate")


class MandatePaper(models.TextChoices):
    """The document that proves a mandate."""

    WRITTEN = "written", _("a mandate in writing")
    AIDANTS = "aidants", _("an Aidants Connect mandate")
    COURT = "court", _("a decision of a judge")
    EMPLOYER = "employer", _("an order of the employer")


class SignerRole(models.TextChoices):
    PERSON = "person", pgettext_lazy("signatory", "the person")
    GUARDIAN = "guardian", _("a guardian")
    COLLECTOR = "collector", _("the person’s proxy")
    AGENT = "agent", _("a person who signs for the organisation")
    OURS = "ours", _("the association")
    WITNESS = "witness", _("a witness")


class SignatureKind(models.TextChoices):
    DRAWN = "drawn", _("drawn")
    TYPED = "typed", _("name typed, and ticked as a signature")


class WhyNotSigned(models.TextChoices):
    TERMS = "terms", _("does not agree with the terms")
    THINK = "think", _("wants to think about it")
    DEVICE = "device", _("wants another device")
    UNCLEAR = "unclear", _("did not understand it well enough")
    ABSENT = "absent", _("a signatory is absent")
    GONE = "gone", _("left without signing")
    REPLACED = "replaced", _("something changed: another one takes its place")


# The answers that a user may choose; the last answer is set by the system.
REFUSALS = [(why.value, why.label) for why in WhyNotSigned if why != WhyNotSigned.REPLACED]

EVENTS = {
    "loan.explained": _("Explained with the person"),
    "loan.briefed": _("Training: %(training)s"),
    "loan.mandate": _("Collected by somebody else, on this proof: %(mandate)s"),
    "loan.mandate_off": _("Nobody collects for the person any more"),
    "loan.attached": _("Paper attached: %(paper)s"),
    "loan.detached": _("Attached paper removed: %(paper)s"),
    "loan.attachment_read": _("Attached paper opened: %(paper)s"),
    "request.line_dropped": _("Not handed over after all: %(item)s × %(count)s"),
    "recipient.capacity_seen": _("Document of the representative seen"),
    "recipient.proof_seen": _("Proof seen: %(proof)s"),
    "agreement.refused": _("Agreement %(agreement)s not signed: %(unsigned)s"),
    "signature.sent": _("Link to sign %(number)s at a distance sent: %(channel)s"),
    "signature.opened": _("Link to sign %(number)s at a distance opened by its signer"),
    "signature.remote": _("%(number)s signed at a distance"),
    "signature.closed": _("Link to sign %(number)s at a distance closed"),
    "signature.locked": _("Link to sign %(number)s at a distance closed after wrong answers"),
    "language.saved": _("Language of papers saved"),
    "terms.saved": _("Durations of loans saved"),
}

event_messages.register(
    EVENTS,
    training=Training,
    mandate=MandatePaper,
    paper=PaperKind,
    unsigned=WhyNotSigned,
    proof=ProofKind,
)
