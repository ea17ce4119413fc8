from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.guards import Guard, frozen, never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from inventory.lifecycle import VOUCHER_GIVEN_OUT, VOUCHER_NEXT, VOUCHER_TONES, VoucherStatus
from people.models import Organisation, Recipient, Site


class VoucherBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("inventory.view_every_site"):
            return self
        return (
            self.filter(site__in=user.site_ids)
            if user.has_perm("inventory.view_voucher")
            else self.none()
        )

    def matching_code(self, code):
        return self.filter(reference=code)

    def for_list(self):
        """Each with `delivered`, the number of its vouchers, and `in_stock`."""
        return self.select_related("product", "site").annotate(
            delivered=models.Count("vouchers"),
            in_stock=models.Count("vouchers", filter=Q(vouchers__status=VoucherStatus.IN_STOCK)),
        )


class VoucherBatch(models.Model):
    """So many vouchers of one product, received together."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    product = models.ForeignKey(VoucherProduct, models.PROTECT, verbose_name=_("product"))
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    valid_until = models.DateField(_("last day to use the codes"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoucherBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch of vouchers")
        verbose_name_plural = _("batches of vouchers")
        constraints = [
            never_deleted("inventory_voucherbatch_kept", _("A batch stays in the register."))
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("voucherbatch_detail", args=[self.pk])


class VoucherQuerySet(LifeQuerySet):
    def visible_to(self, user):
        return self.filter(batch__in=VoucherBatch.objects.visible_to(user))

    def available(self, today):
        """In stock and still valid, those that expire first coming first."""
        valid = Q(valid_until=None) | Q(valid_until__gte=today)
        return self.filter(valid, status=VoucherStatus.IN_STOCK).order_by(
            models.F("valid_until").asc(nulls_last=True), "pk"
        )


_NOBODY = Q(recipient=None, organisation=None, handed_out_at=None)


class Voucher(Life):
    """One code worth money: encrypted, handed out once, shown to nobody without a trace."""

    Status = VoucherStatus
    NEXT = VOUCHER_NEXT
    TONES = VOUCHER_TONES

    status = life_field(VoucherStatus, VoucherStatus.IN_STOCK)
    batch = models.ForeignKey(VoucherBatch, models.PROTECT, related_name="vouchers")
    code_encrypted = models.BinaryField(editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    last_digits = models.CharField(_("ends with"), max_length=4, editable=False)
    valid_until = models.DateField(_("last day to use the code"), null=True, blank=True)
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, null=True, editable=False, related_name="vouchers"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="vouchers"
    )
    handed_out_at = models.DateTimeField(null=True, editable=False)
    revealed_at = models.DateTimeField(null=True, editable=False)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        indexes = [models.Index(fields=["status", "valid_until"], name="inventory_voucher_status")]
        constraints = [
            known_status("inventory_voucher_status_known", VoucherStatus),
            models.CheckConstraint(
                name="inventory_voucher_in_stock_nobody",
                condition=~Q(status__in=[VoucherStatus.IN_STOCK, VoucherStatus.RESERVED])
                | _NOBODY & Q(revealed_at=None),
                violation_error_message=_("A voucher in stock belongs to nobody."),
            ),
            models.CheckConstraint(
                name="inventory_voucher_handed_out_to",
                condition=~Q(status__in=VOUCHER_GIVEN_OUT)
                | Q(handed_out_at__isnull=False)
                & (Q(recipient__isnull=False) | Q(organisation__isnull=False)),
                violation_error_message=_("A voucher handed out says to whom and when."),
            ),
            models.CheckConstraint(
                name="inventory_voucher_consigned_to",
                condition=~Q(status=VoucherStatus.CONSIGNED)
                | Q(
                    organisation__isnull=False, recipient=None, handed_out_at=None, revealed_at=None
                ),
                violation_error_message=_("A consigned voucher says to which structure."),
            ),
            Guard(
                name="inventory_voucher_never_back",
                on={
                    "UPDATE": "(OLD.revealed_at IS NOT NULL OR OLD.handed_out_at IS NOT NULL"
                    " OR OLD.status IN ('handed_out', 'activated'))"
                    " AND (NEW.status IN ('in_stock', 'reserved', 'consigned')"
                    " OR NEW.handed_out_at IS NULL AND OLD.handed_out_at IS NOT NULL"
                    " OR NEW.revealed_at IS NULL AND OLD.revealed_at IS NOT NULL)"
                },
                violation_error_message=_(
                    "A code that left or was shown never goes back in stock."
                ),
            ),
            frozen(
                "inventory_voucher_frozen",
                ["code_encrypted", "code_hash", "batch_id"],
                _("A voucher's code does not change."),
            ),
            never_deleted("inventory_voucher_kept", _("A voucher is cancelled, never deleted.")),
        ]

    def __str__(self):
        return f"•••• {self.last_digits}"

    def get_absolute_url(self):
        return reverse("voucher_detail", args=[self.pk])
