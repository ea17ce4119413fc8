from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind
from core.guards import frozen, never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from core.models import Document
from core.quantities import whole
from inventory.models import Device, Voucher
from loans.lifecycle import (
    ITEM_LIVE,
    ITEM_NEXT,
    ITEM_TONES,
    LOAN_NEXT,
    LOAN_TONES,
    Audience,
    Condition,
    ItemStatus,
    LoanKind,
    LoanStatus,
)
from loans.models.request import Request, RequestLine
from people.models import Organisation, Recipient, Site


class LoanQuerySet(LifeQuerySet):
    def visible_to(self, user):
        """Its own for an association; for the house, those of the sites where `user` works."""
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("loans.view_loan"):
            return self.filter(site__in=user.site_ids)
        return self.none()

    def overdue(self, today):
        return self.filter(status=LoanStatus.ACTIVE, due_on__lt=today)

    def matching_code(self, code):
        """The loan of this number, or of the agreement of this number."""
        agreed = self.model.objects.filter(agreements__number=code).order_by().values("pk")
        return self.filter(Q(number=code) | Q(pk__in=agreed))

    def for_list(self):
        return self.select_related("organisation", "recipient", "site", "request")


class Loan(Life):
    """What is handed over together under one agreement: a loan or a gift."""

    Status = LoanStatus
    NEXT = LOAN_NEXT
    TONES = LOAN_TONES

    status = life_field(LoanStatus, LoanStatus.PREPARED)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=LoanKind, default=LoanKind.LOAN)
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.FAMILY)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="loans"
    )
    recipient = models.ForeignKey(
        Recipient,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="loans",
    )
    request = models.ForeignKey(
        Request,
        models.PROTECT,
        verbose_name=_("request"),
        null=True,
        blank=True,
        related_name="loans",
    )
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    starts_on = models.DateField(_("handed over on"), null=True, editable=False)
    due_on = models.DateField(_("to bring back by"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        indexes = [
            models.Index(fields=["status", "due_on"], name="loans_loan_status_due"),
            models.Index(fields=["site", "status", "-id"], name="loans_loan_site_status"),
        ]
        constraints = [
            known_status("loans_loan_status_known", LoanStatus),
            models.CheckConstraint(
                name="loans_loan_due_date",
                condition=Q(kind=LoanKind.GIFT, due_on=None)
                | Q(kind=LoanKind.LOAN, due_on__isnull=False),
                violation_error_message=_("A loan has a date to come back; a gift has none."),
            ),
            models.CheckConstraint(
                name="loans_loan_dates_in_order",
                condition=Q(due_on=None) | Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                violation_error_message=_("It cannot be due before it is handed over."),
            ),
            models.CheckConstraint(
                name="loans_loan_started",
                condition=Q(status__in=[LoanStatus.PREPARED, LoanStatus.CANCELLED])
                | Q(starts_on__isnull=False),
                violation_error_message=_("What was handed over has its date."),
            ),
            models.CheckConstraint(
                name="loans_loan_audience",
                condition=Q(audience__in=Audience.values)
                & (~Q(audience=Audience.STRUCTURE) | Q(recipient=None)),
                violation_error_message=_("A loan to the structure itself names no person."),
            ),
            frozen(
                "loans_loan_organisation_frozen",
                ["organisation_id"],
                _("A loan stays with its organisation."),
            ),
            never_deleted("loans_loan_kept", _("A loan is cancelled or closed, never deleted.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("loan_detail", args=[self.pk])

    @property
    def counter_url(self):
        """Where those who hand over go on with it: others may not open the hand-over."""
        name = "loan_hand_over" if self.status == LoanStatus.PREPARED else "loan_detail"
        return reverse(name, args=[self.pk])

    @property
    def return_url(self):
        return reverse("loan_return", args=[self.pk])

    def is_overdue(self, today):
        return self.status == LoanStatus.ACTIVE and self.due_on is not None and self.due_on < today

    @property
    def borrower(self):
        """Who signs: the person, or the organisation for itself."""
        return self.recipient or self.organisation


class LoanItemQuerySet(LifeQuerySet):
    def live(self):
        return self.filter(status__in=ITEM_LIVE)

    def for_list(self):
        return self.select_related(
            "device__category",
            "device__brand",
            "device__model",
            "voucher__batch__product",
            "accessory",
        )


class LoanItem(Life):
    """One thing on a loan: a device, a voucher, or so many of an accessory."""

    Status = ItemStatus
    NEXT = ITEM_NEXT
    TONES = ITEM_TONES

    status = life_field(ItemStatus, ItemStatus.RESERVED)
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
    receipt = models.ForeignKey(
        Document, models.PROTECT, null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = LoanItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("item of a loan")
        verbose_name_plural = _("items of loans")
        constraints = [
            known_status("loans_loanitem_status_known", ItemStatus),
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
                name="loans_loanitem_whole",
                condition=whole("quantity", "quantity_back"),
                violation_error_message=_("What is counted is a whole number."),
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
            never_deleted("loans_loanitem_kept", _("An item ends, it is never deleted.")),
        ]

    def __str__(self):
        return str(self.device or self.voucher or self.accessory)

    @property
    def code(self):
        """What events call it: a tag, a masked voucher, an accessory's code."""
        return str(self.device or self.voucher or self.accessory.code)

    @property
    def must_return(self):
        """Whether the loan waits for it: devices and accessories of a loan, not vouchers."""
        return self.voucher_id is None
