from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.folding import FoldedField, folded, is_folded
from core.guards import frozen, never_deleted
from core.lives import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.lifecycle import (
    REQUEST_BADGES,
    REQUEST_TRANSITIONS,
    Audience,
    Purpose,
    RequestStatus,
    Urgency,
)
from loans.lifecycle.allocation import Refusal
from loans.models.convention import Convention
from people.models import Organisation, Recipient, Site


class RequestQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Its own for an association, drafts too; for the house, what was sent to its sites."""
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        sent = self.exclude(status=RequestStatus.DRAFT, created_by__organisation__isnull=False)
        if user.has_perm("inventory.view_every_site"):
            return sent
        if user.has_perm("loans.view_request"):
            return sent.filter(site__in=user.site_ids)
        return self.none()

    def matching_code(self, code):
        return self.filter(number=code)

    def beginning(self, text):
        """Those whose reference, the organisation's own, begins so."""
        return self.filter(folded_reference__prefix=folded(text))

    def with_unread(self, user):
        """Each with `has_unread`: whether the other side wrote what this one has not opened."""
        words = self.model.messages.rel.related_model.objects.unread_by(user)
        return self.annotate(has_unread=Exists(words.filter(request=OuterRef("pk"))))

    def unread_by(self, user):
        return self.with_unread(user).filter(has_unread=True)

    def for_list(self):
        named = self.select_related("organisation", "recipient", "site", "created_by", "group")
        kinds = ("category", "product", "accessory", "kit")
        return named.prefetch_related(*(f"lines__{kind}" for kind in kinds))


class Request(Workflow):
    """What an organisation asks for: for a family, for staff or for itself."""

    Status = RequestStatus
    TRANSITIONS = REQUEST_TRANSITIONS
    BADGES = REQUEST_BADGES

    status = status_field(RequestStatus, RequestStatus.DRAFT)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="requests"
    )
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("where to collect"))
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.FAMILY)
    recipient = models.ForeignKey(
        Recipient,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="requests",
    )
    household_size = models.PositiveSmallIntegerField(_("people at home"), default=1)
    pupils = models.PositiveSmallIntegerField(_("pupils and students among them"), default=0)
    devices_at_home = models.PositiveSmallIntegerField(_("devices they have already"), default=0)
    urgency = models.CharField(_("why it cannot wait"), max_length=8, choices=Urgency, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    reference = models.CharField(
        _("your reference"),
        max_length=40,
        blank=True,
        help_text=_("A file number of yours; please no name."),
    )
    folded_reference = FoldedField(
        _("reference as it is searched: small letters, no accents"),
        max_length=40,
        sources=["reference"],
    )
    note = models.TextField(
        _("needs"),
        max_length=500,
        blank=True,
        help_text=_(
            "Screen size, webcam, keyboard... About the equipment: no name, nothing on health or"
            " opinions."
        ),
    )
    # The convention in force when it was sent, in whose quotas it counts.
    convention = models.ForeignKey(
        Convention, models.PROTECT, null=True, editable=False, related_name="requests"
    )
    # Why it is refused, or not accepted in full: a usual reason, words, or both.
    refused_for = models.CharField(
        _("usual reason"), max_length=10, choices=Refusal, blank=True, editable=False
    )
    refusal = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    # Since when it waits for an answer: written, then sent.
    waiting_since = models.DateTimeField(default=timezone.now, editable=False)
    group = models.ForeignKey(
        "loans.RequestGroup",
        models.PROTECT,
        verbose_name=_("sent together"),
        null=True,
        editable=False,
        related_name="requests",
    )
    referral = models.ForeignKey(
        "loans.Referral",
        models.PROTECT,
        verbose_name=_("referral slip"),
        null=True,
        editable=False,
        related_name="requests",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [
            models.Index(fields=["status", "-id"], name="loans_request_status"),
            models.Index(fields=["site", "status"], name="loans_request_site_status"),
            models.Index(
                fields=["folded_reference"],
                opclasses=["varchar_pattern_ops"],
                name="loans_request_reference",
            ),
        ]
        constraints = [
            valid_status("loans_request_status_known", RequestStatus),
            models.CheckConstraint(
                name="loans_request_audience",
                condition=Q(audience__in=Audience.values)
                & (~Q(audience=Audience.STRUCTURE) | Q(recipient=None)),
                violation_error_message=_("A request for the structure itself names no person."),
            ),
            models.CheckConstraint(
                name="loans_request_purpose",
                condition=Q(purpose__in=Purpose.values),
                violation_error_message=_("Choose a purpose of the list."),
            ),
            models.CheckConstraint(
                name="loans_request_urgency",
                condition=Q(urgency__in=["", *Urgency.values]),
                violation_error_message=_("Choose a reason of the list."),
            ),
            models.CheckConstraint(
                name="loans_request_refusal",
                condition=~Q(status=RequestStatus.REFUSED) | ~Q(refusal="") | ~Q(refused_for=""),
                violation_error_message=_("Say why the request is refused."),
            ),
            models.CheckConstraint(
                name="loans_request_refused_for",
                condition=Q(refused_for__in=["", *Refusal.values]),
                violation_error_message=_("Choose a reason of the list."),
            ),
            is_folded("loans_request_folded_reference", "folded_reference", ["reference"]),
            frozen(
                "loans_request_organisation_frozen",
                ["organisation_id"],
                _("A request stays with the organisation that made it."),
            ),
            frozen(
                "loans_request_origin_frozen",
                ["group_id", "referral_id"],
                _("A request stays with what it came from."),
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=~Q(status=RequestStatus.CANCELLED),
                name="loans_request_referral_once",
                violation_error_message=_("This slip was used already."),
            ),
            never_deleted("loans_request_kept", _("A request is cancelled, never deleted.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("request_detail", args=[self.pk])

    @property
    def counter_url(self):
        """Where those who hand over go on with it, once it is accepted."""
        is_accepted = self.status == RequestStatus.ACCEPTED
        return reverse("request_hand_over" if is_accepted else "request_detail", args=[self.pk])

    @property
    def entered_by_house(self):
        """Whether the house wrote it for the organisation. Needs `created_by`."""
        return self.created_by.organisation_id is None

    @property
    def devices_per_person(self):
        """How many devices there are at home for each person, to two decimals."""
        return round(self.devices_at_home / self.household_size, 2)

    @property
    def why_refused(self):
        """Why it is refused or not accepted in full, as its organisation reads it."""
        return " ".join(
            str(part) for part in (self.get_refused_for_display(), self.refusal) if part
        )

    @property
    def is_open_to_change(self):
        """Whether its author may still change it: until it is accepted."""
        return self.status in {RequestStatus.DRAFT, RequestStatus.SENT}

    @property
    def discreet(self):
        """For whom it is, as the warehouse may know it, when no person is named."""
        if self.audience == Audience.STRUCTURE:
            return self.get_audience_display()
        return Recipient(kind=self.audience, household_size=self.household_size).discreet

    def seen_by(self, user):
        """For whom it is: the name for those who may know it, "family of 3" for all others."""
        return self.recipient.seen_by(user) if self.recipient else self.discreet
