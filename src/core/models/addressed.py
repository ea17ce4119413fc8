"""Base classes for rows with a page of their own, or with a number."""

from django.db import models
from django.urls import reverse


class Addressed(models.Model):
    """A row with a page of its own: `<model>_detail`, unless `PAGE` names another URL."""

    PAGE = ""

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return reverse(self.PAGE or f"{self._meta.model_name}_detail", args=[self.pk])


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
