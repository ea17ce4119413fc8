from django.db import models


class MigrationChecksum(models.Model):
    """SHA-256 of a migration file at the time it was applied to this database."""

    migration = models.CharField(max_length=255, primary_key=True)  # for example core.0001_initial
    sha256 = models.CharField(max_length=64)

    def __str__(self):
        return self.migration
