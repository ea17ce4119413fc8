from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.formatting import hour
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, valid_choice
from core.workflow.guards import never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from donations.lifecycle import ALLOWS_RESALE, EXPECTED, DonationStatus, Eraser, Ground
from donations.models.declared import Declared, declared_whole
from donations.models.donor import Donor
from people.base.site_scope import of_own_sites
from people.models import Site


class DonationQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Lots of the user's sites, or of all sites for a user who sees every site."""
        return of_own_sites(self, user, "donations.view_donation")

    def matching_code(self, code):
        """Lots with this reference, or with a paper of this number."""
        on_paper = self.model.objects.filter(papers__number=code.upper()).values("pk")
        return self.filter(Q(reference=code.upper()) | Q(pk__in=on_paper))

    def collected_between(self, first, last):
        """Donations to collect from `first` to `last`, not cancelled, by day and time."""
        rows = self.exclude(status=DonationStatus.CANCELLED)
        rows = rows.filter(collect_on__gte=first, collect_on__lte=last)
        return rows.order_by("collect_on", F("collect_from").asc(nulls_first=True), "pk")

    def for_list(self):
        """Lots with donor, site and `announced`, the number of devices announced."""
        lines = DonationLine.objects.filter(donation=OuterRef("pk")).order_by()
        total = lines.values("donation").annotate(total=Sum("announced")).values("total")
        return self.select_related("donor", "site").annotate(announced=Coalesce(Subquery(total), 0))


class Donation(Addressed, Workflow):
    """A lot: the devices that a donor gives at one time, from the promise to the closed lot."""

    takes_photos = True

    status = status_field(DonationStatus, DonationStatus.PROMISED)
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    donor = protected_key(Donor, _("donor"), related_name="donations")
    site = protected_key(Site, _("site"))
    collect_on = models.DateField(_("collection date"), null=True, blank=True)
    collect_from = models.TimeField(_("from"), null=True, blank=True)
    collect_until = models.TimeField(_("until"), null=True, blank=True)
    collect_at = models.TextField(_("collection address"), max_length=300, blank=True)
    collect_contact = models.CharField(_("contact on site"), max_length=120, blank=True)
    collect_phone = models.CharField(_("phone on site"), max_length=20, blank=True)
    carrier = models.CharField(
        _("carrier"),
        max_length=120,
        blank=True,
        help_text=_("The carrier; leave it empty if we collect the lot."),
    )
    eraser = models.CharField(
        _("data erased by"), max_length=5, choices=Eraser, default=Eraser.OURS
    )
    erase_within = models.PositiveSmallIntegerField(
        _("data erased within (days)"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Promised in the agreement, counted from the collection."),
    )
    outside_eraser = models.CharField(
        _("outside workshop that may erase the data"),
        max_length=120,
        blank=True,
        help_text=_(
            "The workshop’s name in the register, if the donor accepts it. It is printed in the "
            "agreement. If this is empty, devices with data stay with us."
        ),
    )
    owned_from = models.DateField(
        _("ownership transferred on"),
        null=True,
        blank=True,
        help_text=_("When the donation becomes ours. Empty: on the day of collection."),
    )
    collect_by = models.DateField(
        _("latest collection date"),
        null=True,
        blank=True,
        help_text=_("Set by a public body: quoted in its agreement."),
    )
    ground = models.CharField(
        _("legal article of the gift"),
        max_length=8,
        choices=Ground,
        blank=True,
        help_text=_("For a public body: its decision names the article."),
    )
    decision = models.CharField(
        _("reference of the decision"),
        max_length=120,
        blank=True,
        help_text=_("The deliberation or decision of the public body: number and date."),
    )
    may_resell = models.BooleanField(
        _("resale to people in hardship is allowed"),
        default=False,
        help_text=_(
            "Tick only for a public body’s gift of IT equipment (3° of the article), and "
            "only for resale within the legal price caps."
        ),
    )
    received_on = models.DateField(_("received on"), null=True, editable=False)
    boxes = models.PositiveSmallIntegerField(
        _("number of boxes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    # The lot came unannounced, with only a name; the coordinator completes or merges it.
    is_to_complete = models.BooleanField(_("to complete"), default=False, editable=False)
    note = models.TextField(
        _("note"),
        max_length=500,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DonationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = [
            valid_status(DonationStatus, name="status"),
            check(
                "received_on",
                ~Q(status__in=[DonationStatus.RECEIVED, DonationStatus.CLOSED])
                | Q(received_on__isnull=False),
                _("A received donation must have a date of receipt."),
            ),
            check(
                "slot",
                Q(collect_until=None)
                | Q(collect_from__isnull=False, collect_until__gt=F("collect_from")),
                _("A collection must end after it begins."),
            ),
            valid_choice("eraser", Eraser, _("Choose who erases the data: the donor or us.")),
            valid_choice(
                "ground", Ground, _("This article of law is not in the list."), optional=True
            ),
            check(
                "resale",
                Q(may_resell=False) | Q(ground__in=ALLOWS_RESALE),
                _("Only a gift under 3° of the article allows resale."),
            ),
            never_deleted(_("A donation cannot be deleted: cancel it instead.")),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_expected(self):
        """Whether nothing of the lot has arrived yet."""
        return self.status in EXPECTED

    @property
    def article(self):
        """Legal article cited in the agreement of a public body; "" until it is chosen."""
        body, _dash, number = self.ground.partition("-")
        if not number:
            return ""
        article = f"L. 3212-2, {number}°"
        return f"L. 3212-3 ({article})" if body == "local" else article

    @property
    def slot(self):
        """Time of the collection as text: "9:00 to 11:00", "9:00", or ""."""
        if self.collect_from is None:
            return ""
        begins = hour(self.collect_from)
        if self.collect_until is None:
            return begins
        return gettext("%(begins)s to %(ends)s") % {
            "begins": begins,
            "ends": hour(self.collect_until),
        }


class DonationLine(Declared):
    """A quantity of one category in a lot: announced by the donor, counted at intake.

    A declared value covers all `declared_count` devices together.
    """

    donation = protected_key(Donation, related_name="lines")
    category = protected_key(Category, _("category"))
    announced = models.PositiveIntegerField(_("announced"), default=0)
    counted = models.PositiveIntegerField(_("counted"), null=True, blank=True)
    declared_count = models.PositiveIntegerField(
        _("declared for"), null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["category__position"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            once(["donation", "category"], _("There is already a line for this category.")),
            declared_whole(declared_count__gt=0),
        ]

    def __str__(self):
        return f"{self.category}: {self.announced}"

    @property
    def quantity(self):
        """The counted quantity, or the announced quantity if not counted yet."""
        return self.announced if self.counted is None else self.counted
