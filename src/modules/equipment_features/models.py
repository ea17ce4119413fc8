"""Features that people want, and those that devices and accessories have."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind
from core.models.fields import check, once, protected_key, user_key, valid_choice
from inventory.models import Device
from modules.equipment_features.lifecycle import EQUIPMENT_CHOICES, OF_EQUIPMENT, SET_UP, Feature
from people.models import Recipient

UNKNOWN = _("Choose a feature from the list.")


class WishQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The wishes of people whom a user may see, for users who may note wishes."""
        if not user.has_perm("equipment_features.note_wish"):
            return self.none()
        return self.filter(recipient__in=Recipient.objects.visible_to(user))


class Wish(models.Model):
    """A feature that a person wants, noted with their consent; deleted when they withdraw it.

    Sensitive data: a feature may tell something about health (RGPD, art. 9). No reason is kept.
    Merged people may want a feature twice, so it is not unique.
    """

    recipient = protected_key(Recipient, editable=False, related_name="wishes")
    feature = models.CharField(_("feature"), max_length=12, choices=Feature)
    at = models.DateTimeField(_("consent given on"), default=timezone.now, editable=False)
    by = user_key(editable=False)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("wanted feature")
        verbose_name_plural = _("wanted features")
        constraints = [valid_choice("feature", Feature, UNKNOWN)]

    def __str__(self):
        return self.get_feature_display()


class DeviceFeatureQuerySet(models.QuerySet):
    def current(self):
        """The features that devices still have: what is set up is lost when they come back."""
        return self.exclude(feature__in=SET_UP, at__lt=F("device__received_at"))


class DeviceFeature(models.Model):
    """A feature that a device has."""

    device = protected_key(Device, editable=False, related_name="features")
    feature = models.CharField(_("feature"), max_length=12, choices=EQUIPMENT_CHOICES)
    at = models.DateTimeField(_("recorded on"), default=timezone.now, editable=False)
    by = user_key(editable=False)

    objects = DeviceFeatureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("device feature")
        verbose_name_plural = _("device features")
        constraints = [
            check("feature", Q(feature__in=OF_EQUIPMENT), UNKNOWN),
            once(["device", "feature"], _("This feature has already been recorded.")),
        ]

    def __str__(self):
        return f"{self.device} · {self.get_feature_display()}"


class AccessoryFeature(models.Model):
    """A feature that each accessory of a kind has."""

    accessory = protected_key(AccessoryKind, _("accessory"), related_name="features")
    feature = models.CharField(_("feature"), max_length=12, choices=EQUIPMENT_CHOICES)

    class Meta:
        ordering = ["feature", "pk"]
        verbose_name = _("accessory feature")
        verbose_name_plural = _("accessory features")
        constraints = [
            check("feature", Q(feature__in=OF_EQUIPMENT), UNKNOWN),
            once(["accessory", "feature"], _("This feature has already been recorded.")),
        ]

    def __str__(self):
        return f"{self.accessory} · {self.get_feature_display()}"
