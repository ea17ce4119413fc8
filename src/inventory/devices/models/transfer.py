"""Transfers between sites, and external workshops."""

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed, Numbered, NumberedQuerySet
from core.models.fields import check, once, protected_key, siren_field, user_key
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.devices.lifecycle.transfers import ABOARD, FreightStatus, TransferStatus
from inventory.devices.models.device import Device
from people.models import Site


class RefurbisherQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("inventory.view_device") else self.none()

    def for_list(self):
        """Annotate `lots`, the number of lots sent there, and `away`, the devices still there."""
        sent = Q(outings__status__in=["sent", "received"])
        away = Q(outings__status="sent", outings__freight__status="sent")
        return self.annotate(
            lots=Count("outings", filter=sent, distinct=True),
            away=Count("outings__freight", filter=away, distinct=True),
        )


class Refurbisher(Addressed):
    """An external workshop that refurbishes for us: a company or another association."""

    PAGE = "refurbisher_edit"

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("There is already a workshop with this name.")},
    )
    siren = siren_field()
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.TextField(
        _("address"), max_length=300, blank=True, help_text=_("In full: street, postcode, town.")
    )
    is_active = models.BooleanField(_("works for us"), default=True)

    objects = RefurbisherQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("outside workshop")
        verbose_name_plural = _("outside workshops")
        constraints = [
            never_deleted(_("A workshop cannot be deleted from the register.")),
        ]

    def __str__(self):
        return self.name


class TransferQuerySet(NumberedQuerySet, WorkflowQuerySet):
    def visible_to(self, user):
        """Transfers from or to the user's sites, or all if the user sees every site."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("inventory.view_device"):
            return self.filter(Q(origin__in=user.site_ids) | Q(destination__in=user.site_ids))
        return self.none()

    def between_sites(self):
        return self.filter(refurbisher=None)

    def outside(self):
        return self.exclude(refurbisher=None)

    def for_list(self):
        """Select the sites, and annotate `loaded`, the number of devices on the transfer."""
        aboard = Q(freight__status__in=ABOARD)
        rows = self.select_related("origin", "destination", "refurbisher")
        return rows.annotate(loaded=Count("freight", filter=aboard)).order_by("-pk")


class Transfer(Numbered, Workflow):
    """Devices that travel together from one of our sites to another.

    With a refurbisher, they go to that external workshop, and return to the same site or another.
    """

    status = status_field(TransferStatus, TransferStatus.PREPARED)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    origin = protected_key(Site, _("from"), related_name="+")
    destination = protected_key(Site, _("to"), related_name="+")
    refurbisher = protected_key(
        Refurbisher, _("outside workshop"), null=True, blank=True, related_name="outings"
    )
    due_on = models.DateField(_("expected back"), null=True, blank=True)
    carrier = models.CharField(
        _("carried by"),
        max_length=120,
        blank=True,
        help_text=_("A company or a team member. This is printed on the slip."),
    )
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    received_at = models.DateTimeField(_("received"), null=True, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            valid_status(TransferStatus),
            check(
                "two_sites",
                ~Q(origin=F("destination")) | Q(refurbisher__isnull=False),
                _("A transfer must go from one site to another."),
            ),
            check(
                "moments",
                (
                    ~Q(status__in=[TransferStatus.PREPARED, TransferStatus.CANCELLED])
                    | Q(sent_at=None, received_at=None)
                )
                & (~Q(status=TransferStatus.SENT) | Q(sent_at__isnull=False, received_at=None))
                & (
                    ~Q(status=TransferStatus.RECEIVED)
                    | Q(
                        sent_at__isnull=False,
                        received_at__isnull=False,
                        received_at__gte=F("sent_at"),
                    )
                ),
                _("A transfer must have a date of dispatch, then a date of receipt."),
            ),
            frozen(
                ["origin_id", "destination_id", "refurbisher_id", "number"],
                _("The number, sites and workshop of a transfer cannot be changed."),
            ),
            never_deleted(_("A transfer cannot be deleted: cancel or receive it instead.")),
        ]


class FreightQuerySet(WorkflowQuerySet):
    def aboard(self):
        """Lines that count in their transfer."""
        return self.filter(status__in=ABOARD)

    def for_list(self):
        return self.select_related("device__category", "device__brand", "device__model")


class Freight(Workflow):
    """A device of a transfer: loaded, sent, arrived, or missing with the decision about it."""

    status = status_field(FreightStatus, FreightStatus.LISTED)
    transfer = protected_key(Transfer, related_name="freight", db_index=False)
    device = protected_key(Device, related_name="freight")
    # previous site of a device that was not on the list
    came_from = protected_key(Site, null=True, editable=False, related_name="+", db_index=False)

    objects = FreightQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("device of a transfer")
        verbose_name_plural = _("devices of transfers")
        indexes = [
            models.Index(fields=["transfer", "status", "-id"], name="inventory_freight_status")
        ]
        constraints = [
            valid_status(FreightStatus),
            once(
                ["device"],
                _("This device is already on the list of a transfer."),
                condition=Q(status__in=[FreightStatus.LISTED, FreightStatus.SENT]),
            ),
            once(
                ["transfer", "device"],
                _("This device is already on the list of this transfer."),
                name="of_transfer",
                condition=~Q(status=FreightStatus.TAKEN_OUT),
            ),
            frozen(
                ["transfer_id", "device_id"],
                _("A device that was loaded must stay in its transfer."),
            ),
            never_deleted(_("The device cannot be deleted: remove it from the list instead.")),
        ]

    def __str__(self):
        return str(self.device)
