"""Webhooks and their deliveries."""

from base64 import b64encode
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Event
from core.models.addressed import Addressed
from core.models.fields import once, protected_key, user_key
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import (
    Lockable,
    Stateful,
    Workflow,
    WorkflowQuerySet,
    status_field,
    valid_status,
)
from modules.webhooks.lifecycle import DeliveryStatus, Trouble, WebhookStatus
from people.models import Site
from people.outbox.models import LONGEST_WAIT


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm(Webhook.NEEDS) else self.none()

    def switched_on(self):
        return self.filter(off_at=None)


class Webhook(Addressed, Stateful, Lockable):
    """A URL to which events of some topics and sites are sent.

    The secret of its signatures is derived from SECRET_KEY: it is in no row, export or backup.
    """

    PAGE, NEEDS = "webhook_edit", "webhooks.change_webhook"

    url = models.URLField(
        _("address"), max_length=500, help_text=_("Address of the receiving tool: https://…")
    )
    topics = models.JSONField(_("about"), default=list)
    sites = models.ManyToManyField(Site, verbose_name=_("only these sites"), blank=True)
    read_until = models.BigIntegerField(editable=False)
    not_before = models.DateTimeField(_("not before"), default=timezone.now, editable=False)
    off_at = models.DateTimeField(_("switched off on"), null=True, editable=False)
    by = user_key(verbose_name=_("created by"), editable=False)
    at = models.DateTimeField(_("created on"), default=timezone.now, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            frozen(
                ["by_id", "at"], _("The author and creation date of a webhook cannot be changed.")
            ),
            never_deleted(_("A webhook can be switched off, but not deleted.")),
        ]

    def __str__(self):
        return urlsplit(self.url).netloc

    @property
    def state(self):
        return WebhookStatus.OFF if self.off_at else WebhookStatus.ON

    @property
    def secret(self):
        """The shared secret for signing and checking, in the format of Standard Webhooks."""
        made = f"{self.pk} {self.at.isoformat()}"
        key = salted_hmac("webhooks.webhook", made, algorithm="sha256").digest()
        return f"whsec_{b64encode(key).decode()}"


class DeliveryQuerySet(WorkflowQuerySet):
    def due(self, now):
        """The deliveries to send, including dates so far ahead that a wrong clock set them."""
        due = Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_WAIT)
        return self.filter(due, status=DeliveryStatus.WAITING).order_by("pk")


class Delivery(Workflow):
    """An event on its way to a webhook: numbers and codes alone."""

    status = status_field(DeliveryStatus, DeliveryStatus.WAITING)
    webhook = protected_key(Webhook, related_name="deliveries", db_index=False)
    event = protected_key(Event, related_name="+", db_index=False)
    number = models.UUIDField(_("number"), default=uuid4, unique=True, editable=False)
    payload = models.JSONField(_("content"))
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("message", "attempts"), default=0)
    answer = models.PositiveSmallIntegerField(_("response of the server"), null=True)
    trouble = models.CharField(
        _("reason for the failure"), max_length=12, choices=Trouble, blank=True
    )
    at = models.DateTimeField(_("written on"), default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["webhook", "id"],
                condition=Q(status=DeliveryStatus.WAITING),
                name="webhooks_delivery_waiting",
            ),
            models.Index(fields=["at"], name="webhooks_delivery_at"),
        ]
        constraints = [
            valid_status(DeliveryStatus, name="status"),
            once(["webhook", "event"], _("This event is already among the deliveries.")),
        ]

    def __str__(self):
        return self.payload["type"]
