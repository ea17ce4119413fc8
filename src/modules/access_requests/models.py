"""Requests for access.

An access request is not an organisation yet. The form is public, so its content is stored apart
until its e-mail is confirmed and a coordinator approves it: a request reserves no name, and the
response does not reveal which organisations exist. Answered and unconfirmed requests are deleted
after a while.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.by_language import languages
from core.models.fields import check, protected_key, rna_field, siret_field
from core.workflow.guards import ALWAYS, Guard, frozen, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from modules.access_requests.lifecycle import AccessStatus
from people.base.lifecycle import OrganisationKind
from people.base.models.organisation import Organisation

TYPED_FIELDS = ["name", "kind", "siret", "rna", "town", "phone", "contact", "email", "message"]


class AccessRequestQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Confirmed requests, for users who approve organisations; otherwise an empty queryset."""
        if not user.has_perm("people.change_organisation"):
            return self.none()
        return self.exclude(status=AccessStatus.UNCONFIRMED)

    def waiting(self):
        return self.filter(status=AccessStatus.WAITING)


class AccessRequest(Addressed, Workflow):
    """A request for access sent by an organisation on the public page.

    A coordinator's approval turns it into an organisation; answered and unconfirmed requests
    are deleted after a while.
    """

    PAGE = "access_detail"

    CONFIRM_WITHIN = timedelta(days=3)
    RETENTION = timedelta(days=365)  # counted from the answer

    status = status_field(AccessStatus, AccessStatus.UNCONFIRMED)
    name = models.CharField(_("name of your organisation"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=16, choices=OrganisationKind, default=OrganisationKind.ASSOCIATION
    )
    siret = siret_field()
    rna = rna_field()
    town = models.CharField(_("town"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    contact = models.CharField(_("your name"), max_length=80)
    email = models.EmailField(_("your work e-mail"))
    message = models.TextField(_("who do you need equipment for?"), max_length=500, blank=True)
    language = models.CharField(max_length=2, choices=languages, default="fr")
    created_at = models.DateTimeField(_("requested on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, editable=False)
    refusal = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    organisation = protected_key(
        Organisation, null=True, editable=False, related_name="access_requests"
    )

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        indexes = [models.Index(fields=["status", "created_at"], name="access_requests_by_status")]
        constraints = [
            valid_status(AccessStatus, name="status"),
            check(
                "confirmed",
                Q(status=AccessStatus.UNCONFIRMED, confirmed_at=None)
                | ~Q(status=AccessStatus.UNCONFIRMED) & Q(confirmed_at__isnull=False),
                _("The address must be confirmed before the request is read."),
            ),
            check(
                "granted",
                Q(status=AccessStatus.GRANTED, organisation__isnull=False)
                | ~Q(status=AccessStatus.GRANTED) & Q(organisation=None),
                _("An approved access request must have an organisation in the register."),
            ),
            check(
                "refusal",
                ~Q(status=AccessStatus.REFUSED) | ~Q(refusal=""),
                _("Give the reason for refusing the access."),
            ),
            frozen(
                ["email", "name", "siret", "rna", "confirmed_at"],
                _("A confirmation cannot be changed."),
                when="OLD.confirmed_at IS NOT NULL",
            ),
            frozen(
                ["status", "refusal"],
                _("This request has already been answered."),
                name="answered_once",
                merged=["organisation_id"],
                when=f"OLD.status IN {sql_list(AccessStatus.GRANTED, AccessStatus.REFUSED)}",
            ),
            Guard(
                name="access_requests_accessrequest_kept",
                on={"DELETE": f"OLD.status = '{AccessStatus.WAITING}'", "TRUNCATE": ALWAYS},
                violation_error_message=_(
                    "A waiting access request cannot be deleted: answer it instead."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def hidden_as(self):
        """Label of the request in the outbox until its e-mail address is confirmed."""
        return "" if self.confirmed_at else _("an access request")
