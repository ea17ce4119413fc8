from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.singleton import SingletonModel, only_one


class Deployment(SingletonModel):
    """Singleton: the state of upgrades and of the database, shared by all machines of a site."""

    # Commit of the release that last migrated this database; empty without git.
    commit = models.CharField(max_length=64, blank=True)
    # Time since which pages and operations are closed on every machine.
    closed_at = models.DateTimeField(null=True, blank=True)
    # Day of the last integrity check of the database, and the damage found.
    checked_on = models.DateField(null=True, blank=True)
    damage = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            only_one(_("A site can have only one upgrade status.")),
        ]

    def get_absolute_url(self):
        return reverse("home")
