from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from loans.models.request import Request
from people.models import Organisation


class RequestGroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its own for an association; for the house, those of which it sees a request."""
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        requests = Request.objects.visible_to(user)
        return self.filter(pk__in=requests.exclude(group=None).order_by().values("group"))

    def matching_code(self, code):
        return self.filter(number=code)


class RequestGroup(models.Model):
    """Requests of several families, sent together: a number and a page, and no life of its own.

    Each of its requests is answered, handed over and closed like any other.
    """

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RequestGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("group of requests")
        verbose_name_plural = _("groups of requests")
        constraints = [
            frozen(
                "loans_requestgroup_frozen",
                ["organisation_id", "number"],
                _("A group of requests stays what it is."),
            ),
            never_deleted(
                "loans_requestgroup_kept", _("A group of requests stays: cancel its requests.")
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("requestgroup_detail", args=[self.pk])

    @property
    def entered_by_house(self):
        """Whether somebody of the house wrote it for the organisation."""
        return self.created_by.organisation_id is None
