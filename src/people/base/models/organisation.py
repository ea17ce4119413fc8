from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Mergeable
from core.models.addressed import Addressed
from core.models.fields import once, rna_field, siret_field
from core.models.lookups import holding
from core.workflow.guards import never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from people.base.lifecycle import OrganisationKind, OrganisationStatus


class OrganisationQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """All organisations for the counter and coordinators; only its own for an association."""
        if user.has_perm("people.view_organisation"):
            return self.filter(merged_into=None)
        return self.filter(pk=user.organisation_id or 0)

    def approved(self):
        return self.filter(status=OrganisationStatus.APPROVED, merged_into=None)

    def called(self, text):
        """Organisations whose name or town contains each word of `text`."""
        return holding(self, text, "name", "town")

    def like(self, *, name="", siret="", rna=""):
        """Organisations that already have this name, SIRET or RNA number."""
        same = Q(name__iexact=name)
        if siret:
            same |= Q(siret=siret)
        if rna:
            same |= Q(rna=rna)
        return self.filter(same)


class Organisation(Addressed, Workflow, Mergeable):
    """An organisation that requests equipment for others; our own association is one."""

    status = status_field(OrganisationStatus, OrganisationStatus.PENDING)
    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(
        _("kind"), max_length=16, choices=OrganisationKind, default=OrganisationKind.ASSOCIATION
    )
    is_ours = models.BooleanField(_("our own association"), default=False, editable=False)
    siret = siret_field()
    rna = rna_field()
    address = models.TextField(_("address"), max_length=300, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            valid_status(OrganisationStatus, name="status"),
            once(
                ["is_ours"],
                _("Our own association has already been entered."),
                name="one_ours",
                condition=Q(is_ours=True),
            ),
            never_deleted(_("An organisation can be suspended, but never deleted.")),
        ]

    def __str__(self):
        return self.name
