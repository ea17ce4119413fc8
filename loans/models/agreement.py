from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import frozen, never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from core.models import Document
from loans.lifecycle import AGREEMENT_NEXT, AGREEMENT_TONES, AgreementStatus, Audience, LoanKind
from loans.models.loan import Loan


class AgreementTextQuerySet(models.QuerySet):
    def current(self, kind, audience, language):
        """The clauses in use; a structure has those of staff."""
        who = Audience.FAMILY if audience == Audience.FAMILY else Audience.STAFF
        return self.get(kind=kind, audience=who, language=language, is_current=True)


class AgreementText(models.Model):
    """The clauses of one kind of agreement in one language; an edit is a new version."""

    kind = models.CharField(_("kind"), max_length=8, choices=LoanKind)
    audience = models.CharField(
        _("for"),
        max_length=10,
        choices=[(Audience.FAMILY, _("families")), (Audience.STAFF, _("staff"))],
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    version = models.PositiveSmallIntegerField(_("version"))
    body = models.TextField(_("clauses"), max_length=20_000)
    is_current = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AgreementTextQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "audience", "language", "-version"]
        verbose_name = _("text of agreements")
        verbose_name_plural = _("texts of agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "audience", "language", "version"],
                name="loans_agreementtext_version",
                violation_error_message=_(
                    "Somebody wrote this version at the same time: open it again."
                ),
            ),
            models.UniqueConstraint(
                fields=["kind", "audience", "language"],
                condition=Q(is_current=True),
                name="loans_agreementtext_one_current",
                violation_error_message=_("One version is in use at a time."),
            ),
            frozen(
                "loans_agreementtext_frozen",
                ["kind", "audience", "language", "version", "body"],
                _("A text that was in use does not change: write a new version."),
            ),
            never_deleted("loans_agreementtext_kept", _("A text that was in use is kept.")),
        ]

    def __str__(self):
        parts = [self.get_kind_display(), self.get_audience_display(), self.get_language_display()]
        return " · ".join(str(part) for part in parts)

    def get_absolute_url(self):
        return reverse("agreementtext_edit", args=[self.kind, self.audience, self.language])


class Agreement(Life):
    """The paper of a hand-over. The row holds ids only: names are in the file alone."""

    Status = AgreementStatus
    NEXT = AGREEMENT_NEXT
    TONES = AGREEMENT_TONES

    status = life_field(AgreementStatus, AgreementStatus.DRAFT)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="agreements")
    text = models.ForeignKey(AgreementText, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=14, unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True, editable=False)
    facts_sha256 = models.CharField(max_length=64, editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, editable=False, related_name="+"
    )
    scan = models.ForeignKey(Document, models.PROTECT, null=True, editable=False, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    purged_at = models.DateTimeField(null=True, editable=False)

    objects = LifeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            known_status("loans_agreement_status_known", AgreementStatus),
            models.CheckConstraint(
                name="loans_agreement_signed",
                condition=~Q(status=AgreementStatus.SIGNED)
                | Q(document__isnull=False, signed_at__isnull=False) & ~Q(sha256=""),
                violation_error_message=_("A signed agreement has its file, hash and time."),
            ),
            models.UniqueConstraint(
                fields=["loan"],
                condition=Q(status=AgreementStatus.ISSUED),
                name="loans_agreement_one_issued",
                violation_error_message=_(
                    "An agreement of this loan waits for a signature already."
                ),
            ),
            frozen(
                "loans_agreement_frozen",
                ["loan_id", "number", "token"],
                _("An agreement's number does not change."),
            ),
            frozen(
                "loans_agreement_signed_frozen",
                [
                    "status",
                    "status_since",
                    "text_id",
                    "facts_sha256",
                    "document_id",
                    "scan_id",
                    "sha256",
                    "signed_at",
                ],
                _("A signed agreement does not change: write an amendment."),
                when="OLD.status = 'signed'",
            ),
            never_deleted("loans_agreement_kept", _("An agreement is never deleted.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("agreement_file", args=[self.pk])
