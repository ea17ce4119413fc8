"""Messages to holders of devices, the people who received them, and those who opted out."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models.addressed import Addressed
from core.models.by_language import TextsField, in_language
from core.models.fields import check, protected_key, user_key, valid_choice
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.devices.lifecycle.specifications import Os
from modules.holder_messages.lifecycle import HolderMessageStatus
from people.models import Recipient, Site

TEXT_LENGTH = 300  # characters: with its end, at most three parts of an SMS
CRITERIA = ["system", "version", "category", "site", "first_on", "last_on", "town"]


class HolderMessageQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """All messages for users who send them, none for others."""
        return self if user.has_perm("holder_messages.send_message") else self.none()


class HolderMessage(Addressed, Workflow):
    """An information for the people who hold devices of a system, category, site or period.

    The criteria are stored, not the people: these are read again when the message is sent.
    """

    status = status_field(HolderMessageStatus, HolderMessageStatus.PREPARED)
    subject = TextsField(_("subject of the e-mail"), max_length=60)
    text = TextsField(
        _("text"),
        max_length=TEXT_LENGTH,
        help_text=_(
            "The text is the same for everybody: do not name anyone, and do not ask anyone "
            "to return anything."
        ),
    )
    system = models.CharField(_("system"), max_length=8, choices=Os, blank=True)
    version = models.CharField(
        _("version of the system"),
        max_length=40,
        blank=True,
        help_text=_("For example: 10. Leave it empty for all versions."),
    )
    category = protected_key(Category, _("category"), null=True, blank=True, related_name="+")
    site = protected_key(Site, _("site"), null=True, blank=True, related_name="+")
    first_on = models.DateField(_("handed over on or after"), null=True, blank=True)
    last_on = models.DateField(_("handed over on or before"), null=True, blank=True)
    town = models.CharField(_("municipality"), max_length=80, blank=True)
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(_("prepared on"), default=timezone.now, editable=False)

    objects = HolderMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message to holders")
        verbose_name_plural = _("messages to holders")
        constraints = [
            valid_status(HolderMessageStatus),
            valid_choice("system", Os, _("Choose a system from the list."), optional=True),
            check(
                "version_of_system",
                Q(version="") | ~Q(system=""),
                _("Choose the system of this version."),
            ),
            check(
                "in_order",
                Q(first_on=None) | Q(last_on=None) | Q(last_on__gte=F("first_on")),
                _("The last day cannot be before the first."),
            ),
            frozen(
                [
                    "subject",
                    "text",
                    "system",
                    "version",
                    "category_id",
                    "site_id",
                    "first_on",
                    "last_on",
                    "town",
                ],
                _("A message that has been sent cannot be changed."),
                name="sent",
                when=f"OLD.status <> '{HolderMessageStatus.PREPARED}'",
            ),
            never_deleted(_("A message can be dropped, but not deleted.")),
        ]

    def __str__(self):
        return in_language(self.subject)

    @property
    def criteria(self):
        """(label, value) of each criterion that is set."""
        values = [(name, getattr(self, name)) for name in CRITERIA]
        fields = {name: self._meta.get_field(name) for name in CRITERIA}
        return [
            (fields[name].verbose_name, self.get_system_display() if name == "system" else value)
            for name, value in values
            if value
        ]


class Receipt(models.Model):
    """A person to whom a message was sent; the outbox knows by which channel, and the result."""

    message = protected_key(HolderMessage, related_name="receipts")
    recipient = protected_key(Recipient, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person who was sent a message")
        verbose_name_plural = _("people who were sent a message")

    def __str__(self):
        return str(self.message)

    def get_absolute_url(self):
        return self.message.get_absolute_url()


class OptOut(models.Model):
    """A person who does not want messages to holders; deleted when they want them again.

    Merged people may both have opted out, so it is not unique.
    """

    recipient = protected_key(Recipient, editable=False, related_name="message_opt_outs")
    at = models.DateTimeField(_("refused on"), default=timezone.now, editable=False)
    by = user_key(editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("refusal of messages")
        verbose_name_plural = _("refusals of messages")

    def __str__(self):
        return f"#{self.pk}"
