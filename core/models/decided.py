from django.db import models

from core.local_cache import local_cache

KEPT = 60  # seconds


class OnlyRow(models.Model):
    """The one row of what the house decided about something; each page and act reads it."""

    class Meta:
        abstract = True

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def usual(cls):
        """What holds before the first time that it is saved, unsaved."""
        return cls(pk=1)

    @classmethod
    def saved(cls):
        """It as the database has it, for who changes it; the usual one before the first time."""
        return cls.objects.filter(pk=1).first() or cls.usual()

    @classmethod
    def current(cls):
        """It as saved a minute ago at most."""
        row = local_cache.get(cls._meta.label)
        if row is None:
            row = cls.saved()
            local_cache.set(cls._meta.label, row, KEPT)
        return row

    @classmethod
    def forget(cls):
        """Make `current` read the database again; called after a change."""
        local_cache.delete(cls._meta.label)
