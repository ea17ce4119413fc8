from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.guards import never_deleted
from core.validators import is_siren


class RefurbisherQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("inventory.view_device") else self.none()

    def for_list(self):
        """Each with `lots`, how many were sent there, and `away`, how many devices are there."""
        sent = Q(outings__status__in=["sent", "received"])
        away = Q(outings__status="sent", outings__freight__status="sent")
        return self.annotate(
            lots=Count("outings", filter=sent, distinct=True),
            away=Count("outings__freight", filter=away, distinct=True),
        )


class Refurbisher(models.Model):
    """An outside workshop that refurbishes for us: a firm, or another association."""

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("A workshop of this name is entered already.")},
    )
    siren = models.CharField(
        _("SIREN"),
        max_length=9,
        blank=True,
        validators=[is_siren],
    )
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.TextField(
        _("address"), max_length=300, blank=True, help_text=_("In full: street, postcode, town.")
    )
    is_active = models.BooleanField(_("works for us"), default=True)

    objects = RefurbisherQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("outside workshop")
        verbose_name_plural = _("outside workshops")
        constraints = [
            never_deleted("inventory_refurbisher_kept", _("A workshop stays in the register.")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("refurbisher_edit", args=[self.pk])
