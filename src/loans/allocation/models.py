from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.caches.local_cache import local_cache
from core.models.fields import check
from loans.base.lifecycle.loans import MAX_POINTS, USUAL_POINTS

CACHE_KEY = "loans.weights"


class Weight(models.Model):
    """The points of a priority reason; without a row, the default applies."""

    reason = models.CharField(_("reason"), max_length=24, unique=True, editable=False)
    points = models.PositiveSmallIntegerField(
        _("points"), validators=[MaxValueValidator(MAX_POINTS)]
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        constraints = [
            check(
                "reason",
                Q(reason__in=list(USUAL_POINTS)),
                _("Give priority only for a reason from the list."),
            ),
            check(
                "points",
                Q(points__gte=0, points__lte=MAX_POINTS),
                _("A reason must give 0 to 100 points."),
            ),
        ]

    def __str__(self):
        return self.reason

    @classmethod
    def cached(cls):
        """Map reasons to points, at most a minute old."""
        weights = local_cache.get(CACHE_KEY)
        if weights is None:
            weights = cls.load()
            local_cache.set(CACHE_KEY, weights, 60)
        return weights

    @classmethod
    def load(cls):
        """Map reasons to points, as stored."""
        return USUAL_POINTS | dict(cls.objects.values_list("reason", "points"))

    @staticmethod
    def clear_cache():
        """Clear the cache of `cached`; called after a change."""
        local_cache.delete(CACHE_KEY)
