"""What is printed beside the clauses, and how long a loan lasts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loans.lifecycle import Purpose


class ResourceLinkQuerySet(models.QuerySet):
    def printed_in(self, language):
        return self.filter(language=language, is_active=True)


class ResourceLink(models.Model):
    """Where a person finds help: printed on the papers of one language."""

    language = models.SlugField(_("language"), max_length=10)
    label = models.CharField(_("what one finds there"), max_length=120)
    address = models.CharField(_("address or number"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("printed"), default=True)

    objects = ResourceLinkQuerySet.as_manager()

    class Meta:
        ordering = ["language", "position", "pk"]
        verbose_name = _("help to print")
        verbose_name_plural = _("help to print")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "address"],
                name="loans_resourcelink_once",
                violation_error_message=_("This address is in the list already."),
            )
        ]

    def __str__(self):
        return self.label


class LoanTerm(models.Model):
    """How long a loan for this purpose usually lasts; without months, until school ends."""

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, unique=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("duration of loans")
        verbose_name_plural = _("durations of loans")
        constraints = [
            models.CheckConstraint(
                name="loans_loanterm_known",
                condition=Q(months=None) | Q(months__range=(1, 60)),
                violation_error_message=_("A loan lasts one to sixty months."),
            )
        ]

    def __str__(self):
        return self.get_purpose_display()
