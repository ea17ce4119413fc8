from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Mergeable
from core.models.addressed import Addressed
from core.models.by_language import languages
from core.models.fields import siren_field, valid_choice
from core.models.lookups import holding
from core.workflow.guards import never_deleted
from donations.lifecycle import EXPECTED, DonorKind


class DonorQuerySet(models.QuerySet):
    def visible_to(self, user):
        seen = user.has_perm("donations.view_donor")
        return self.filter(merged_into=None) if seen else self.none()

    def called(self, text):
        """Donors whose name or contact has each word of `text`, or whose SIREN starts with it."""
        return self._matching(text, "name", "contact")

    def searched_by(self, user, text):
        """Donors that match `text`, without individuals unless `user` may see them."""
        if user.has_perm("donations.view_donor"):
            return self.called(text)
        return self.exclude(kind=DonorKind.INDIVIDUAL)._matching(text, "name")

    def _matching(self, text, *columns):
        digits = "".join(text.split())
        named = holding(self, text, *columns)
        return named | self.filter(siren__startswith=digits) if digits.isdecimal() else named

    def for_list(self):
        """Annotate `lots`, the number of donations, and `last_lot`, the time of the last."""
        rows = self.annotate(lots=Count("donations"), last_lot=Max("donations__created_at"))
        return rows.order_by("name", "pk")

    def _lots(self):
        """The lots of each donor, for existence checks."""
        return self.model.donations.rel.related_model.objects.filter(donor=OuterRef("pk"))

    def naming_somebody(self):
        """Donors with personal data: individuals, and companies with a named contact.

        A lot of any age with a contact or an individual's address also counts.
        """
        anybody = ~Q(contact="", email="", phone="")
        lots = self._lots()
        there = lots.exclude(collect_contact="", collect_phone="")
        their_own = Q(forgotten_at=None) | Exists(lots.exclude(collect_at=""))
        individual = Q(kind=DonorKind.INDIVIDUAL) & their_own
        return self.filter(individual | anybody | Exists(there))

    def idle(self, since):
        """Donors with personal data, no donation or contact after this day, and no lot to come."""
        later = Q(created_at__date__gt=since) | Q(received_on__gt=since) | Q(collect_on__gt=since)
        in_use = self._lots().filter(later | Q(status__in=EXPECTED))
        idle = self.naming_somebody().filter(~Exists(in_use), contact_on__lte=since)
        return idle.filter(merged_into=None)  # merged rows are anonymised with the survivor


class Donor(Addressed, Mergeable):
    """A donor: a company, a public body or an individual."""

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("There is already a donor with this name.")},
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DonorKind, default=DonorKind.COMPANY)
    siren = siren_field()
    legal_form = models.CharField(
        _("legal form"),
        max_length=60,
        blank=True,
        help_text=_("SAS, association, municipality... as shown on documents."),
    )
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.TextField(
        _("address"), max_length=300, blank=True, help_text=_("In full: street, postcode, town.")
    )
    language = models.CharField(
        _("language of their documents"), max_length=2, choices=languages, default="fr"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Day of the last entry, correction or contact.
    contact_on = models.DateField(_("last contact on"), default=timezone.localdate, editable=False)
    # Announced day on which personal data is erased; null if no erasure is announced.
    erase_on = models.DateField(_("erased on"), null=True, editable=False)
    # Time of anonymisation; null once a person is named again.
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = DonorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("donor")
        verbose_name_plural = _("donors")
        constraints = [
            valid_choice(
                "kind", DonorKind, _("A donor must be a company, a public body or an individual.")
            ),
            never_deleted(_("A donor cannot be deleted from the register.")),
        ]

    def __str__(self):
        if self.forgotten_at and self.kind == DonorKind.INDIVIDUAL:
            return gettext("former donor no. %(number)s") % {"number": self.pk}
        return self.name

    def named_for(self, user):
        """The name, or only initials of an individual if `user` may not see donors."""
        is_public_name = self.forgotten_at or self.kind != DonorKind.INDIVIDUAL
        if is_public_name or user.has_perm("donations.view_donor"):
            return str(self)
        return " ".join(f"{word[0]}." for word in str(self).split())

    @property
    def is_public(self):
        return self.kind == DonorKind.PUBLIC
