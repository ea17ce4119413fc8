"""Requests, their lines and needs, and groups of requests sent together.

Several families are several requests sent under one number (`RequestGroup`), not one request with
rows. Each family has its own hand-over, quota, person, retention and scope, and a refused request
does not delay the others. The group has no status: its page counts the statuses of its requests,
and one letter confirms their receipt. The requests are written all or nothing.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalogue.models import Kit, OfOneKind
from core.folding import FoldedField, folded, is_folded
from core.models.addressed import Numbered, NumberedQuerySet
from core.models.fields import check, protected_key, user_key, valid_choice
from core.numbers import exactly_one
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.loans import Audience, Purpose, Refusal, RequestStatus, Urgency, WhyFirst
from loans.base.models.convention import Convention
from loans.base.needs import needs_of
from people.base.site_scope import of_own_sites
from people.models import Organisation, Recipient, Site


class WithNeeds(models.Model):
    """Minimum specification of each device; empty fields require nothing."""

    min_screen_inches = models.DecimalField(
        _("screen, at least (inches)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    min_ram_gb = models.PositiveSmallIntegerField(_("memory, at least (GB)"), null=True, blank=True)
    needs_webcam = models.BooleanField(_("with a webcam"), default=False)
    needs_cellular = models.BooleanField(_("with 4G or 5G"), default=False)

    class Meta:
        abstract = True

    @property
    def needs(self):
        """The requirements of the devices, as `Needs`; as text “14 inches or more, with webcam”."""
        return needs_of(self)


def needs_of_devices():
    """CHECK constraint: only the line of a category has needs."""
    return check(
        "needs",
        Q(category__isnull=False)
        | Q(min_screen_inches=None, min_ram_gb=None, needs_webcam=False, needs_cellular=False),
        _("Only a device can have a screen, memory, a webcam or 4G."),
    )


class RequestQuerySet(NumberedQuerySet, WorkflowQuerySet):
    def visible_to(self, user):
        """The requests that `user` may see.

        For an association its own, including drafts; for our team those sent to the user's
        sites.
        """
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        sent = self.exclude(status=RequestStatus.DRAFT, created_by__organisation__isnull=False)
        return of_own_sites(sent, user, "loans.view_request")

    def beginning(self, text):
        """The requests whose organisation reference starts with this text."""
        return self.filter(folded_reference__prefix=folded(text))

    def with_unread(self, user):
        """Annotate `has_unread`: whether messages from the other side are unread."""
        return self.annotate(has_unread=Q(pk__in=self._with_messages_unread_by(user)))

    def by_last_day(self):
        """Sort by the last day of what is set aside; then open requests, and the latest first."""
        prepared = Q(loans__status="prepared")
        ended = [RequestStatus.REFUSED, RequestStatus.CLOSED, RequestStatus.CANCELLED]
        is_over = models.Case(models.When(status__in=ended, then=1), default=0)
        return self.annotate(until=models.Min("loans__held_until", filter=prepared)).order_by(
            F("until").asc(nulls_last=True), is_over, "-pk"
        )

    def unread_by(self, user):
        return self.filter(pk__in=self._with_messages_unread_by(user))

    def _with_messages_unread_by(self, user):
        words = self.model.messages.rel.related_model.objects.unread_by(user)
        return words.order_by().values("request")

    def for_list(self):
        """Select the organisation, the recipient, the author, and the requested items."""
        named = self.select_related("organisation", "recipient", "created_by")
        kinds = ("category", "product", "accessory")
        return named.prefetch_related(*(f"lines__{kind}" for kind in kinds))

    def for_page(self):
        """Select the relations that the page of a request also shows."""
        return self.for_list().select_related("site", "group").prefetch_related("lines__kit")


class Request(Numbered, Workflow):
    """A request of an organisation: for a family, for staff or for itself."""

    status = status_field(RequestStatus, RequestStatus.DRAFT)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = protected_key(Organisation, _("organisation"), related_name="requests")
    site = protected_key(Site, _("collection site"))
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.FAMILY)
    recipient = protected_key(
        Recipient, _("person"), null=True, blank=True, related_name="requests"
    )
    # For a family; null while unknown.
    household_size = models.PositiveSmallIntegerField(_("people at home"), null=True, blank=True)
    pupils = models.PositiveSmallIntegerField(
        _("pupils and students among them"), null=True, blank=True
    )
    devices_at_home = models.PositiveSmallIntegerField(
        _("devices already at home"), null=True, blank=True
    )
    urgency = models.CharField(_("reason for urgency"), max_length=8, choices=Urgency, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    wanted_on = models.DateField(_("needed by"), null=True, blank=True)
    reference = models.CharField(
        _("your reference"),
        max_length=40,
        blank=True,
        help_text=_("Your own file number; no names, please."),
    )
    folded_reference = FoldedField(
        _("reference normalised for searching: lower case, no accents"),
        max_length=40,
        sources=["reference"],
    )
    note = models.TextField(
        _("needs"),
        max_length=500,
        blank=True,
        help_text=_(
            "Screen size, webcam, keyboard... Describe only the equipment: no names, "
            "nothing about health or opinions."
        ),
    )
    # The reason why it is served first, where points do not set the order.
    first_for = models.CharField(
        _("given priority"), max_length=8, choices=WhyFirst, blank=True, editable=False
    )
    # The convention in force when it was sent; the request counts in its quotas.
    convention = protected_key(Convention, null=True, editable=False, related_name="requests")
    # The reason for refusing or reducing it: a usual reason, free text, or both.
    refused_for = models.CharField(
        _("usual reason"), max_length=10, choices=Refusal, blank=True, editable=False
    )
    refusal = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    # The time from which it waits for an answer: when it was written, then when it was sent.
    waiting_since = models.DateTimeField(default=timezone.now, editable=False)
    group = protected_key(
        "loans.RequestGroup", _("sent together"), null=True, editable=False, related_name="requests"
    )
    created_by = user_key(editable=False)
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
            valid_status(RequestStatus),
            check(
                "audience",
                Q(audience__in=Audience.values)
                & (~Q(audience=Audience.STRUCTURE) | Q(recipient=None)),
                _("A request for the organisation itself cannot name a person."),
            ),
            valid_choice("purpose", Purpose, _("Choose a purpose from the list.")),
            valid_choice("urgency", Urgency, _("Choose a reason from the list."), optional=True),
            valid_choice("first_for", WhyFirst, _("Choose a reason from the list."), optional=True),
            check(
                "refusal",
                ~Q(status=RequestStatus.REFUSED) | ~Q(refusal="") | ~Q(refused_for=""),
                _("Give the reason for refusing the request."),
            ),
            valid_choice(
                "refused_for", Refusal, _("Choose a reason from the list."), optional=True
            ),
            is_folded("loans_request_folded_reference", "folded_reference", ["reference"]),
            frozen(
                [],
                _("A request cannot be moved to another organisation."),
                name="organisation_frozen",
                merged=["organisation_id"],
            ),
            frozen(
                ["group_id"], _("The origin of a request cannot be changed."), name="origin_frozen"
            ),
            never_deleted(_("A request can be cancelled, but never deleted.")),
        ]

    @property
    def counter_url(self):
        """The URL of the hand-over page of the request, once it is accepted."""
        is_accepted = self.status == RequestStatus.ACCEPTED
        return reverse("request_hand_over" if is_accepted else "request_detail", args=[self.pk])

    @property
    def entered_by_our_team(self):
        """Whether our team wrote the request for the organisation; needs `created_by`."""
        return self.created_by.organisation_id is None

    @property
    def devices_per_person(self):
        """The devices per person of the household, to two decimals; None while unknown."""
        if self.devices_at_home is None or not self.household_size:
            return None
        return round(self.devices_at_home / self.household_size, 2)

    @property
    def why_refused(self):
        """The reason for a refusal or partial acceptance, for the requesting organisation."""
        return " ".join(
            str(part) for part in (self.get_refused_for_display(), self.refusal) if part
        )

    @property
    def is_open_to_change(self):
        """Whether the author may still change the request: until it is accepted."""
        return self.status in {RequestStatus.DRAFT, RequestStatus.SENT}

    @property
    def discreet(self):
        """The recipient without a name, for users who may not see people."""
        if self.audience == Audience.STRUCTURE:
            return self.get_audience_display()
        return Recipient(kind=self.audience, household_size=self.household_size).discreet

    def seen_by(self, user):
        """The recipient's name for users who may see it, “family of 3” for others."""
        return self.recipient.seen_by(user) if self.recipient else self.discreet


