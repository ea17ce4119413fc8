from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from people.models import Site

SHORTEST, LONGEST = 5, 240  # minutes of a slot
MAX_PLACES = 50


class OpeningHours(models.Model):
    """A span of the week in which a site receives people, cut into slots of so many places.

    Hours are local time; slots are computed from them and never stored.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="hours", editable=False)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=list(WEEKDAYS.items()))
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("until"))
    minutes = models.PositiveSmallIntegerField(_("minutes for each"), default=30)
    capacity = models.PositiveSmallIntegerField(_("people at a time"), default=1)

    class Meta:
        ordering = ["weekday", "opens_at"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                name="loans_openinghours_weekday",
                condition=Q(weekday__lte=6),
                violation_error_message=_("A week has seven days."),
            ),
            models.CheckConstraint(
                name="loans_openinghours_in_order",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("It closes after it opens."),
            ),
            models.CheckConstraint(
                name="loans_openinghours_minutes",
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                violation_error_message=_("An appointment lasts from 5 minutes to 4 hours."),
            ),
            models.CheckConstraint(
                name="loans_openinghours_capacity",
                condition=Q(capacity__gte=1, capacity__lte=MAX_PLACES),
                violation_error_message=_("From 1 to 50 people come at a time."),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Closure(models.Model):
    """Days, both ends included, on which a site receives nobody, and why."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="closures", editable=False)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=80)

    class Meta:
        ordering = ["first_on", "pk"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        indexes = [models.Index(fields=["site", "last_on"], name="loans_closure_site_last")]
        constraints = [
            models.CheckConstraint(
                name="loans_closure_in_order",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message=_("The last day is not before the first."),
            ),
            models.UniqueConstraint(
                fields=["site", "first_on", "last_on"],
                name="loans_closure_once",
                violation_error_message=_("This closure is entered already."),
            ),
        ]

    def __str__(self):
        return self.reason
