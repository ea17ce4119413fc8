from django.db import models


class CacheEntry(models.Model):
    """A row of the default cache, as Django's `DatabaseCache` reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.cache_key