class RequestGroupQuerySet(NumberedQuerySet):
    def visible_to(self, user):
        """For an association, its own groups; for our team, the groups with a visible request."""
        if user.organisation_id:
            return self.filter(organisation=user.organisation_id)
        requests = Request.objects.visible_to(user)
        return self.filter(pk__in=requests.exclude(group=None).order_by().values("group"))


class RequestGroup(Numbered):
    """Requests of several families sent together: a number and a page, but no status.

    Each of its requests is answered, handed over and closed like any other.
    """

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    organisation = protected_key(Organisation, _("organisation"), related_name="+")
    created_by = user_key(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RequestGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("group of requests")
        verbose_name_plural = _("groups of requests")
        constraints = [
            frozen(
                ["number"], _("A group of requests cannot be changed."), merged=["organisation_id"]
            ),
            never_deleted(_("A group of requests cannot be deleted: cancel its requests instead.")),
        ]

    @property
    def entered_by_our_team(self):
        """Whether a member of our team wrote the group for the organisation."""
        return self.created_by.organisation_id is None


class RequestLineQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("category", "product", "accessory", "kit")

    def with_reserved(self):
        """Annotate `reserved`: the quantity on prepared loans for the line."""
        live = Q(items__status="reserved")
        return self.annotate(
            reserved=models.functions.Coalesce(models.Sum("items__quantity", filter=live), 0)
        )


class RequestLine(WithNeeds, OfOneKind):
    """A quantity of one kind: requested, then accepted, then served."""

    request = protected_key(Request, related_name="lines")
    # The lines of one kit share its number within the request.
    kit = protected_key(Kit, _("kit"), null=True, blank=True, related_name="+")
    bundle = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # The quantity in one kit when it was requested.
    per_kit = models.PositiveSmallIntegerField(default=1, editable=False)
    requested = models.PositiveIntegerField(_("requested"))
    accepted = models.PositiveIntegerField(_("accepted"), null=True, editable=False)
    served = models.PositiveIntegerField(_("handed over"), default=0, editable=False)

    objects = RequestLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        indexes = [
            # Covers lines that are accepted and not handed over, about one in twenty, for the
            # waiting list.
            models.Index(
                fields=["category", "request"],
                condition=Q(accepted__gt=F("served")),
                name="loans_requestline_open",
            ),
        ]
        constraints = [
            check(
                "one_kind",
                exactly_one("category", "product", "accessory"),
                _("A line must request one kind of item."),
            ),
            needs_of_devices(),
            check(
                "kit",
                Q(kit=None, bundle=None) | Q(kit__isnull=False, bundle__isnull=False),
                _("An item of a kit must name the kit in the request."),
            ),
            check(
                "per_kit",
                Q(per_kit__gte=1) & (Q(kit__isnull=False) | Q(per_kit=1)),
                _("A kit must contain at least one of each of its parts."),
            ),
            check(
                "quantities",
                Q(requested__gte=1)
                & (
                    Q(accepted=None, served=0)
                    | Q(
                        accepted__isnull=False,
                        accepted__lte=F("requested"),
                        served__lte=F("accepted"),
                    )
                ),
                _(
                    "You cannot hand over more than was accepted, nor accept more than was "
                    "requested."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.what} × {self.requested}"

    @classmethod
    def of_kit(cls, kit, count, bundle):
        """The unsaved lines for a quantity of a kit; `bundle` is their number in the request."""
        return [
            cls(
                category=part.category,
                product=part.product,
                accessory=part.accessory,
                requested=part.quantity * count,
                kit=kit,
                bundle=bundle,
                per_kit=part.quantity,
            )
            for part in kit.parts.for_list()
        ]

    @cached_property
    def still_open(self):
        """The accepted quantity that is neither handed over nor reserved; needs `with_reserved`."""
        return (self.accepted or 0) - self.served - self.reserved
