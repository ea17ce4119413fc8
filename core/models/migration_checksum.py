from django.db import models


class MigrationChecksum(models.Model):
    """The SHA-256 of a migration file as it was when it changed this database."""

    migration = models.CharField(max_length=255, primary_key=True)  # such as core.0001_initial
    sha256 = models.CharField(max_length=64)

    def __str__(self):
        return self.migration
