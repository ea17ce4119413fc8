"""Lifecycle of a donation, from promise to closed lot."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class DonorKind(models.TextChoices):
    COMPANY = "company", _("company")
    PUBLIC = "public", _("public body")
    INDIVIDUAL = "individual", _("individual")


class DonationStatus(ToneChoices):
    PROMISED = "promised", "neutral", _("promised")
    SCHEDULED = "scheduled", "info", _("collection planned")
    RECEIVED = "received", "good", _("received")
    CLOSED = "closed", "done", _("closed")
    CANCELLED = "cancelled", "bad", _("cancelled")


DonationStatus.TRANSITIONS = {
    DonationStatus.PROMISED: {
        DonationStatus.SCHEDULED,
        DonationStatus.RECEIVED,
        DonationStatus.CANCELLED,
    },
    DonationStatus.SCHEDULED: {
        DonationStatus.PROMISED,
        DonationStatus.RECEIVED,
        DonationStatus.CANCELLED,
    },
    # A received lot is cancelled only if its import from an earlier register is undone.
    DonationStatus.RECEIVED: {DonationStatus.CLOSED, DonationStatus.CANCELLED},
    DonationStatus.CLOSED: {DonationStatus.RECEIVED},
    DonationStatus.CANCELLED: {DonationStatus.PROMISED},
}


# Lots to come: their donor must remain reachable.
EXPECTED = [DonationStatus.PROMISED, DonationStatus.SCHEDULED]


class Eraser(models.TextChoices):
    OURS = "ours", _("us, on arrival")
    DONOR = "donor", _("the donor, before the collection")


class Ground(models.TextChoices):
    """Legal ground of a public body's donation.

    Article L.3212-2 of the CG3P applies to the State and, through L.3212-3, to local authorities.
    The numbers are its own; only 3° allows a price, within the caps.
    """

    STATE_RELIEF = "state-2", _("State or its institutions: to relief bodies (L. 3212-2, 2°)")
    STATE_IT = "state-3", _("State or its institutions: IT equipment (L. 3212-2, 3°)")
    STATE_OTHER = (
        "state-11",
        _("State or its institutions: other movable property (L. 3212-2, 11°)"),
    )
    LOCAL_RELIEF = "local-2", _("Local authority: to relief bodies (L. 3212-3 and L. 3212-2, 2°)")
    LOCAL_IT = "local-3", _("Local authority: IT equipment (L. 3212-3 and L. 3212-2, 3°)")
    LOCAL_OTHER = (
        "local-11",
        _("Local authority: other movable property (L. 3212-3 and L. 3212-2, 11°)"),
    )


ALLOWS_RESALE = [Ground.STATE_IT, Ground.LOCAL_IT]


class ValueBasis(models.TextChoices):
    """Basis of a donor's declared value."""

    COST = "cost", _("cost price")
    BOOK = "book", _("net book value")
    MARKET = "market", _("market value")
    ESTIMATE = "estimate", _("estimate of the public body")


class PaperKind(models.TextChoices):
    SLIP = "slip", _("collection slip")
    AGREEMENT = "agreement", _("donation agreement")
    STATEMENT = "statement", _("statement of receipt")


class LetterStatus(ToneChoices):
    SENDING = "sending", "info", _("on its way")
    SENT = "sent", "good", _("sent")
    FAILED = "failed", "bad", _("not sent")
    UNSURE = "unsure", "wait", _("possibly sent")


LetterStatus.TRANSITIONS = {
    LetterStatus.SENDING: {LetterStatus.SENT, LetterStatus.FAILED, LetterStatus.UNSURE},
    LetterStatus.SENT: set(),
    LetterStatus.FAILED: set(),
    LetterStatus.UNSURE: set(),
}


EVENTS = {
    "donor.entered": _("Entered in the register"),
    "donor.changed": _("Details corrected"),
    "donor.erasure_announced": _("Contact to be erased on %(on)s"),
    "donor.kept": _("In touch again: kept"),
    "donor.forgotten": _("Contact erased"),
    "donation.promised": _("Promised"),
    "donation.changed": _("Details corrected"),
    "donation.scheduled": _("Collection planned for %(on)s"),
    "donation.rescheduled": _("Collection moved to %(on)s"),
    "donation.received": _("Received"),
    "donation.arrived": _("Received without being announced"),
    "donation.arrival_undone": _("Entered in error"),
    "donation.merged_into": _("Merged with the announced donation %(lot)s"),
    "donation.merged_from": _("Received as %(lot)s, devices: %(count)s"),
    "donation.not_received": _("Receipt undone"),
    "donation.import_undone": _("Import of a list undone, rows: %(count)s"),
    "donation.entry_undone": _("Devices whose entry was undone: %(count)s"),
    "donation.counted": _("Counted at the door: %(count)s"),
    "donation.count_undone": _("Count undone"),
    "donation.closed": _("Closed"),
    "donation.reopened": _("Opened again"),
    "donation.cancelled": _("Cancelled"),
    "donation.restored": _("Promised again"),
    "donation.devices_received": _("Devices received: %(count)s"),
    "donation.value_declared": _("Value declared by the donor, for %(count)s"),
    "donation.value_withdrawn": _("Declared value removed"),
    "donation.paper_made": _("Document created: %(paper)s"),
    "donation.paper_sent": _("Document sent to the donor: %(paper)s"),
    "donation.paper_failed": _("Document could not be sent: %(paper)s"),
    "donation.paper_unsure": _("Not certain whether this document was sent: %(paper)s"),
}

event_messages.register(EVENTS, corrections=["donation.changed"])
