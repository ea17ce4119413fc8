"""Where things come from."""

from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.guards import never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from core.quantities import whole
from core.validators import StdnumValidator
from donations.lifecycle import DONATION_NEXT, DONATION_TONES, DonationStatus, DonorKind
from people.models import Site


class DonorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("donations.view_donor") else self.none()

    def for_list(self):
        """Each with `lots`, how many donations, and `last_lot`, when the last was opened."""
        return self.annotate(lots=Count("donations"), last_lot=Max("donations__created_at"))


class Donor(models.Model):
    """Who gives: a company, a public body or an individual."""

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("A donor of this name is entered already.")},
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DonorKind, default=DonorKind.COMPANY)
    siren = models.CharField(
        _("SIREN"),
        max_length=9,
        blank=True,
        validators=[StdnumValidator("stdnum.fr.siren", _("This SIREN is wrong."))],
    )
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)

    objects = DonorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("donor")
        verbose_name_plural = _("donors")
        constraints = [
            models.CheckConstraint(
                name="donations_donor_kind",
                condition=Q(kind__in=DonorKind.values),
                violation_error_message=_("A donor is a company, a public body or an individual."),
            ),
            never_deleted("donations_donor_kept", _("A donor stays in the register.")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("donor_detail", args=[self.pk])


class DonationQuerySet(LifeQuerySet):
    def visible_to(self, user):
        """The lots of the sites where `user` works; all for a coordinator."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("donations.view_donation"):
            return self.filter(site__in=user.site_ids)
        return self.none()

    def matching_code(self, code):
        return self.filter(reference=code.upper())

    def for_list(self):
        """Each with its donor and site, and `announced`, the number of devices the donor named."""
        lines = DonationLine.objects.filter(donation=OuterRef("pk")).order_by()
        total = lines.values("donation").annotate(total=Sum("announced")).values("total")
        return self.select_related("donor", "site").annotate(announced=Coalesce(Subquery(total), 0))


class Donation(Life):
    """A lot: what one donor gave at one time, from promise to closed."""

    Status = DonationStatus
    NEXT = DONATION_NEXT
    TONES = DONATION_TONES

    status = life_field(DonationStatus, DonationStatus.PROMISED)
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    donor = models.ForeignKey(
        Donor, models.PROTECT, verbose_name=_("donor"), related_name="donations"
    )
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"))
    collect_on = models.DateField(_("collection date"), null=True, blank=True)
    collect_at = models.TextField(_("collection address"), max_length=300, blank=True)
    received_on = models.DateField(_("received on"), null=True, editable=False)
    note = models.TextField(
        _("note"),
        max_length=500,
        blank=True,
        help_text=_("About the equipment, never about a person."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DonationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = [
            known_status("donations_donation_status", DonationStatus),
            models.CheckConstraint(
                name="donations_donation_received_on",
                condition=~Q(status__in=[DonationStatus.RECEIVED, DonationStatus.CLOSED])
                | Q(received_on__isnull=False),
                violation_error_message=_("A received donation has its date."),
            ),
            never_deleted("donations_donation_kept", _("A donation is cancelled, never deleted.")),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("donation_detail", args=[self.pk])


class DonationLine(models.Model):
    """So many devices of a category: announced by the donor, counted at the door."""

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="lines")
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    announced = models.PositiveIntegerField(_("announced"), default=0)
    counted = models.PositiveIntegerField(_("counted"), null=True, blank=True)

    class Meta:
        ordering = ["category__position"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(
                fields=["donation", "category"],
                name="donations_donationline_once",
                violation_error_message=_("This category has a line already."),
            ),
            models.CheckConstraint(
                name="donations_donationline_whole",
                condition=whole("announced", "counted"),
                violation_error_message=_("What is counted is a whole number."),
            ),
        ]

    def __str__(self):
        return f"{self.category}: {self.announced}"
