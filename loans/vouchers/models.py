"""Receipts of contributions.

A contribution is neither a sale nor a donation. An administrator turns it on; it is shared evenly
between the devices to compare it with the cap of each that a public body gave; its receipt has a
series of its own, numbered in the transaction of the signature and drawn afterwards.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.fields import user_key
from core.workflow.guards import Guard, frozen, never_deleted
from inventory.vouchers.lifecycle import PaidBy
from loans.base.lifecycle.agreements import WhyTakenBack
from loans.base.models.loan import Loan


class ContributionReceiptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the loans that `user` sees, with what their paper names."""
        related = ("document", "cancels", "loan__recipient__second_language", "loan__organisation")
        return self.filter(loan__in=Loan.objects.visible_to(user)).select_related(*related)

    def with_state(self):
        """Annotate `is_cancelled`: whether a cancelling document exists."""
        cancelling = ContributionReceipt.objects.filter(cancels=OuterRef("pk"))
        return self.annotate(is_cancelled=Exists(cancelling))

    def standing(self):
        """Receipts that count: nothing cancelled them. No counter-documents."""
        return self.with_state().filter(cancels=None, is_cancelled=False)


class ContributionReceipt(models.Model):
    """A receipt of a contribution, or the counter-document that cancels it; both numbered in one
    series without gaps. The row has no personal data; its PDF is drawn from it, once.
    """

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="contribution_receipts")
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

    objects = ContributionReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("receipt of a sale")
        verbose_name_plural = _("receipts of sales")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="loans_contributionreceipt_number",
                violation_error_message=_("This number is given already."),
            ),
            models.CheckConstraint(
                name="loans_contributionreceipt_amount",
                condition=Q(amount__gt=0),
                violation_error_message=_("A price is more than nothing."),
            ),
            models.CheckConstraint(
                name="loans_contributionreceipt_paid_by",
                condition=Q(paid_by__in=["", *PaidBy.values]),
                violation_error_message=_("Choose how the price is paid."),
            ),
            models.CheckConstraint(
                name="loans_contributionreceipt_why",
                condition=Q(cancels=None, why="")
                | Q(cancels__isnull=False, why__in=WhyTakenBack.values) & ~Q(cancels=F("id")),
                violation_error_message=_("Give the reason for cancelling the receipt."),
            ),
            Guard(
                name="loans_contributionreceipt_says_how",
                on={"INSERT": "NEW.cancels_id IS NULL AND NEW.paid_by = ''"},
                violation_error_message=_("Choose how the price is paid."),
            ),
            frozen(
                "loans_contributionreceipt_frozen",
                ["loan_id", "year", "number", "amount", "by_id", "at"],
                _("The receipt of a sale never changes."),
            ),
            frozen(
                "loans_contributionreceipt_said_frozen",
                ["paid_by", "cancels_id", "why"],
                _("The receipt of a sale never changes."),
            ),
            frozen(
                "loans_contributionreceipt_document",
                ["document_id"],
                _("The file of a receipt never changes."),
                when="OLD.document_id IS NOT NULL",
            ),
            never_deleted("loans_contributionreceipt_kept", _("A receipt is never deleted.")),
        ]

    def __str__(self):
        return f"RC{self.year}-{self.number:04}"

    @property
    def is_counter_document(self):
        return self.cancels_id is not None
