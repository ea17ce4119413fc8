from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from people.lifecycle import RecipientKind
from people.models.organisation import Organisation

PERSONAL = ["first_name", "last_name", "phone", "email", "address", "town"]


class RecipientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who hand over; its own for an association; none for the warehouse."""
        if user.has_perm("people.view_recipient"):
            return self
        return self.filter(organisation=user.organisation_id or 0)

    def known(self):
        return self.filter(anonymised_at=None)

    def named(self, text):
        """Those whose first or last names, or reference, hold every word of `text`."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(reference__icontains=word)
            )
        return found


class Recipient(models.Model):
    """A family or a staff member, of exactly one organisation: what is needed to lend, and no more.

    The only place of a family's personal data, reached through a loan or a request, never from a
    device.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="recipients"
    )
    kind = models.CharField(
        _("kind"), max_length=8, choices=RecipientKind, default=RecipientKind.FAMILY
    )
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    last_name = models.CharField(_("last name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    birth_date = models.DateField(
        _("birth date"),
        null=True,
        blank=True,
        help_text=_("Only for a minor: a guardian then signs."),
    )
    household_size = models.PositiveSmallIntegerField(_("people at home"), default=1)
    language = models.CharField(
        _("language of the papers"),
        max_length=2,
        choices=[("fr", "Français"), ("en", "English")],
        default="fr",
    )
    reference = models.CharField(_("the organisation's own reference"), max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.CheckConstraint(
                name="people_recipient_anonymised",
                condition=Q(anonymised_at__isnull=True)
                | Q(**dict.fromkeys([*PERSONAL, "reference"], ""), birth_date__isnull=True),
                violation_error_message=_("An anonymised person has no name and no address."),
            ),
            models.CheckConstraint(
                name="people_recipient_household",
                condition=Q(household_size__gte=1),
                violation_error_message=_("At least one person lives at home."),
            ),
            models.CheckConstraint(
                name="people_recipient_kind",
                condition=Q(kind__in=RecipientKind.values),
                violation_error_message=_("A recipient is a family or a staff member."),
            ),
            frozen(
                "people_recipient_one_organisation",
                ["organisation_id"],
                _("A person stays with the organisation that knows them."),
            ),
            frozen(
                "people_recipient_stays_anonymous",
                ["anonymised_at"],
                _("Who was anonymised stays anonymous."),
                when="OLD.anonymised_at IS NOT NULL",
            ),
            never_deleted("people_recipient_kept", _("A person is anonymised, never deleted.")),
        ]

    def __str__(self):
        """Who this is, for pages of those who may know; others are given `discreet`."""
        if self.anonymised_at:
            return gettext("anonymised person no. %(number)s") % {"number": self.pk}
        return f"{self.first_name} {self.last_name}".strip() or self.discreet

    def get_absolute_url(self):
        return reverse("recipient_detail", args=[self.pk])

    @property
    def discreet(self):
        """What the warehouse may see of a person."""
        if self.kind == RecipientKind.STAFF:
            return gettext("staff member")
        return ngettext("one person", "family of %(count)s", self.household_size) % {
            "count": self.household_size
        }

    def seen_by(self, user):
        """The name for those who may know it, `discreet` for all others."""
        knows = (
            user.has_perm("people.view_recipient") or user.organisation_id == self.organisation_id
        )
        return str(self) if knows else self.discreet

    def is_minor(self, today):
        if self.birth_date is None:
            return False
        had_birthday = (today.month, today.day) >= (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - (not had_birthday) < 18


class Guardian(models.Model):
    """Who answers for a minor and signs; separated parents have two addresses."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="guardians")
    name = models.CharField(_("name of the guardian"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")

    def __str__(self):
        return self.name
