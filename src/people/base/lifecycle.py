from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.workflow import event_messages
from core.workflow.lifecycle import ToneChoices
from people.base.roles import Role


class OrganisationStatus(ToneChoices):
    PENDING = "asked", "wait", _("requesting access")
    APPROVED = "approved", "good", _("approved")
    SUSPENDED = "suspended", "bad", _("suspended")
    EXPIRED = "expired", "done", pgettext_lazy("organisation", "expired")


OrganisationStatus.TRANSITIONS = {
    OrganisationStatus.PENDING: {OrganisationStatus.APPROVED, OrganisationStatus.SUSPENDED},
    OrganisationStatus.APPROVED: {OrganisationStatus.SUSPENDED, OrganisationStatus.EXPIRED},
    OrganisationStatus.SUSPENDED: {OrganisationStatus.APPROVED},
    OrganisationStatus.EXPIRED: {OrganisationStatus.APPROVED},
}


class AreaKind(models.TextChoices):
    """The kinds of territories in reports."""

    DEPARTMENT = "departement", _("département")
    EPCI = "epci", _("group of communes (EPCI)")
    COMMUNE = "commune", _("commune")
    QPV = "qpv", _("priority area (QPV)")


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


class Relationship(models.TextChoices):
    """The capacity in which somebody represents a minor, or an adult protected by a judge."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    GUARDIAN = "guardian", _("guardian of a minor (tutelle)")
    THIRD = "third", _("person to whom the child is entrusted")
    TUTOR = "tutor", _("guardian of an adult (tutelle)")
    CURATOR = "curator", _("curator of an adult (curatelle)")
    EMPOWERED = "empower", _("family member empowered by a judge (habilitation familiale)")
    ASSISTANT = "assist", _("family member who assists, by decision of a judge")
    MANDATARY = "mandate", _("protection mandate holder (mandat de protection future)")


class Network(models.TextChoices):
    """Mobile networks available at a person's home."""

    G3 = "3g", "3G"
    G4 = "4g", "4G"
    G5 = "5g", "5G"


class ProofKind(models.TextChoices):
    """The proof of identity that was shown; it is never copied."""

    REFERRAL = "referral", _("referral by a social worker")
    IDENTITY = "identity", _("proof of identity")
    ADDRESS = "address", _("proof of address")
    BENEFIT = "benefit", _("statement of benefits")
    SCHOOL = "school", _("school certificate")
    WORK = "work", _("staff card or work contract")


EVENTS = {
    "areatable.applied": _("Table of territories imported: %(count)s"),
    "user.invited": _("Invited as %(role)s"),
    "user.joined": _("Accepted the invitation"),
    "user.changed": _("Role: %(role)s"),
    "user.manages": _("Manages the users of their organisation"),
    "user.manages_no_more": _("No longer manages the users of their organisation"),
    "user.readdressed": _("Signs in with a different e-mail address"),
    "user.disabled": _("Access closed"),
    "user.enabled": _("Access reopened"),
    "user.second_factor_reset": _("Two-step sign-in reset"),
    "user.anonymised": _("Name and e-mail erased"),
    "site.opened": _("Site added"),
    "site.changed": _("Site corrected"),
    "organisation.entered": _("Entered in the register"),
    "organisation.changed": _("Details corrected"),
    "organisation.approved": _("Approved"),
    "organisation.suspended": _("Suspended"),
    "organisation.expired": _("Partnership agreement expired"),
    "recipient.entered": _("Entered in the register"),
    "recipient.changed": _("Details corrected"),
    "recipient.anonymised": _("Anonymised"),
}

event_messages.register(EVENTS, corrections=["areatable.applied", "recipient.changed"], role=Role)
