"""Loans and their items."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from catalogue.models import AccessoryKind
from core.formatting import inside
from core.models.addressed import Numbered
from core.models.fields import check, document_key, once, protected_key, user_key, valid_choice
from core.workflow.guards import Guard, frozen, never_deleted, only_forgotten, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import PaidBy
from loans.base.lifecycle.loans import (
    ITEM_LIVE,
    Audience,
    Condition,
    ItemStatus,
    LoanKind,
    LoanStatus,
    Mode,
)
from loans.base.models.request import Request, RequestLine
from people.base.site_scope import of_own_sites
from people.models import Organisation, Recipient, Site

DUE_DATE_LIMIT = date(2100, 1, 1)  # a mistyped year would keep a loan from ever being late


def of_visible_loans(rows, user, loan="loan"):
    """The rows whose loan `user` may see; `loan` is the path to it.

    Filters by the loan of each row, which is faster than a subquery of all visible loans.
    """
    if user.organisation_id:
        return rows.filter(**{f"{loan}__organisation": user.organisation_id})
    return of_own_sites(rows, user, "loans.view_loan", site=f"{loan}__site")


class LoanQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """An association's own loans; for our team, the loans of the sites where `user` works."""
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        return of_own_sites(self, user, "loans.view_loan")

    def to_take_back(self, user):
        """Loans that `user` may take returns of, including those expected at their site."""
        if user.organisation_id or user.has_perm("inventory.view_every_site"):
            return self.visible_to(user)
        if not user.has_perm("loans.take_back"):
            return self.none()
        expected = self.model.objects.filter(
            appointments__status="booked",
            appointments__kind="return",
            appointments__site__in=user.site_ids,
        )
        return self.filter(Q(site__in=user.site_ids) | Q(pk__in=expected.order_by().values("pk")))

    def left_empty(self):
        """Walk-ins for which nothing was entered yet: no person, no item, no paper."""
        nothing = ("request", "recipient", "items", "appointments", "briefing", "attachments")
        empty = self.filter(**dict.fromkeys(nothing), audience=Audience.FAMILY, taken_over_at=None)
        return empty.filter(status__in=[LoanStatus.PREPARED, LoanStatus.CANCELLED])

    def begun(self):
        """Leave out the walk-ins that were opened and left empty: they are no work."""
        return self.exclude(pk__in=self.model.objects.left_empty().order_by().values("pk"))

    def ready(self):
        """Keep the prepared loans with an item that is set aside."""
        with_items = self.model.objects.filter(items__status="reserved").order_by()
        return self.filter(status=LoanStatus.PREPARED, pk__in=with_items.values("pk"))

    def overdue(self, today):
        return self.filter(status=LoanStatus.ACTIVE, due_on__lt=today)

    def reserved_at(self, sites):
        prepared = self.filter(status=LoanStatus.PREPARED, site__in=sites)
        return prepared.filter(items__status="reserved").distinct()

    def by_due_date(self):
        """Sort the loans under way by their due date, overdue ones first; then the latest first."""
        due = models.Case(models.When(status=LoanStatus.ACTIVE, then="due_on"))
        return self.order_by(due.asc(nulls_last=True), "-pk")

    def over(self, today):
        """Reservations whose last day is past.

        Excludes loans that wait for a signature or whose items are out: these are being handed
        over.
        """
        expired = self.filter(status=LoanStatus.PREPARED, held_until__lt=today)
        return expired.exclude(agreements__status="issued").exclude(items__device__status="on_loan")

    def matching_code(self, code):
        """The loan with this number, or whose agreement has this number or code."""
        loans = self.model.objects.order_by().values("pk")
        former = loans.filter(former_agreement=code).exclude(former_agreement="")
        papers = [
            loans.filter(agreements__number=code),
            loans.filter(agreements__token=code.lower()),
        ]
        # Two queries, each with its own index: for a single query, PostgreSQL would read all loans.
        ids = list(loans.filter(number=code).union(former, *papers).values_list("pk", flat=True))
        return self.filter(pk__in=ids) if ids else self.none()

    def for_list(self):
        rows = self.select_related("organisation", "recipient", "site", "request")
        reserved = LoanItem.objects.filter(loan=models.OuterRef("pk"), status=ItemStatus.RESERVED)
        return rows.annotate(has_reserved=models.Exists(reserved))


