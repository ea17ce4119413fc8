"""Receipts of solidarity sales.

The price of a sale is shared evenly between its devices to compare it with the cap for each device
that a public body gave. Receipts have one series of numbers a year, and the counter-documents that
cancel them another. The number is taken in the transaction of the signature; the PDF is rendered
afterwards.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.workflow.guards import Guard, frozen, never_deleted
from inventory.vouchers.lifecycle import PaidBy
from loans.base.lifecycle.agreements import WhyTakenBack
from loans.base.models.loan import Loan


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
    paid_by = models.CharField(_("how it was paid"), max_length=8, choices=PaidBy, blank=True)
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, verbose_name=_("cancels"), related_name="cancelled_by"
    )
    why = models.CharField(_("why"), max_length=10, choices=WhyTakenBack, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    by = user_key()
    at = models.DateTimeField(default=timezone.now)

    objects = SaleReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("receipt of a sale")
        verbose_name_plural = _("receipts of sales")
        constraints = [
            once(
                ["year", "number"],
                _("This number is given already."),
                name="number",
                condition=Q(cancels=None),
            ),
            once(
                ["year", "number"],
                _("This number is given already."),
                name="cancellation",
                condition=Q(cancels__isnull=False),
            ),
            check("amount", Q(amount__gt=0), _("A price is more than nothing.")),
            valid_choice("paid_by", PaidBy, _("Choose how the price is paid."), optional=True),
            check(
                "why",
                Q(cancels=None, why="")
                | Q(cancels__isnull=False, why__in=WhyTakenBack.values) & ~Q(cancels=F("id")),
                _("Give the reason for cancelling the receipt."),
            ),
            Guard(
                name="loans_salereceipt_says_how",
                on={"INSERT": "NEW.cancels_id IS NULL AND NEW.paid_by = ''"},
                violation_error_message=_("Choose how the price is paid."),
            ),
            frozen(
                ["loan_id", "year", "number", "amount", "by_id", "at"],
                _("The receipt of a sale never changes."),
            ),
            frozen(
                ["paid_by", "cancels_id", "why"],
                _("The receipt of a sale never changes."),
                name="said_frozen",
            ),
            frozen(
                ["document_id"],
                _("The file of a receipt never changes."),
                name="document",
                when="OLD.document_id IS NOT NULL",
            ),
            never_deleted(_("A receipt is never deleted.")),
        ]

    def __str__(self):
        return f"{'AV' if self.is_counter_document else 'RV'}{self.year}-{self.number:04}"

    @property
    def is_counter_document(self):
        return self.cancels_id is not None
