"""Tax receipts.

Tax receipts have one series of numbers a year, the counter-documents that cancel them another: the
yearly declaration (CGI 222 bis) counts receipts alone. The next number is taken in the transaction
that writes the row, and a guard refuses a gap or a second valid receipt. The row freezes the
content of the paper; the PDF is rendered from it afterwards, once, so a crash loses nothing.
Receipts are in French for all readers, as the official models are.
"""

import re

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.addressed import Addressed
from core.models.document import PURGED
from core.models.fields import check, once, protected_key, user_key, valid_choice
from core.workflow.guards import EMPTY_JSON, frozen, never_deleted, only_forgotten
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from modules.receipts.lifecycle import ReceiptForm


class TaxReceiptQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("receipts.issue_receipt") else self.none()

    def matching_code(self, code):
        named = re.fullmatch(r"(RF|AN)(\d{4})-(\d{4,8})", code.upper(), re.ASCII)
        if not named:
            return self.none()
        is_receipt = named[1] == "RF"
        return self.filter(year=int(named[2]), number=int(named[3]), cancels__isnull=is_receipt)

    def with_state(self):
        """Annotate `is_cancelled`: whether a cancelling document exists."""
        cancelling = TaxReceipt.objects.filter(cancels=OuterRef("pk"))
        return self.annotate(is_cancelled=Exists(cancelling))

    def standing(self):
        """Valid receipts: not cancelled, and no counter-documents."""
        return self.with_state().filter(cancels=None, is_cancelled=False)

    def totals(self):
        """The number and the sum of receipts, for the yearly declaration (CGI 222 bis)."""
        totals = self.aggregate(count=Count("pk"), amount=Sum("amount"))
        return {"count": totals["count"], "amount": totals["amount"] or 0}


class TaxReceipt(Addressed):
    """A tax receipt, or the counter-document that cancels one; each numbered in its own series.

    `content` is frozen; its PDF is rendered from it, once. Both are erased at the end of the
    retention of accounts: number, donor, amount and hash remain.
    """

    PAGE = "receipt_detail"

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    form = models.CharField(_("model"), max_length=5, choices=ReceiptForm)
    donor = protected_key(Donor, _("donor"), related_name="receipts")
    donation = protected_key(Donation, _("donation"), related_name="receipts")
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, verbose_name=_("cancels"), related_name="cancelled_by"
    )
    amount = models.DecimalField(_("amount (€)"), max_digits=12, decimal_places=2)
    issued_on = models.DateField(_("issued on"))
    content = models.JSONField()
    forgotten_at = models.DateTimeField(null=True, editable=False)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    by = user_key()
    at = models.DateTimeField(default=timezone.now)

    objects = TaxReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("tax receipt")
        verbose_name_plural = _("tax receipts")
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
            valid_choice("form", ReceiptForm, _("This model of tax receipt does not exist.")),
            check("amount", Q(amount__gt=0), _("The amount of a tax receipt must be above zero.")),
            frozen(
                [
                    "year",
                    "number",
                    "form",
                    "donation_id",
                    "cancels_id",
                    "amount",
                    "issued_on",
                    "by_id",
                    "at",
                ],
                _("A tax receipt cannot be changed: cancel it with a cancellation document."),
                merged=["donor_id"],
            ),
            only_forgotten(
                "content",
                _("A tax receipt cannot be changed: cancel it with a cancellation document."),
                name="said",
                instead=EMPTY_JSON,
            ),
            frozen(
                ["document_id"],
                _("The file of a tax receipt cannot be changed."),
                name="document",
                when="OLD.document_id IS NOT NULL",
            ),
            never_deleted(_("A tax receipt cannot be deleted.")),
        ]

    def __str__(self):
        return f"{'AN' if self.is_counter_document else 'RF'}{self.year}-{self.number:04}"

    def frozen_content(self):
        """The content of the paper; raises `Refused` once it has been erased."""
        if self.forgotten_at:
            raise Refused(str(PURGED))
        return self.content

    @property
    def is_counter_document(self):
        return self.cancels_id is not None
