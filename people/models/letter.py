from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.workflow.guards import frozen, never_deleted
from people.models.site import Site

LONGEST_SMS = 612  # four parts of GSM-7


class LetterTextQuerySet(models.QuerySet):
    def used_at(self, kind, language, site):
        """The texts of a kind in a language: those of the site first, then the association's."""
        written = self.filter(kind=kind, language=language)
        sites = Q(site=None) | Q(site=site) if site else Q(site=None)
        return written.filter(sites).order_by(models.F("site").asc(nulls_last=True))


class LetterText(models.Model):
    """A text of a kind of letter that replaces the default, for the association or for one site.

    Each part that is empty is the usual one (the house's for a site, ours for the house).
    """

    kind = models.CharField(_("letter"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name=_("site"), null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("subject of the e-mail"), max_length=120, blank=True)
    body = models.TextField(_("text of the e-mail"), max_length=4_000, blank=True)
    sms = models.TextField(_("text of the SMS"), max_length=LONGEST_SMS, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        constraints = [
            models.CheckConstraint(
                name="people_lettertext_language",
                condition=Q(language__in=["fr", "en"]),
                violation_error_message=_("Letters are written in French or English."),
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "site"],
                condition=Q(site__isnull=False),
                name="people_lettertext_one_a_site",
                violation_error_message=_("This site has its text of this letter already."),
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(site=None),
                name="people_lettertext_one_of_the_house",
                violation_error_message=_("The house has its text of this letter already."),
            ),
            frozen(
                "people_lettertext_frozen",
                ["kind", "language", "site_id"],
                _("A text stays with its letter, language and site."),
            ),
            never_deleted("people_lettertext_kept", _("A text is restored, never deleted.")),
        ]

    def __str__(self):
        return f"{self.kind} · {self.get_language_display()}"

    def get_absolute_url(self):
        where = [self.site_id] if self.site_id else []
        return reverse("lettertext_edit", args=[self.kind, self.language, *where])
