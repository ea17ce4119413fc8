"""The lives of organisations, and what the stories of people and organisations say."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationStatus(models.TextChoices):
    PENDING = "asked", _("asks for access")
    APPROVED = "approved", _("approved")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", pgettext_lazy("organisation", "expired")


ORGANISATION_TRANSITIONS = {
    OrganisationStatus.PENDING: {OrganisationStatus.APPROVED, OrganisationStatus.SUSPENDED},
    OrganisationStatus.APPROVED: {OrganisationStatus.SUSPENDED, OrganisationStatus.EXPIRED},
    OrganisationStatus.SUSPENDED: {OrganisationStatus.APPROVED},
    OrganisationStatus.EXPIRED: {OrganisationStatus.APPROVED},
}

ORGANISATION_BADGES = {
    OrganisationStatus.PENDING: "wait",
    OrganisationStatus.APPROVED: "good",
    OrganisationStatus.SUSPENDED: "bad",
    OrganisationStatus.EXPIRED: "done",
}


class AccessStatus(models.TextChoices):
    """The status of a request for access made by an organisation on the public page."""

    UNCONFIRMED = "unconfirmed", _("address to confirm")
    WAITING = "waiting", _("waiting for an answer")
    GRANTED = "granted", _("access given")
    REFUSED = "refused", pgettext_lazy("access", "refused")


ACCESS_TRANSITIONS = {
    AccessStatus.UNCONFIRMED: {AccessStatus.WAITING},
    AccessStatus.WAITING: {AccessStatus.GRANTED, AccessStatus.REFUSED},
    AccessStatus.GRANTED: set(),
    AccessStatus.REFUSED: set(),
}

ACCESS_REQUEST_BADGES = {
    AccessStatus.UNCONFIRMED: "neutral",
    AccessStatus.WAITING: "wait",
    AccessStatus.GRANTED: "good",
    AccessStatus.REFUSED: "bad",
}


class AreaKind(models.TextChoices):
    """The kinds of territories in reports."""

    DEPARTMENT = "departement", _("département")
    EPCI = "epci", _("group of communes (EPCI)")
    COMMUNE = "commune", _("commune")
    QPV = "qpv", _("priority area (QPV)")


class OrganisationKind(models.TextChoices):
    ASSOCIATION = "association", _("association")
    CCAS = "ccas", _("municipal social centre (CCAS)")
    MISSION_LOCALE = "mission_locale", _("Mission locale")
    SCHOOL = "school", _("school")
    SHELTER = "shelter", _("shelter")
    EMPLOYER = "employer", _("employer")
    OTHER = "other", _("other")


class RecipientKind(models.TextChoices):
    FAMILY = "family", _("family")
    STAFF = "staff", _("staff member")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class Addressee(models.TextChoices):
    """The type of addressee of a message."""

    USER = "user", _("a user")
    ORGANISATION = "organisation", _("the organisation")
    RECIPIENT = "recipient", _("the person")
    ASKER = "asker", _("who asks for access")


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("to be sent")
    SENDING = "sending", _("on its way")
    SENT = "sent", pgettext_lazy("message", "sent")
    FAILED = "failed", _("not sent")
    UNSURE = "unsure", _("perhaps sent")
    DROPPED = "dropped", pgettext_lazy("message", "dropped")


MESSAGE_TRANSITIONS = {
    MessageStatus.WAITING: {MessageStatus.SENDING, MessageStatus.DROPPED},
    # Back to waiting: surely nothing left, as when no server answers.
    MessageStatus.SENDING: {
        MessageStatus.SENT,
        MessageStatus.FAILED,
        MessageStatus.UNSURE,
        MessageStatus.WAITING,
    },
    MessageStatus.SENT: set(),
    MessageStatus.FAILED: {MessageStatus.WAITING, MessageStatus.DROPPED},
    MessageStatus.UNSURE: {MessageStatus.WAITING, MessageStatus.DROPPED},
    MessageStatus.DROPPED: set(),
}

MESSAGE_BADGES = {
    MessageStatus.WAITING: "wait",
    MessageStatus.SENDING: "info",
    MessageStatus.SENT: "good",
    MessageStatus.FAILED: "bad",
    MessageStatus.UNSURE: "wait",
    MessageStatus.DROPPED: "done",
}


class Trouble(models.TextChoices):
    """Why a message was not sent, or not yet."""

    NO_ADDRESS = "no_address", _("no address to send it to")
    BAD_ADDRESS = "bad_address", _("this address or number is not one")
    SWITCHED_OFF = "switched_off", _("this way of sending is switched off")
    UNREACHABLE = "unreachable", _("the server does not answer")
    DEFERRED = "deferred", _("the server asks to try again later")
    REFUSED = "refused", _("the server refused it")
    NO_CREDIT = "no_credit", _("no credit left with the SMS provider")
    ACCESS = "access", _("the provider does not accept our keys")
    NO_WORDS = "no_words", _("the text could not be written")
    NO_FILE = "no_file", _("the paper to attach cannot be read")
    MOOT = "moot", _("no longer true")
    BY_HAND = "by_hand", _("dropped by hand")


class Relationship(models.TextChoices):
    """In what quality a guardian answers for a minor."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    GUARDIAN = "guardian", _("legal guardian")
    OTHER = "other", pgettext_lazy("guardian", "other")


