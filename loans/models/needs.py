from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loans.allocation.needs import needs_of


class WithNeeds(models.Model):
    """Minimum specification of each device; empty fields require nothing."""

    min_screen_inches = models.DecimalField(
        _("screen, at least (inches)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    min_ram_gb = models.PositiveSmallIntegerField(_("memory, at least (GB)"), null=True, blank=True)
    needs_webcam = models.BooleanField(_("with a webcam"), default=False)
    needs_cellular = models.BooleanField(_("with 4G or 5G"), default=False)

    class Meta:
        abstract = True

    @property
    def needs(self):
        """What each device must be, as `Needs`: as text, "14 inches or more, with a webcam"."""
        return needs_of(self)


def needs_of_devices(name):
    """A CHECK: only of a category is anything needed."""
    return models.CheckConstraint(
        name=name,
        condition=Q(category__isnull=False)
        | Q(min_screen_inches=None, min_ram_gb=None, needs_webcam=False, needs_cellular=False),
        violation_error_message=_("Only a device has a screen, memory, a webcam or 4G."),
    )
