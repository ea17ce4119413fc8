from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.labels.sheets import MAX_COPIES
from inventory.models.label import LabelFormat, Printer
from people.models import Site


class LabelDefault(models.Model):
    """Default format, printer and copies of a site for its labels."""

    site = models.OneToOneField(
        Site, models.PROTECT, verbose_name=_("site"), related_name="label_default", editable=False
    )
    fmt = models.ForeignKey(
        LabelFormat, models.PROTECT, verbose_name=_("sheet or roll"), related_name="+"
    )
    printer = models.ForeignKey(
        Printer,
        models.PROTECT,
        verbose_name=_("printer"),
        null=True,
        blank=True,
        related_name="+",
    )
    copies = models.PositiveSmallIntegerField(
        _("labels for each device"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_COPIES)],
    )

    class Meta:
        ordering = ["site"]
        verbose_name = _("usual labels of a site")
        verbose_name_plural = _("usual labels of sites")
        constraints = [
            models.CheckConstraint(
                name="inventory_labeldefault_copies",
                condition=Q(copies__range=(1, MAX_COPIES)),
                violation_error_message=_("One to nine labels are printed for each device."),
            ),
        ]

    def __str__(self):
        return str(self.fmt)
