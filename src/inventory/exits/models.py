"""Exit batches of retired devices, to a take-back scheme or back to their donor.

A weight in grams, by category or kind of scrap, is measured or marked as estimated; the estimate is
stored when the batch is sent, so that figures do not change with the catalogue. A category without
a usual weight stays unknown: it never counts as 0.
"""

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models.addressed import Numbered, NumberedQuerySet
from core.models.fields import check, document_key, once, protected_key, user_key, valid_choice
from core.workflow.guards import frozen, never_deleted, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from donations.models import Donor
from inventory.devices.lifecycle.exits import (
    FINAL,
    IN_BATCH,
    ExitLineStatus,
    ExitPurpose,
    ExitStatus,
    Scrap,
    WasteCode,
)
from inventory.devices.models.device import Device
from people.base.site_scope import of_own_sites
from people.models import Site

# Data of the slip, editable until the batch is certified.
SLIP_FIELDS = ["slip_number", "treatment", "receiver", "waste_code", "packages"]


class ExitBatchQuerySet(NumberedQuerySet, WorkflowQuerySet):
    def visible_to(self, user):
        """Batches of the user's sites, or all if the user sees every site."""
        return of_own_sites(self, user, "inventory.view_device")

    def for_list(self):
        """Select related rows; annotate `devices`, their number, and `grams`, the total weight."""
        weights = ExitWeight.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
        return (
            self.select_related("site", "donor", "certificate")
            .annotate(
                devices=Count("lines", filter=Q(lines__status__in=IN_BATCH)),
                grams=Subquery(weights.annotate(sum=Sum("grams")).values("sum")),
            )
            .order_by("-pk")
        )


class ExitBatch(Numbered, Workflow):
    """Retired devices, and scrap, that leave one of our sites together and for good."""

    PAGE = "exit_detail"
    NOUN = "batch"

    status = status_field(ExitStatus, ExitStatus.OPEN)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=ExitPurpose, default=ExitPurpose.RECYCLING
    )
    site = protected_key(Site, _("site"), related_name="+")
    organism = models.CharField(
        _("take-back scheme"),
        max_length=120,
        blank=True,
        help_text=_("Organisation that takes charge of the equipment: ecosystem, Ecologic..."),
    )
    donor = protected_key(Donor, _("donor"), null=True, blank=True, related_name="exit_batches")
    carrier = models.CharField(
        _("carried by"),
        max_length=120,
        blank=True,
        help_text=_("A company or a team member. This is printed on the slip."),
    )
    planned_on = models.DateField(_("collection planned on"), null=True, blank=True)
    slip_number = models.CharField(
        _("waste slip number"),
        max_length=40,
        blank=True,
        help_text=_("BSDD or BSD number, as given by Trackdéchets or the scheme."),
    )
    treatment = models.CharField(
        _("treatment"),
        max_length=80,
        blank=True,
        help_text=_("The treatment or its code: R4, R12..."),
    )
    receiver = models.TextField(
        _("address and SIRET of the recipient"),
        max_length=300,
        blank=True,
        help_text=_("Where the equipment goes: printed on the slip."),
    )
    waste_code = models.CharField(_("waste code"), max_length=9, choices=WasteCode, blank=True)
    packages = models.PositiveSmallIntegerField(_("number of packages"), null=True, blank=True)
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    sent_on = models.DateField(_("left on"), null=True, editable=False)
    certified_on = models.DateField(_("certified on"), null=True, editable=False)
    certificate = document_key(null=True, editable=False)

    objects = ExitBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("exit batch")
        verbose_name_plural = _("exit batches")
        indexes = [models.Index(fields=["site", "status", "-id"], name="inventory_exitbatch_site")]
        constraints = [
            valid_status(ExitStatus),
            check(
                "receiver",
                Q(purpose=ExitPurpose.RECYCLING, donor=None) & ~Q(organism="")
                | Q(purpose=ExitPurpose.RETURN, donor__isnull=False, organism=""),
                _("A batch must go to a take-back scheme, or back to a donor."),
            ),
            check(
                "moments",
                (
                    ~Q(status__in=[ExitStatus.OPEN, ExitStatus.CANCELLED])
                    | Q(sent_on=None, certified_on=None, certificate=None)
                )
                & (
                    ~Q(status=ExitStatus.SENT)
                    | Q(sent_on__isnull=False, certified_on=None, certificate=None)
                )
                & (
                    ~Q(status=ExitStatus.CERTIFIED)
                    | Q(certificate__isnull=False, certified_on__gte=F("sent_on"))
                ),
                _("A batch must have a departure date before it can have a certificate."),
            ),
            valid_choice(
                "waste_code", WasteCode, _("This waste code is not in the list."), optional=True
            ),
            frozen(
                ["number", "site_id", "purpose"],
                _("The number, site and destination of a batch cannot be changed."),
                merged=["donor_id"],
            ),
            frozen(
                ["organism", "carrier", "planned_on", "sent_on"],
                _("A batch that has left or been cancelled cannot be changed."),
                name="gone",
                when=f"OLD.status <> '{ExitStatus.OPEN}'",
            ),
            frozen(
                ["status", *SLIP_FIELDS, "certified_on", "certificate_id"],
                _("A batch that has been certified or cancelled cannot be changed."),
                name="certified",
                when=f"OLD.status IN {sql_list(*FINAL)}",
            ),
            frozen(
                ["status"],
                _("A batch that has left cannot come back."),
                name="no_way_back",
                when=f"OLD.status = '{ExitStatus.SENT}' AND NEW.status <> '{ExitStatus.CERTIFIED}'",
            ),
            never_deleted(_("A batch cannot be deleted: send or cancel it instead.")),
        ]

    @property
    def is_hazardous(self):
        """Whether the waste code is hazardous, which is marked with a star."""
        return self.waste_code.endswith("*")

    @property
    def is_return(self):
        return self.purpose == ExitPurpose.RETURN

    @property
    def is_editable(self):
        """Whether details can be corrected; once the batch is sent, only those of a waste slip."""
        return self.status == ExitStatus.OPEN or (
            self.status == ExitStatus.SENT and not self.is_return
        )


