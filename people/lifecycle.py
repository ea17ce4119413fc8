"""The lives of organisations, and what the stories of people and organisations say."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationStatus(models.TextChoices):
    ASKED = "asked", _("asks for access")
    APPROVED = "approved", _("approved")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", pgettext_lazy("organisation", "expired")


ORGANISATION_NEXT = {
    OrganisationStatus.ASKED: {OrganisationStatus.APPROVED, OrganisationStatus.SUSPENDED},
    OrganisationStatus.APPROVED: {OrganisationStatus.SUSPENDED, OrganisationStatus.EXPIRED},
    OrganisationStatus.SUSPENDED: {OrganisationStatus.APPROVED},
    OrganisationStatus.EXPIRED: {OrganisationStatus.APPROVED},
}

ORGANISATION_TONES = {
    OrganisationStatus.ASKED: "wait",
    OrganisationStatus.APPROVED: "good",
    OrganisationStatus.SUSPENDED: "bad",
    OrganisationStatus.EXPIRED: "done",
}


class OrganisationKind(models.TextChoices):
    ASSOCIATION = "association", _("association")
    CCAS = "ccas", _("municipal social centre (CCAS)")
    MISSION_LOCALE = "mission_locale", _("Mission locale")
    SCHOOL = "school", _("school")
    SHELTER = "shelter", _("shelter")
    EMPLOYER = "employer", _("employer")
    OTHER = "other", _("other")


class RecipientKind(models.TextChoices):
    FAMILY = "family", _("family")
    STAFF = "staff", _("staff member")


EVENTS = {
    "user.invited": _("Invited as %(role)s"),
    "user.joined": _("Accepted the invitation"),
    "user.changed": _("Role: %(role)s"),
    "user.readdressed": _("Signs in with another e-mail"),
    "user.disabled": _("Access closed"),
    "user.enabled": _("Access opened again"),
    "site.opened": _("Site opened"),
    "site.changed": _("Site corrected"),
    "organisation.entered": _("Entered in the register"),
    "organisation.changed": _("Details corrected"),
    "organisation.approved": _("Approved"),
    "organisation.suspended": _("Suspended"),
    "organisation.expired": _("Convention expired"),
    "recipient.entered": _("Entered in the register"),
    "recipient.changed": _("Details corrected"),
    "recipient.anonymised": _("Anonymised"),
}
