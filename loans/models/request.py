from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Category, VoucherProduct
from core.guards import frozen, never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from core.quantities import whole
from loans.lifecycle import REQUEST_NEXT, REQUEST_TONES, Audience, Purpose, RequestStatus
from people.models import Organisation, Recipient, Site


class RequestQuerySet(LifeQuerySet):
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

    def for_list(self):
        return self.select_related("organisation", "recipient", "site").prefetch_related(
            "lines__category", "lines__product", "lines__accessory"
        )


class Request(Life):
    """What an organisation asks for: for a family, for staff or for itself."""

    Status = RequestStatus
    NEXT = REQUEST_NEXT
    TONES = REQUEST_TONES

    status = life_field(RequestStatus, RequestStatus.DRAFT)
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
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    reference = models.CharField(
        _("your reference"),
        max_length=40,
        blank=True,
        help_text=_("A file number of yours; please no name."),
    )
    note = models.TextField(
        _("needs"),
        max_length=500,
        blank=True,
        help_text=_("Screen size, webcam, keyboard... About the equipment, please no name."),
    )
    refusal = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
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
        ]
        constraints = [
            known_status("loans_request_status_known", RequestStatus),
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
                name="loans_request_refusal",
                condition=~Q(status=RequestStatus.REFUSED) | ~Q(refusal=""),
                violation_error_message=_("Say why the request is refused."),
            ),
            frozen(
                "loans_request_organisation_frozen",
                ["organisation_id"],
                _("A request stays with the organisation that made it."),
            ),
            never_deleted("loans_request_kept", _("A request is cancelled, never deleted.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("request_detail", args=[self.pk])

    @property
    def is_open_to_change(self):
        """Until it is accepted, who asked may change it."""
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


class RequestLineQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("category", "product", "accessory")

    def with_reserved(self):
        """Each with `reserved`, the number of things on prepared loans for it."""
        live = Q(items__status="reserved")
        return self.annotate(
            reserved=models.functions.Coalesce(models.Sum("items__quantity", filter=live), 0)
        )


class RequestLine(models.Model):
    """So many of one kind: asked, then accepted, then served."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="lines")
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("category"), null=True, blank=True
    )
    product = models.ForeignKey(
        VoucherProduct, models.PROTECT, verbose_name=_("voucher"), null=True, blank=True
    )
    accessory = models.ForeignKey(
        AccessoryKind, models.PROTECT, verbose_name=_("accessory"), null=True, blank=True
    )
    requested = models.PositiveIntegerField(_("asked"))
    accepted = models.PositiveIntegerField(_("accepted"), null=True, editable=False)
    served = models.PositiveIntegerField(_("handed over"), default=0, editable=False)

    objects = RequestLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.CheckConstraint(
                name="loans_requestline_one_kind",
                condition=Q(category__isnull=False, product=None, accessory=None)
                | Q(category=None, product__isnull=False, accessory=None)
                | Q(category=None, product=None, accessory__isnull=False),
                violation_error_message=_("A line asks for one kind of thing."),
            ),
            models.CheckConstraint(
                name="loans_requestline_quantities",
                condition=Q(requested__gte=1)
                & (
                    Q(accepted=None, served=0)
                    | Q(
                        accepted__isnull=False,
                        accepted__lte=F("requested"),
                        served__lte=F("accepted"),
                    )
                ),
                violation_error_message=_(
                    "No more is handed over than was accepted, nor accepted than was asked."
                ),
            ),
            models.CheckConstraint(
                name="loans_requestline_whole",
                condition=whole("requested", "accepted", "served"),
                violation_error_message=_("Ask for a whole number."),
            ),
        ]

    def __str__(self):
        return f"{self.what} × {self.requested}"

    @property
    def what(self):
        return self.category or self.product or self.accessory

    @property
    def icon(self):
        return self.category.icon if self.category else "ticket" if self.product else "plug"

    @cached_property
    def still_open(self):
        """How many are accepted and neither served nor reserved. Needs `with_reserved`."""
        return (self.accepted or 0) - self.served - self.reserved
