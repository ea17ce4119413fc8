from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.fields import check
from core.models.singleton import SingletonModel, only_one


class ClockFault(models.TextChoices):
    """Reason why the clock of this machine is not trusted; pages have a sentence for each."""

    PAUSE = "pause"  # no tick for days: the clock must be steady for an hour
    LONG = "long"  # no tick for weeks, or the clock has jumped
    DATABASE = "database"  # the clock of the database differs
    RECORDS = "records"  # a recorded time is later than now


class Clock(SingletonModel):
    """Singleton: the last findings of the tick about the clock of this machine."""

    # The last time at which the clock was trusted, by a tick or by an administrator.
    agreed_at = models.DateTimeField(null=True, editable=False)
    fault = models.CharField(max_length=8, choices=ClockFault, blank=True, editable=False)
    # First and last tick of the steady period, while the clock is not trusted.
    steady_since = models.DateTimeField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)
    # Difference from other clocks that an administrator accepted, in seconds.
    accepted_seconds = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clock")
        constraints = [
            only_one(_("There can be only one clock.")),
            check(
                "fault_known",
                Q(fault__in=["", *ClockFault.values]),
                _("This clock error is not in the list."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("home")
