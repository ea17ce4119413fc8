from django.db import models

from core.caches.local_cache import local_cache
from core.models.fields import check

CACHE_SECONDS = 60


def only_one(message):
    """CHECK that a table has one row; its name is prefixed by Django with the app and the model."""
    return check("only_one", models.Q(pk=1), message)


class SingletonModel(models.Model):
    """A table with one row, for settings that users change; read through a cache of one minute."""

    class Meta:
        abstract = True

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def default(cls):
        """The row with its default values, unsaved: used until one is saved."""
        return cls(pk=1)

    @classmethod
    def load(cls):
        """Return the row read from the database, to be changed; `default` if there is none."""
        return cls.objects.filter(pk=1).first() or cls.default()

    @classmethod
    def cached(cls):
        """The saved row, at most a minute old."""
        row = local_cache.get(cls._meta.label)
        if row is None:
            row = cls.load()
            local_cache.set(cls._meta.label, row, CACHE_SECONDS)
        return row

    @classmethod
    def clear_cache(cls):
        """Make `cached` read the database again; called after a change."""
        local_cache.delete(cls._meta.label)
