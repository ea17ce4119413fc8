"""Receipts and terms of solidarity sales.

The price of a sale is shared evenly between its devices to compare it with the cap for each device
that a public body gave. Receipts have one series of numbers a year, and the counter-documents that
cancel them another. The number is taken in the transaction of the signature; the PDF is rendered
afterwards.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.models.singleton import SingletonModel, only_one
from core.workflow.guards import Guard, frozen, never_deleted
from inventory.vouchers.lifecycle import PaidBy
from loans.models import Loan
from modules.sales.lifecycle import VatStatus, WhyTakenBack


class SaleReceiptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The receipts of loans that `user` may see, with the relations that their paper names."""
        related = ("document", "cancels", "loan__recipient__second_language", "loan__organisation")
        return self.filter(loan__in=Loan.objects.visible_to(user)).select_related(*related)

    def with_state(self):
        """Annotate `is_cancelled`: whether a cancelling document exists."""
        cancelling = SaleReceipt.objects.filter(cancels=OuterRef("pk"))
        return self.annotate(is_cancelled=Exists(cancelling))

    def standing(self):
        """Valid receipts: neither cancelled receipts nor counter-documents."""
        return self.with_state().filter(cancels=None, is_cancelled=False)


class SaleReceipt(models.Model):
    """A receipt of a sale, or the counter-document that cancels one.

    Each is numbered in its own series without gaps. The row has no personal data; its PDF is
    rendered from it, once.
    """

    loan = protected_key(Loan, related_name="sale_receipts")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    amount = models.DecimalField(_("amount (€)"), max_digits=7, decimal_places=2)
    # Empty on earlier receipts.
    paid_by = models.CharField(_("payment method"), max_length=8, choices=PaidBy, blank=True)
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, verbose_name=_("cancels"), related_name="cancelled_by"
    )
    why = models.CharField(_("reason"), max_length=10, choices=WhyTakenBack, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    by = user_key()
    at = models.DateTimeField(default=timezone.now)

    objects = SaleReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("sale receipt")
        verbose_name_plural = _("sale receipts")
        constraints = [
            once(
                ["year", "number"],
                _("This number is already used."),
                name="number",
                condition=Q(cancels=None),
            ),
            once(
                ["year", "number"],
                _("This number is already used."),
                name="cancellation",
                condition=Q(cancels__isnull=False),
            ),
            check("amount", Q(amount__gt=0), _("A price must be above zero.")),
            valid_choice("paid_by", PaidBy, _("Choose the payment method."), optional=True),
            check(
                "why",
                Q(cancels=None, why="")
                | Q(cancels__isnull=False, why__in=WhyTakenBack.values) & ~Q(cancels=F("id")),
                _("Give the reason for cancelling the receipt."),
            ),
            Guard(
                name="sales_salereceipt_says_how",
                on={"INSERT": "NEW.cancels_id IS NULL AND NEW.paid_by = ''"},
                violation_error_message=_("Choose the payment method."),
            ),
            frozen(
                ["loan_id", "year", "number", "amount", "by_id", "at"],
                _("A sale receipt cannot be changed."),
            ),
            frozen(
                ["paid_by", "cancels_id", "why"],
                _("A sale receipt cannot be changed."),
                name="said_frozen",
            ),
            frozen(
                ["document_id"],
                _("The file of a receipt cannot be changed."),
                name="document",
                when="OLD.document_id IS NOT NULL",
            ),
            never_deleted(_("A receipt cannot be deleted.")),
        ]

    def __str__(self):
        return f"{'AV' if self.is_counter_document else 'RV'}{self.year}-{self.number:04}"

    @property
    def is_counter_document(self):
        return self.cancels_id is not None


class SaleTerms(SingletonModel):
    """Singleton: the consumer mediator and the VAT of sales, which their papers print."""

    mediator_name = models.CharField(_("consumer mediator"), max_length=120, blank=True)
    mediator_address = models.CharField(
        _("address of the mediator"),
        max_length=250,
        blank=True,
        help_text=_("Its postal address and website, so that buyers can write to it."),
    )
    no_mediator_because = models.CharField(
        _("we are not subject to mediation because"),
        max_length=250,
        blank=True,
        help_text=_(
            "Only if you do not need a mediator; printed on the agreement. Ask for advice first."
        ),
    )
    vat = models.CharField(_("VAT on sales"), max_length=10, choices=VatStatus, blank=True)
    vat_rate = models.DecimalField(
        _("VAT rate (%)"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(50)],
        help_text=_("Only if VAT is included. Ask your accountant."),
    )

    class Meta:
        verbose_name = _("terms of sale")
        verbose_name_plural = _("terms of sale")
        constraints = [
            only_one(_("There can be only one set of terms of sale.")),
            valid_choice("vat", VatStatus, _("Choose the VAT on sales."), optional=True),
            check(
                "mediator",
                Q(mediator_name="", mediator_address="")
                | ~Q(mediator_name="") & ~Q(mediator_address="") & Q(no_mediator_because=""),
                _(
                    "Enter either the mediator with its address, or the reason why you do "
                    "not need one."
                ),
            ),
            check(
                "vat_rate",
                Q(vat=VatStatus.SUBJECT, vat_rate__isnull=False, vat_rate__gt=0, vat_rate__lte=50)
                | ~Q(vat=VatStatus.SUBJECT) & Q(vat_rate=None),
                _("Enter the rate if VAT is included, and only then."),
            ),
        ]

    @property
    def is_complete(self):
        """Whether the law lets us sell: the buyer learns which mediator to turn to, if any."""
        return bool(self.mediator_name or self.no_mediator_because)
