from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.singleton import SingletonModel, only_one


class Deployment(SingletonModel):
    """Singleton: what all machines of a site know of an upgrade and of their database."""

    # The commit whose program migrated this database last; empty where there is no git.
    commit = models.CharField(max_length=64, blank=True)
    # Since when pages and operations are closed on every machine.
    closed_at = models.DateTimeField(null=True, blank=True)
    # When the database was last looked through, and what was damaged then.
    checked_on = models.DateField(null=True, blank=True)
    damage = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            only_one(_("A site has one state of its upgrade.")),
        ]

    def get_absolute_url(self):
        return reverse("home")
