from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LabelFormat(models.Model):
    """A sheet of labels: every length in millimetres, from the sheet's upper left corner."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    page_width = models.DecimalField(_("page width"), max_digits=6, decimal_places=2, default=210)
    page_height = models.DecimalField(_("page height"), max_digits=6, decimal_places=2, default=297)
    width = models.DecimalField(_("label width"), max_digits=6, decimal_places=2)
    height = models.DecimalField(_("label height"), max_digits=6, decimal_places=2)
    columns = models.PositiveSmallIntegerField(_("columns"))
    rows = models.PositiveSmallIntegerField(_("rows"))
    left = models.DecimalField(_("left margin"), max_digits=6, decimal_places=2)
    top = models.DecimalField(_("top margin"), max_digits=6, decimal_places=2)
    pitch_x = models.DecimalField(_("from one column to the next"), max_digits=6, decimal_places=2)
    pitch_y = models.DecimalField(_("from one row to the next"), max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["code"]
        verbose_name = _("label format")
        verbose_name_plural = _("label formats")
        constraints = [
            models.CheckConstraint(
                name="inventory_labelformat_grid",
                condition=Q(columns__gte=1, rows__gte=1, width__gt=0, height__gt=0),
                violation_error_message=_("A sheet has at least one label of some size."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def per_sheet(self):
        return self.columns * self.rows
