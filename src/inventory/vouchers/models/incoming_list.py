"""Uploaded lists of vouchers, until they are entered."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.models.addressed import Addressed
from core.models.fields import protected_key, user_key
from people.models import Site

# A list that is not entered within this time is deleted, with its codes.
RETENTION = timedelta(hours=1)


class VoucherListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All lists if the user may enter lists, or an empty queryset."""
        return self if user.has_perm("inventory.change_voucher") else self.none()

    def forgotten(self, now):
        return self.filter(created_at__lt=now - RETENTION)


class VoucherList(Addressed):
    """An uploaded list of vouchers, checked before it is entered.

    The file is encrypted as a whole. The list has no history: it is deleted once it is entered or
    dropped, or after an hour.
    """

    by = user_key()
    product = protected_key(VoucherProduct, _("product"))
    site = protected_key(Site, _("site"))
    activate_by = models.DateField(_("last day for activation"), null=True, blank=True)
    valid_until = models.DateField(_("last day of use"), null=True, blank=True)
    content_encrypted = models.BinaryField(editable=False)
    # reading options of the file, without cells, as returned by `choices_of`
    choices = models.JSONField(default=dict)
    # {index of a column: field}; None until the columns are guessed
    columns = models.JSONField(null=True)
    # labels of the refused rows, once the valid rows are entered
    refused = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoucherListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of vouchers to enter")
        verbose_name_plural = _("lists of vouchers to enter")

    def __str__(self):
        return str(self.product)
