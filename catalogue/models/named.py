from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.reserved_terms import check_words


class Named(models.Model):
    """Reference data with a name in both languages; `name` is the reader's."""

    name_fr = models.CharField(_("French name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse names that cannot be printed or hold reserved words."""
        check_words(f"{self.name_fr}\n{self.name_en}")

    @property
    def name(self):
        return self.name_en if get_language() == "en" else self.name_fr