class Loan(Numbered, Workflow):
    """Items handed over together under one agreement, as a loan or a gift."""

    status = status_field(LoanStatus, LoanStatus.PREPARED)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=LoanKind, default=LoanKind.LOAN)
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.FAMILY)
    organisation = protected_key(Organisation, _("organisation"), related_name="loans")
    recipient = protected_key(Recipient, _("person"), null=True, blank=True, related_name="loans")
    request = protected_key(Request, _("request"), null=True, blank=True, related_name="loans")
    site = protected_key(Site, _("site"))
    starts_on = models.DateField(_("handed over on"), null=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    mode = models.CharField(
        _("collection or delivery"), max_length=8, choices=Mode, default=Mode.ON_SITE
    )
    pickup_on = models.DateField(_("to collect on"), null=True, blank=True)
    held_until = models.DateField(_("set aside until"), null=True, blank=True)
    sale_price = models.DecimalField(
        _("price (€)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    paid_by = models.CharField(
        _("payment method"), max_length=8, choices=PaidBy, blank=True, editable=False
    )
    # The person's employer, if it is not the organisation responsible for the loan.
    employer = protected_key(Organisation, _("employer"), null=True, blank=True, related_name="+")
    # Null except for a loan of an earlier register, agreed on paper.
    taken_over_at = models.DateTimeField(_("imported"), null=True, editable=False)
    former_agreement = models.CharField(
        _("agreement from the earlier register"),
        max_length=60,
        blank=True,
        editable=False,
        db_index=True,
    )
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        indexes = [
            models.Index(fields=["status", "due_on"], name="loans_loan_status_due"),
            models.Index(fields=["site", "status", "-id"], name="loans_loan_site_status"),
            models.Index(fields=["site", "status", "due_on"], name="loans_loan_site_due"),
            models.Index(fields=["organisation", "status", "due_on"], name="loans_loan_of_due"),
            models.Index(fields=["status", "organisation", "due_on"], name="loans_loan_due_of"),
        ]
        constraints = [
            valid_status(LoanStatus),
            check(
                "due_date",
                Q(kind=LoanKind.GIFT, due_on=None) | Q(kind=LoanKind.LOAN, due_on__isnull=False),
                _("A loan must have a due date; a gift must not have one."),
            ),
            check(
                "due_in_time",
                Q(due_on=None) | Q(due_on__lt=DUE_DATE_LIMIT),
                _("A loan cannot be due after the year 2099."),
            ),
            check(
                "dates_in_order",
                Q(due_on=None) | Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                _("The due date cannot be before the hand-over."),
            ),
            check(
                "started",
                Q(status__in=[LoanStatus.PREPARED, LoanStatus.CANCELLED])
                | Q(starts_on__isnull=False),
                _("A completed hand-over must have a date."),
            ),
            check(
                "audience",
                Q(audience__in=Audience.values)
                & (~Q(audience=Audience.STRUCTURE) | Q(recipient=None)),
                _("A loan to the organisation itself cannot name a person."),
            ),
            valid_choice("mode", Mode, _("Choose collection, delivery or parcel.")),
            check(
                "sale_price",
                Q(sale_price=None) | Q(kind=LoanKind.GIFT, sale_price__gt=0),
                _("Only a gift or a sale can have a price."),
            ),
            check(
                "paid_by",
                Q(paid_by="") | Q(paid_by__in=PaidBy.values, sale_price__isnull=False),
                _("Choose the payment method."),
            ),
            check(
                "employer",
                Q(employer=None) | Q(audience=Audience.STAFF, kind=LoanKind.LOAN),
                _("Only a loan to staff can name another employer."),
            ),
            check(
                "former_agreement",
                Q(former_agreement="") | Q(taken_over_at__isnull=False),
                _("Only an imported loan can have an earlier agreement."),
            ),
            Guard(
                name="loans_loan_left_is_closed",
                on={
                    "UPDATE": f"OLD.status IN {sql_list(LoanStatus.ACTIVE, LoanStatus.CLOSED)}"
                    f" AND NEW.status = '{LoanStatus.CANCELLED}'"
                    " AND OLD.taken_over_at IS NULL"
                },
                violation_error_message=_(
                    "A completed hand-over cannot be cancelled: record a return."
                ),
            ),
            frozen(
                ["taken_over_at"],
                _("A loan can be imported only once, when it is entered."),
                name="taken_over_once",
            ),
            only_forgotten(
                "former_agreement", _("A loan can be imported only once, when it is entered.")
            ),
            frozen(
                [],
                _("A loan cannot be moved to another organisation."),
                name="organisation_frozen",
                merged=["organisation_id"],
            ),
            frozen(
                ["audience", "sale_price"],
                _("The person and the terms cannot be changed after a hand-over."),
                name="parties_frozen",
                merged=["recipient_id", "employer_id"],
                when=f"OLD.status <> '{LoanStatus.PREPARED}'",
            ),
            frozen(
                ["status"],
                _("A loan that has ended cannot start again."),
                name="over",
                when=f"OLD.status = '{LoanStatus.CANCELLED}'"
                f" OR OLD.status = '{LoanStatus.CLOSED}'"
                f" AND NEW.status <> '{LoanStatus.CANCELLED}'",
            ),
            never_deleted(_("A loan can be cancelled or closed, but never deleted.")),
        ]

    @property
    def is_ready(self):
        """Whether it is prepared and something is set aside on it."""
        if self.status != LoanStatus.PREPARED:
            return False
        listed = getattr(self, "has_reserved", None)
        return self.items.filter(status=ItemStatus.RESERVED).exists() if listed is None else listed

    @property
    def status_label(self):
        if not self.is_ready:
            return super().status_label
        if self.held_until is None:
            return pgettext("request", "ready")
        return _("ready until %(day)s") % {"day": date_format(self.held_until, "j N")}

    @property
    def status_tone(self):
        return "good" if self.is_ready else super().status_tone

    @property
    def counter_url(self):
        """The URL of the hand-over page, which requires the permission to hand over."""
        name = "loan_hand_over" if self.status == LoanStatus.PREPARED else "loan_detail"
        return reverse(name, args=[self.pk])

    def is_overdue(self, today):
        return self.status == LoanStatus.ACTIVE and self.due_on is not None and self.due_on < today

    @property
    def discreet(self):
        """The recipient without a name, for users who may not see people."""
        if self.recipient is None:
            return self.request.discreet if self.request else self.get_audience_display()
        return self.recipient.discreet

    def seen_by(self, user):
        """The recipient's name for users who may see it, “family of 3” for others."""
        return self.recipient.seen_by(user) if self.recipient else self.discreet

    @property
    def borrower(self):
        """The signatory: the person, or the organisation for itself."""
        return self.recipient or self.organisation


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

    status = status_field(ItemStatus, ItemStatus.RESERVED)
    # These three columns need no index of their own: the indexes below begin with them.
    loan = protected_key(Loan, db_index=False, related_name="items")
    line = protected_key(
        RequestLine, null=True, blank=True, editable=False, db_index=False, related_name="items"
    )
    device = protected_key(Device, null=True, blank=True, db_index=False, related_name="loan_items")
    voucher = protected_key(Voucher, null=True, blank=True, related_name="loan_items")
    accessory = protected_key(AccessoryKind, null=True, blank=True, related_name="+")
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    quantity_back = models.PositiveSmallIntegerField(_("returned"), default=0)
    condition = models.CharField(
        _("condition on return"), max_length=8, choices=Condition, blank=True
    )
    may_hold_data = models.BooleanField(_("personal data may be on it"), null=True, blank=True)
    return_note = models.CharField(
        _("note on return"),
        max_length=200,
        blank=True,
        help_text=_("Describe only the device; no names."),
    )
    receipt = document_key(null=True, editable=False)
    # The earlier item that this item continues: swapped, transferred, or found again.
    follows = protected_key("self", null=True, editable=False, related_name="followed_by")
    # The device failed so soon after its hand-over that it counts as non-conforming.
    is_non_conforming = models.BooleanField(_("non-conforming"), default=False, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = LoanItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("loan item")
        verbose_name_plural = _("loan items")
        indexes = [
            # Covers the columns that reports read about devices that left, so that no row is read.
            models.Index(
                fields=["opened_at", "ended_at", "status", "loan", "device", "id"],
                condition=Q(device__isnull=False),
                name="loans_loanitem_left",
            ),
            # Cover the items that are out on loans and reserved for lines, for availability and the
            # waiting list.
            models.Index(fields=["loan", "status", "device"], name="loans_loanitem_loan"),
            models.Index(fields=["line", "status", "quantity"], name="loans_loanitem_line"),
            models.Index(fields=["device", "status", "loan"], name="loans_loanitem_device"),
        ]
        constraints = [
            valid_status(ItemStatus),
            check(
                "one_thing",
                Q(device__isnull=False, voucher=None, accessory=None, quantity=1)
                | Q(device=None, voucher__isnull=False, accessory=None, quantity=1)
                | Q(device=None, voucher=None, accessory__isnull=False, quantity__gte=1),
                _("An item must be one device, one voucher, or some accessories."),
            ),
            check(
                "ended",
                Q(status__in=ITEM_LIVE, ended_at=None)
                | ~Q(status__in=ITEM_LIVE) & Q(ended_at__isnull=False),
                _("An item that has ended must have an end date."),
            ),
            check(
                "opened",
                Q(status__in=[ItemStatus.RESERVED, ItemStatus.CANCELLED])
                | Q(opened_at__isnull=False),
                _("An item that has left must have the date on which it left."),
            ),
            check(
                "dates_in_order",
                Q(ended_at=None) | Q(opened_at=None) | Q(ended_at__gte=F("opened_at")),
                _("An item cannot return before it left."),
            ),
            check(
                "back",
                Q(quantity_back__lte=F("quantity")),
                _("You cannot record more items returned than handed over."),
            ),
            once(
                ["device"],
                _("This device is already on a loan."),
                name="device_once",
                condition=Q(status__in=ITEM_LIVE),
            ),
            once(
                ["voucher"],
                _("This voucher is already on a loan."),
                name="voucher_once",
                condition=Q(status__in=ITEM_LIVE),
            ),
            frozen(
                ["loan_id", "device_id", "voucher_id", "accessory_id"],
                _("A loan item cannot be changed into another item."),
            ),
            check(
                "non_conforming",
                Q(is_non_conforming=False) | Q(status=ItemStatus.SWAPPED, device__isnull=False),
                _("Only an exchanged device can be recorded as not conforming."),
            ),
            frozen(
                ["follows_id"],
                _("An item must continue the one it was created for."),
                name="follows_frozen",
            ),
            frozen(
                ["status"],
                _("An item that has ended cannot start again."),
                name="over",
                when=f"OLD.status NOT IN {sql_list(*ITEM_LIVE, ItemStatus.RETURNED)}"
                f" OR OLD.status = '{ItemStatus.RETURNED}'"
                f" AND NEW.status <> '{ItemStatus.CANCELLED}'",
            ),
            frozen(
                ["quantity"],
                _("The number of items handed over cannot be changed."),
                name="quantity_frozen",
                when=f"OLD.status <> '{ItemStatus.RESERVED}'",
            ),
            never_deleted(_("An item can be ended, but never deleted.")),
        ]

    def __str__(self):
        return str(self.device or self.voucher or self.accessory)

    @property
    def label(self):
        """Name of the item in events: a tag, a masked voucher, an accessory's names by language."""
        return self.accessory.names if self.accessory else str(self)

    @property
    def code(self):
        """The tag, the masked voucher, or the name of the accessory."""
        return inside(self) if self.accessory else str(self)

    @property
    def designation(self):
        """Name of the item as shown to the person; needs `for_list`."""
        if self.device:
            return self.device.designation
        if self.voucher:
            return str(self.voucher.batch.product)
        return f"{self.accessory} × {self.still_out}"

    @property
    def still_out(self):
        return self.quantity - self.quantity_back
