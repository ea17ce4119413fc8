"""Base classes for rows with a page of their own, or with a number."""

from django.db import models
from django.urls import reverse


class Addressed(models.Model):
    """A row with a page of its own: `<model>_detail`, unless `PAGE` names another URL.

    `NEEDS` is the permission of the page, unless it is open to all who see something about the row.
    """

    PAGE = NEEDS = ""

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return reverse(self.PAGE or f"{self._meta.model_name}_detail", args=[self.pk])

    def has_page_for(self, reader):
        """Whether the page of this row opens for a reader to whom its label is shown."""
        if not self.NEEDS:
            return True
        rows = type(self)._default_manager.filter(pk=self.pk)
        return reader.has_perm(self.NEEDS) and rows.visible_to(reader).exists()


class Numbered(Addressed):
    """A row that people identify by its number."""

    class Meta:
        abstract = True

    def __str__(self):
        return self.number


class NumberedQuerySet(models.QuerySet):
    def matching_code(self, code):
        """The row with this number, as printed on a paper."""
        return self.filter(number=code)
