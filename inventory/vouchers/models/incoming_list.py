"""Uploaded lists of vouchers that wait to be entered."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.models.addressed import Addressed
from core.models.fields import protected_key, user_key
from people.models import Site

# A list that is not entered in time is deleted, with its codes.
RETENTION = timedelta(hours=1)


class VoucherListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The lists, for users who may enter them; codes are never shown."""
        return self if user.has_perm("inventory.change_voucher") else self.none()

    def forgotten(self, now):
        return self.filter(created_at__lt=now - RETENTION)


class VoucherList(Addressed):
    """A list of vouchers that was sent and is looked at before it is entered.

    Its file is encrypted whole. It has no history: it is deleted once it is entered or dropped, or
    after an hour.
    """

    by = user_key()
    product = protected_key(VoucherProduct, _("product"))
    site = protected_key(Site, _("site"))
    activate_by = models.DateField(_("last day to activate"), null=True, blank=True)
    valid_until = models.DateField(_("last day of use"), null=True, blank=True)
    content_encrypted = models.BinaryField(editable=False)
    # How its file is read, as `choices_of` has it: no cell of it.
    choices = models.JSONField(default=dict)
    # {index of a column: field}; None until they were looked at.
    columns = models.JSONField(null=True)
    # Once the good rows are entered, the labels of the others.
    refused = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoucherListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of vouchers to enter")
        verbose_name_plural = _("lists of vouchers to enter")

    def __str__(self):
        return str(self.product)