class ExitLineQuerySet(WorkflowQuerySet):
    def in_batch(self):
        return self.filter(status__in=IN_BATCH)

    def for_list(self):
        return self.select_related("device__category", "device__brand", "device__model")


class ExitLine(Workflow):
    """One device of an exit batch."""

    status = status_field(ExitLineStatus, ExitLineStatus.LISTED)
    batch = protected_key(ExitBatch, related_name="lines", db_index=False)
    device = protected_key(Device, related_name="exit_lines")

    objects = ExitLineQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("device of an exit batch")
        verbose_name_plural = _("devices of exit batches")
        indexes = [
            models.Index(fields=["batch", "status", "-id"], name="inventory_exitline_status")
        ]
        constraints = [
            valid_status(ExitLineStatus),
            once(
                ["device"],
                _("This device is already in an exit batch."),
                condition=Q(status__in=IN_BATCH),
            ),
            frozen(
                ["batch_id", "device_id"],
                _("The list of a batch must keep a record of everything added to it."),
            ),
            never_deleted(_("The device cannot be deleted: remove it from the list instead.")),
        ]

    def __str__(self):
        return str(self.device)


class ExitWeight(models.Model):
    """The weight in grams of a category of devices, or of scrap, in a batch."""

    batch = protected_key(ExitBatch, related_name="weights")
    category = protected_key(Category, null=True, related_name="+")
    scrap = models.CharField(_("kind of scrap"), max_length=10, choices=Scrap, blank=True)
    grams = models.PositiveIntegerField(_("weight in grams"))
    # estimated: the usual weight of the category for each device
    is_estimated = models.BooleanField(_("estimated"), default=False)

    class Meta:
        ordering = ["category__position", "scrap", "pk"]
        verbose_name = _("weight")
        verbose_name_plural = _("weights")
        constraints = [
            check(
                "of_what",
                Q(category__isnull=False, scrap="")
                | Q(category=None, scrap__in=Scrap.values, is_estimated=False),
                _("A weight must be for a category, or for scrap that was weighed."),
            ),
            once(
                ["batch", "category"],
                _("The weight of this category has already been entered."),
                name="category_once",
                condition=Q(category__isnull=False),
            ),
            once(
                ["batch", "scrap"],
                _("The weight of this scrap has already been entered."),
                name="scrap_once",
                condition=Q(category=None),
            ),
            frozen(
                ["batch_id", "category_id", "scrap"],
                _("A weight must stay with the category or scrap that was weighed."),
            ),
        ]

    def __str__(self):
        return f"{self.grams} g"
