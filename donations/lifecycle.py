"""The life of a donation, from promise to closed lot."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DonorKind(models.TextChoices):
    COMPANY = "company", _("company")
    PUBLIC = "public", _("public body")
    INDIVIDUAL = "individual", _("individual")


class DonationStatus(models.TextChoices):
    PROMISED = "promised", _("promised")
    SCHEDULED = "scheduled", _("collection planned")
    RECEIVED = "received", _("received")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


DONATION_NEXT = {
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
    DonationStatus.RECEIVED: {DonationStatus.CLOSED},
    DonationStatus.CLOSED: {DonationStatus.RECEIVED},
    DonationStatus.CANCELLED: {DonationStatus.PROMISED},
}

DONATION_TONES = {
    DonationStatus.PROMISED: "neutral",
    DonationStatus.SCHEDULED: "info",
    DonationStatus.RECEIVED: "good",
    DonationStatus.CLOSED: "done",
    DonationStatus.CANCELLED: "bad",
}

EVENTS = {
    "donor.entered": _("Entered in the register"),
    "donor.changed": _("Details corrected"),
    "donation.promised": _("Promised"),
    "donation.changed": _("Details corrected"),
    "donation.scheduled": _("Collection planned for %(on)s"),
    "donation.received": _("Received"),
    "donation.counted": _("Counted at the door: %(count)s"),
    "donation.closed": _("Closed"),
    "donation.reopened": _("Opened again"),
    "donation.cancelled": _("Cancelled"),
    "donation.restored": _("Promised again"),
    "donation.devices_received": _("Devices received: %(count)s"),
}
