"""Lifecycle of the anonymisation of a person, and access to archived papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class KeepReason(models.TextChoices):
    """The reason why an announced anonymisation was cancelled; without personal data."""

    CALLED = "called", _("they called or wrote")
    CAME = "came", _("they came")
    REPORTED = "told", _("their organisation tells of them")
    EXPECTED = "expected", _("they will ask again soon, and said so")


class OpenReason(models.TextChoices):
    """The reason why an archived paper is opened."""

    CLAIM = "claim", _("a claim or a dispute")
    COURT = "court", _("asked for by a court or the police")
    AUDIT = "audit", _("an audit of the accounts")
    PERSON = "person", _("the person asks for it")


EVENTS = {
    "recipient.erasure_announced": _("Will be erased on %(on)s"),
    "recipient.kept": _("In touch again, kept: %(kept)s"),
    "recipient.erased": _("Erased at the person’s request"),
    "recipient.opened": _("Page opened"),
    "recipient.exported": _("All that is held about them was exported (%(form)s)"),
    "paper.opened": _("Paper kept apart opened: %(opened)s"),
    "paper.purged": _("Paper purged at the end of its term"),
    "text.blanked": _("A free text was blanked (%(column)s)"),
    "texts.read": _("Free texts reviewed"),
    "retention.changed": _("How long data is kept: changed"),
    "processing.changed": _("Register of processing changed"),
    "processing.confirmed": _("Line of the register of processing confirmed"),
}

event_messages.register(
    EVENTS,
    corrections=["recipient.anonymised", "recipient.erased"],
    kept=KeepReason,
    opened=OpenReason,
)
