"""Lifecycle of the anonymisation of a person, and access to archived papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class KeepReason(models.TextChoices):
    """The reason why an announced anonymisation was cancelled; without personal data."""

    CALLED = "called", _("they called or wrote")
    CAME = "came", _("they came")
    REPORTED = "told", _("their organisation gave news of them")
    EXPECTED = "expected", _("they said they will make another request soon")


class OpenReason(models.TextChoices):
    """The reason why an archived paper is opened."""

    CLAIM = "claim", _("a claim or a dispute")
    COURT = "court", _("required by a court or the police")
    AUDIT = "audit", _("an audit of the accounts")
    PERSON = "person", _("requested by the person")


EVENTS = {
    "recipient.erasure_announced": _("Will be erased on %(on)s"),
    "recipient.kept": _("In contact again, so kept: %(kept)s"),
    "recipient.erased": _("Erased at the person’s request"),
    "recipient.opened": _("Page opened"),
    "recipient.exported": _("All data held about the person was exported (%(form)s)"),
    "paper.opened": _("Opened a document kept separately: %(opened)s"),
    "paper.purged": _("Document deleted at the end of its retention period"),
    "text.blanked": _("A free text was deleted (%(column)s)"),
    "texts.read": _("Free texts reviewed"),
    "retention.changed": _("Retention periods changed"),
    "processing.changed": _("Register of processing changed"),
    "processing.confirmed": _("Entry in the register of processing confirmed"),
}

event_messages.register(
    EVENTS,
    corrections=["recipient.anonymised", "recipient.erased"],
    kept=KeepReason,
    opened=OpenReason,
)
