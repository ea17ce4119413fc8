"""State machines of amendments, renewals, incidents and return sessions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class AmendmentKind(models.TextChoices):
    SWAP = "swap", _("exchange of a device")
    RENEWAL = "renewal", _("extension")
    TRANSFER = "transfer", _("transfer to another organisation")
    KEEP = "keep", _("loan turned into a gift")
    CORRECTION = "correction", _("correction")
    EMPLOYER = "employer", _("signature of the employer")


# Amendments in the person's favour, or that end their obligation, need no signature: the person
# requested them and is informed by the paper. The others need a signature.
UNSIGNED_KINDS = [AmendmentKind.RENEWAL, AmendmentKind.TRANSFER]
SIGNED_KINDS = [kind for kind in AmendmentKind if kind not in UNSIGNED_KINDS]


class AmendmentStatus(ToneChoices):
    ISSUED = "issued", "wait", _("to be signed")
    SIGNED = "signed", "good", pgettext_lazy("amendment", "signed")
    NOTED = "noted", "good", _("recorded, no signature needed")
    DECLINED = "declined", "bad", pgettext_lazy("amendment", "not signed")


AmendmentStatus.TRANSITIONS = {
    AmendmentStatus.ISSUED: {AmendmentStatus.SIGNED, AmendmentStatus.DECLINED},
    # A person who declined may come back and sign.
    AmendmentStatus.DECLINED: {AmendmentStatus.SIGNED},
    AmendmentStatus.SIGNED: set(),
    AmendmentStatus.NOTED: set(),
}


# Amendments that wait for a signature, also after a refusal.
TO_SIGN = [AmendmentStatus.ISSUED, AmendmentStatus.DECLINED]


class RenewalStatus(ToneChoices):
    PENDING = "asked", "wait", _("waiting for an answer")
    AGREED = "agreed", "good", _("agreed")
    REFUSED = "refused", "bad", pgettext_lazy("renewal", "refused")
    WITHDRAWN = "withdrawn", "done", pgettext_lazy("renewal", "withdrawn")


RenewalStatus.TRANSITIONS = {
    RenewalStatus.PENDING: {
        RenewalStatus.AGREED,
        RenewalStatus.REFUSED,
        RenewalStatus.WITHDRAWN,
    },
    RenewalStatus.AGREED: set(),
    RenewalStatus.REFUSED: set(),
    RenewalStatus.WITHDRAWN: set(),
}


class IncidentKind(models.TextChoices):
    BREAKDOWN = "breakdown", _("fault: it no longer works")
    BREAKAGE = "breakage", _("damage: it was dropped or knocked")
    LOSS = "loss", _("loss")
    THEFT = "theft", _("theft")


# Incidents in which the device is lost or stolen, not broken.
GONE_KINDS = [IncidentKind.LOSS, IncidentKind.THEFT]


class Declarer(models.TextChoices):
    """Role of the person who reported an incident; fixed choices without names."""

    PERSON = "person", _("the person")
    ASSOCIATION = "association", _("the organisation")
    OURS = "ours", _("our team")


class IncidentStatus(ToneChoices):
    OPEN = "open", "wait", pgettext_lazy("incident", "to settle")
    SETTLED = "settled", "done", pgettext_lazy("incident", "settled")
    FOUND = "found", "good", _("found again")
    CANCELLED = "cancelled", "done", _("reported in error")


IncidentStatus.TRANSITIONS = {
    IncidentStatus.OPEN: {IncidentStatus.SETTLED, IncidentStatus.CANCELLED},
    IncidentStatus.SETTLED: {IncidentStatus.FOUND},
    IncidentStatus.FOUND: set(),
    IncidentStatus.CANCELLED: set(),
}


class Settlement(models.TextChoices):
    SWAPPED = "swapped", _("exchanged for another")
    RETURNED = "returned", _("returned")
    LOST = "lost", _("declared lost")
    STOLEN = "stolen", _("declared stolen")
    WORKS = "works", _("it works again")
    KEPT = "kept", _("kept as it is")


class ReturnSessionStatus(ToneChoices):
    OPEN = "open", "wait", pgettext_lazy("return", "under way")
    DONE = "done", "good", pgettext_lazy("return", "taken back")
    DROPPED = "dropped", "done", pgettext_lazy("return", "abandoned")


ReturnSessionStatus.TRANSITIONS = {
    ReturnSessionStatus.OPEN: {ReturnSessionStatus.DONE, ReturnSessionStatus.DROPPED},
    ReturnSessionStatus.DONE: set(),
    ReturnSessionStatus.DROPPED: set(),
}


class LineStatus(ToneChoices):
    WAITING = "waiting", "wait", _("in the list")
    DONE = "done", "good", pgettext_lazy("return", "taken back")
    UNDONE = "undone", "done", _("removed from the list")


LineStatus.TRANSITIONS = {
    LineStatus.WAITING: {LineStatus.DONE, LineStatus.UNDONE},
    LineStatus.DONE: set(),
    LineStatus.UNDONE: set(),
}


EVENTS = {
    "amendment.issued": _("Amendment %(amendment)s created"),
    "amendment.signed": _("Amendment %(amendment)s signed"),
    "amendment.typed": _("Amendment %(amendment)s signed with a typed name"),
    "amendment.noted": _("Amendment %(amendment)s recorded, without a signature"),
    "amendment.declined": _("Amendment %(amendment)s not signed"),
    "amendment.read": _("Amendment %(amendment)s opened"),
    "renewal.asked": _("Extension requested, until %(on)s"),
    "renewal.by_rule": _(
        "Extension granted by rule: it is the first for this loan, which is not "
        "overdue, and nobody is waiting for the equipment"
    ),
    "renewal.refused": _("Extension refused"),
    "renewal.withdrawn": _("Extension request cancelled"),
    "loan.renewed": _("Loan extended: due back by %(on)s"),
    "device.did_not_conform": _("Exchanged soon after %(loan)s, so counted as non-conforming"),
    "incident.reported": _("Incident %(incident)s reported: %(item)s"),
    "incident.settled": _("Incident %(incident)s settled"),
    "incident.cancelled": _("Incident %(incident)s was reported in error"),
    "incident.found": _("Incident %(incident)s: device found"),
}

event_messages.register(EVENTS)
