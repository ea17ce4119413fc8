"""Messages: channels, addressees, statuses, allowed transitions, errors and events."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class Addressee(models.TextChoices):
    """The type of addressee of a message."""

    USER = "user", _("a user")
    ORGANISATION = "organisation", _("the organisation")
    RECIPIENT = "recipient", _("the person")
    ASKER = "asker", _("the person requesting access")


class MessageStatus(ToneChoices):
    WAITING = "waiting", "wait", _("to be sent")
    SENDING = "sending", "info", _("on its way")
    SENT = "sent", "good", pgettext_lazy("message", "sent")
    KEPT = "kept", "wait", _("kept here, not sent")  # no carrier: written to a console or a file
    FAILED = "failed", "bad", _("not sent")
    UNSURE = "unsure", "wait", _("possibly sent")
    DROPPED = "dropped", "done", pgettext_lazy("message", "dropped")


MessageStatus.TRANSITIONS = {
    MessageStatus.WAITING: {MessageStatus.SENDING, MessageStatus.DROPPED},
    # Waiting again: certainly not sent, for instance because no server answers.
    MessageStatus.SENDING: {
        MessageStatus.SENT,
        MessageStatus.KEPT,
        MessageStatus.FAILED,
        MessageStatus.UNSURE,
        MessageStatus.WAITING,
    },
    MessageStatus.SENT: set(),
    MessageStatus.KEPT: set(),
    MessageStatus.FAILED: {MessageStatus.WAITING, MessageStatus.DROPPED},
    MessageStatus.UNSURE: {MessageStatus.WAITING, MessageStatus.DROPPED},
    MessageStatus.DROPPED: set(),
}


class Trouble(models.TextChoices):
    """Reason why a message was not, or not yet, sent."""

    NO_ADDRESS = "no_address", _("no address to send it to")
    BAD_ADDRESS = "bad_address", _("this address or number is not valid")
    SWITCHED_OFF = "switched_off", _("this channel is switched off")
    UNREACHABLE = "unreachable", _("the server does not respond")
    DEFERRED = "deferred", _("the server asks to try again later")
    REFUSED = "refused", _("the server refused it")
    NO_CREDIT = "no_credit", _("no credit left with the SMS provider")
    ACCESS = "access", _("the provider does not accept our keys")
    NO_WORDS = "no_words", _("the text could not be written")
    NO_FILE = "no_file", _("the attached document cannot be read")
    MOOT = "moot", _("no longer relevant")
    WITHHELD = "withheld", _("this person does not receive letters at the moment")
    BY_HAND = "by_hand", _("dropped manually")


EVENTS = {
    "message.sent": _("Message sent (%(channel)s) to %(addressee)s: %(letter)s"),
    "message.kept": _("Message (%(channel)s) kept here, not sent to %(addressee)s: %(letter)s"),
    "message.failed": _("Message not sent (%(channel)s) to %(addressee)s: %(letter)s: %(trouble)s"),
    "message.unsure": _("Message possibly sent (%(channel)s) to %(addressee)s: %(letter)s"),
    "message.dropped": _("Message dropped (%(channel)s) to %(addressee)s: %(letter)s: %(trouble)s"),
    "message.again": _("Message to be sent again (%(channel)s) to %(addressee)s: %(letter)s"),
    "quiethours.changed": _("Quiet hours changed"),
    "lettertext.written": _("Text of the letter changed"),
    "lettertext.restored": _("Default text of the letter restored"),
}

event_messages.register(EVENTS, channel=Channel, addressee=Addressee, trouble=Trouble)
