from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, valid_choice
from core.workflow.guards import frozen, never_deleted


class Direction(models.TextChoices):
    LTR = "ltr", _("from left to right")
    RTL = "rtl", _("from right to left")


class Language(models.Model):
    """A language in which papers may be printed beside the French, which alone is binding."""

    code = models.SlugField(
        _("code"),
        max_length=10,
        unique=True,
        help_text=_("Two or three letters, such as ar, ta, uk (ISO 639)."),
    )
    name = models.CharField(_("name, in the language itself"), max_length=40)
    french_name = models.CharField(_("name in French"), max_length=40)
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction, default=Direction.LTR
    )
    binding = models.CharField(_("“Only the French text binds”, in this language"), max_length=300)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["french_name"]
        verbose_name = _("language of documents")
        verbose_name_plural = _("languages of documents")
        constraints = [
            valid_choice(
                "direction", Direction, _("Choose the direction in which the language is read.")
            ),
            check(
                "not_ours",
                ~Q(code__in=["fr", "en"]),
                _("Our documents are already in French and English."),
            ),
            frozen(["code"], _("The code of a language cannot be changed: add another language.")),
            never_deleted(_("A language can never be deleted: stop offering it instead.")),
        ]

    def __str__(self):
        return f"{self.french_name} ({self.name})"
