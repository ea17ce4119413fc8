from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind
from core.guards import frozen, never_deleted
from core.lives import Workflow, WorkflowQuerySet, status_field, valid_status
from core.models import Document
from inventory.models import Device, Voucher
from loans.lifecycle import ITEM_BADGES, ITEM_LIVE, ITEM_TRANSITIONS, Condition, ItemStatus
from loans.models.line import RequestLine
from loans.models.loan import Loan


class LoanItemQuerySet(WorkflowQuerySet):
    def live(self):
        return self.filter(status__in=ITEM_LIVE)

    def for_list(self):
        return self.select_related(
            "device__category",
            "device__brand",
            "device__model",
            "voucher__batch__product",
            "accessory",
            "line__kit",
        )


class LoanItem(Workflow):
    """One item of a loan: a device, a voucher, or a quantity of an accessory."""

    Status = ItemStatus
    TRANSITIONS = ITEM_TRANSITIONS
    BADGES = ITEM_BADGES

    status = status_field(ItemStatus, ItemStatus.RESERVED)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="items")
    line = models.ForeignKey(
        RequestLine, models.PROTECT, null=True, blank=True, editable=False, related_name="items"
    )
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="loan_items"
    )
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, null=True, blank=True, related_name="loan_items"
    )
    accessory = models.ForeignKey(
        AccessoryKind, models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    quantity_back = models.PositiveSmallIntegerField(_("brought back"), default=0)
    condition = models.CharField(
        _("condition on return"), max_length=8, choices=Condition, blank=True
    )
    may_hold_data = models.BooleanField(_("somebody's data may be on it"), null=True, blank=True)
    return_note = models.CharField(
        _("note on return"), max_length=200, blank=True, help_text=_("About the device; no name.")
    )
    receipt = models.ForeignKey(
        Document, models.PROTECT, null=True, editable=False, related_name="+"
    )
    # The item that this one continues: swapped for it, passed on, or found again.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="followed_by"
    )
    # Swapped so soon after its hand-over that it should not have left as it was.
    is_non_conforming = models.BooleanField(_("did not conform"), default=False, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = LoanItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("item of a loan")
        verbose_name_plural = _("items of loans")
        indexes = [  # holds all that reports ask of devices that left: they read no row of it
            models.Index(
                fields=["opened_at", "ended_at", "status", "loan", "device", "id"],
                condition=Q(device__isnull=False),
                name="loans_loanitem_left",
            )
        ]
        constraints = [
            valid_status("loans_loanitem_status_known", ItemStatus),
            models.CheckConstraint(
                name="loans_loanitem_one_thing",
                condition=Q(device__isnull=False, voucher=None, accessory=None, quantity=1)
                | Q(device=None, voucher__isnull=False, accessory=None, quantity=1)
                | Q(device=None, voucher=None, accessory__isnull=False, quantity__gte=1),
                violation_error_message=_(
                    "An item is one device, one voucher, or some accessories."
                ),
            ),
            models.CheckConstraint(
                name="loans_loanitem_ended",
                condition=Q(status__in=ITEM_LIVE, ended_at=None)
                | ~Q(status__in=ITEM_LIVE) & Q(ended_at__isnull=False),
                violation_error_message=_("An item that has ended says when."),
            ),
            models.CheckConstraint(
                name="loans_loanitem_opened",
                condition=Q(status__in=[ItemStatus.RESERVED, ItemStatus.CANCELLED])
                | Q(opened_at__isnull=False),
                violation_error_message=_("An item that left says when."),
            ),
            models.CheckConstraint(
                name="loans_loanitem_dates_in_order",
                condition=Q(ended_at=None) | Q(opened_at=None) | Q(ended_at__gte=F("opened_at")),
                violation_error_message=_("An item is not back before it left."),
            ),
            models.CheckConstraint(
                name="loans_loanitem_back",
                condition=Q(quantity_back__lte=F("quantity")),
                violation_error_message=_("No more comes back than went out."),
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(status__in=ITEM_LIVE),
                name="loans_loanitem_device_once",
                violation_error_message=_("This device is on a loan already."),
            ),
            models.UniqueConstraint(
                fields=["voucher"],
                condition=Q(status__in=ITEM_LIVE),
                name="loans_loanitem_voucher_once",
                violation_error_message=_("This voucher is on a loan already."),
            ),
            frozen(
                "loans_loanitem_frozen",
                ["loan_id", "device_id", "voucher_id", "accessory_id"],
                _("An item stays what it is, on its loan."),
            ),
            models.CheckConstraint(
                name="loans_loanitem_non_conforming",
                condition=Q(is_non_conforming=False)
                | Q(status=ItemStatus.SWAPPED, device__isnull=False),
                violation_error_message=_("Only a device that was swapped did not conform."),
            ),
            frozen(
                "loans_loanitem_follows_frozen",
                ["follows_id"],
                _("An item continues the one that it was made to continue."),
            ),
            frozen(
                "loans_loanitem_over",
                ["status"],
                _("An item that has ended does not begin again."),
                when="OLD.status NOT IN ('reserved', 'open')",
            ),
            frozen(
                "loans_loanitem_quantity_frozen",
                ["quantity"],
                _("How many left does not change."),
                when="OLD.status <> 'reserved'",
            ),
            never_deleted("loans_loanitem_kept", _("An item ends, it is never deleted.")),
        ]

    def __str__(self):
        return str(self.device or self.voucher or self.accessory)

    @property
    def code(self):
        """What events call it: a tag, a masked voucher, an accessory's code."""
        return str(self.device or self.voucher or self.accessory.code)

    @property
    def still_out(self):
        """How many of it have not come back."""
        return self.quantity - self.quantity_back