class ProofKind(models.TextChoices):
    """The proof of identity that was shown; never copied."""

    REFERRAL = "referral", _("referral by a social worker")
    IDENTITY = "identity", _("identity paper")
    ADDRESS = "address", _("proof of address")
    BENEFIT = "benefit", _("statement of benefits")
    SCHOOL = "school", _("school certificate")
    WORK = "work", _("staff card or work contract")


EVENTS = {
    "areatable.applied": _("Table of territories taken in: %(count)s"),
    "message.sent": _("Message sent (%(channel)s) to %(told)s: %(letter)s"),
    "message.failed": _("Message not sent (%(channel)s) to %(told)s: %(letter)s: %(trouble)s"),
    "message.unsure": _("Message perhaps sent (%(channel)s) to %(told)s: %(letter)s"),
    "message.dropped": _("Message dropped (%(channel)s) to %(told)s: %(letter)s: %(trouble)s"),
    "message.again": _("Message to be sent again (%(channel)s) to %(told)s: %(letter)s"),
    "quiethours.changed": _("Quiet hours changed"),
    "lettertext.written": _("Text of the letter changed"),
    "lettertext.restored": _("Usual text of the letter restored"),
    "user.invited": _("Invited as %(role)s"),
    "user.joined": _("Accepted the invitation"),
    "user.changed": _("Role: %(role)s"),
    "user.manages": _("Manages the users of their association"),
    "user.manages_no_more": _("Manages the users of their association no more"),
    "user.readdressed": _("Signs in with another e-mail"),
    "user.disabled": _("Access closed"),
    "user.enabled": _("Access opened again"),
    "user.anonymised": _("Name and e-mail erased"),
    "site.opened": _("Site opened"),
    "site.changed": _("Site corrected"),
    "organisation.entered": _("Entered in the register"),
    "organisation.taken_over": _("Taken over from an earlier register"),
    "organisation.changed": _("Details corrected"),
    "organisation.approved": _("Approved"),
    "organisation.suspended": _("Suspended"),
    "organisation.expired": _("Convention expired"),
    "access.confirmed": _("Asked for access, and confirmed the address"),
    "access.granted": _("Access given"),
    "access.refused": _("Access refused, with a reason"),
    "recipient.entered": _("Entered in the register"),
    "recipient.taken_over": _("Taken over from an earlier register"),
    "recipient.changed": _("Details corrected"),
    "recipient.anonymised": _("Anonymised"),
}
