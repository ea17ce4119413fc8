from django.db import models
from django.utils.translation import gettext_lazy as _

from core.forms.reserved_terms import check_words
from core.models.by_language import TextsField, in_language


class Named(models.Model):
    """Reference data with a name in each language; `name` is in the user's language."""

    names = TextsField(_("name"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def clean(self):
        """Reject names that cannot be printed or that contain reserved terms."""
        check_words("\n".join(self.names.values()))

    @property
    def name(self):
        return in_language(self.names)
