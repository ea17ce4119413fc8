"""Agreements, their signatures, their texts, and the usual term of a loan.

An agreement row contains only ids. Names are only in the file, so that a purge at the end of
retention can delete the file and keep the proof. A signature is a separate row (`Signature`): role,
time, the hash of the drawing, no name.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models.addressed import Numbered
from core.models.fields import check, document_key, once, protected_key, user_key
from core.workflow.guards import append_only, frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.agreements import (
    SignatureKind,
    SignerRole,
    TextFor,
    TextKind,
    WhyNotSigned,
)
from loans.base.lifecycle.loans import AgreementStatus, Purpose
from loans.base.models.loan import Loan
from people.models import Language

TOKEN_LENGTH = 32  # 128 random bits, as hexadecimal digits
WRITTEN_AT_ONCE = _("Someone saved this version at the same time: open it again.")


class AgreementTextQuerySet(models.QuerySet):
    def current(self, kind, audience, language):
        """The clauses in use for this audience."""
        return self.get(kind=kind, audience=audience, language=language, is_current=True)

    def of_categories(self, categories, language):
        """The clauses in use for these categories, each once, in their order."""
        rows = self.filter(category__in=categories, language=language, is_current=True)
        return rows.order_by("category__position", "category__code")

    def like(self, text):
        """Every version of the same text."""
        same = {name: getattr(text, name) for name in ("kind", "audience", "language", "category")}
        return self.filter(**same)


class AgreementText(models.Model):
    """The clauses of one kind of agreement in one language; an edit is a new version.

    A line of three dashes ends the signed part; the annex follows. The text of a category is
    appended to the annex of each agreement that lends or gives such a device.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=TextKind)
    audience = models.CharField(_("for"), max_length=10, choices=TextFor)
    category = protected_key(Category, _("category"), null=True, blank=True)
    language = models.SlugField(_("language"), max_length=10)
    version = models.PositiveSmallIntegerField(_("version"))
    body = models.TextField(_("clauses"), max_length=20_000)
    is_current = models.BooleanField(default=True)
    # Machine-translated and not reviewed yet; False for a version that a user wrote.
    is_machine = models.BooleanField(default=False, editable=False)
    by = user_key(null=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AgreementTextQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "audience", "category", "language", "-version"]
        verbose_name = _("text of agreements")
        verbose_name_plural = _("texts of agreements")
        constraints = [
            once(
                ["kind", "audience", "language", "version"],
                WRITTEN_AT_ONCE,
                name="version",
                condition=Q(category=None),
            ),
            once(["category", "language", "version"], WRITTEN_AT_ONCE, name="category_version"),
            once(
                ["kind", "audience", "language"],
                _("Only one version can be in use at a time."),
                name="one_current",
                condition=Q(is_current=True, category=None),
            ),
            once(
                ["category", "language"],
                _("Only one version can be in use at a time."),
                name="category_one_current",
                condition=Q(is_current=True),
            ),
            check(
                "known",
                Q(kind=TextKind.CATEGORY, audience=TextFor.ANYBODY, category__isnull=False)
                | Q(
                    kind__in=[kind for kind in TextKind.values if kind != TextKind.CATEGORY],
                    audience__in=[TextFor.FAMILY, TextFor.STAFF, TextFor.STRUCTURE],
                    category=None,
                ),
                _("A text must belong to a type of agreement or to a category."),
            ),
            frozen(
                ["kind", "audience", "category_id", "language", "version", "body"],
                _("A text that has been used cannot be changed: write a new version."),
            ),
            never_deleted(_("A text that has been used cannot be deleted.")),
        ]

    def __str__(self):
        what = self.category or self.get_kind_display()
        parts = [what, self.get_audience_display(), self.language_name]
        return " · ".join(str(part) for part in parts)

    def get_absolute_url(self):
        return reverse("agreementtext_edit", args=[self.kind, self.about, self.language])

    @property
    def about(self):
        """The audience of the text, or the code of its category: a part of its URL."""
        return self.category.code if self.category else self.audience

    @property
    def language_name(self):
        """The name of the language: in French for those that the association added."""
        ours = dict(settings.LANGUAGES)
        added = Language.objects.filter(code=self.language) if self.language not in ours else ()
        return ours.get(self.language) or next((row.french_name for row in added), self.language)


class AgreementQuerySet(WorkflowQuerySet):
    def opened_by(self, token):
        """The paper with this code on it, in upper or lower case."""
        return self.filter(token=token.lower()) if len(token) == TOKEN_LENGTH else self.none()

    def signed(self):
        return self.filter(status=AgreementStatus.SIGNED)


class Agreement(Numbered, Workflow):
    """The paper of a hand-over. The row holds ids only: names are in the file alone."""

    PAGE = "agreement_file"

    status = status_field(AgreementStatus, AgreementStatus.ISSUED)
    loan = protected_key(Loan, related_name="agreements")
    text = protected_key(AgreementText, related_name="+")
    # In another language, beside the binding French text.
    second_text = protected_key(AgreementText, null=True, editable=False, related_name="+")
    number = models.CharField(_("number"), max_length=14, unique=True, editable=False)
    token = models.CharField(max_length=TOKEN_LENGTH, unique=True, editable=False)
    facts_sha256 = models.CharField(max_length=64, editable=False)
    document = document_key(null=True, editable=False)
    scan = document_key(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    declined_because = models.CharField(
        _("reason for not signing"), max_length=8, choices=WhyNotSigned, blank=True, editable=False
    )
    purged_at = models.DateTimeField(null=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [models.Index(fields=["status", "loan"], name="loans_agreement_status")]
        constraints = [
            valid_status(AgreementStatus),
            check(
                "signed",
                ~Q(status=AgreementStatus.SIGNED)
                | Q(document__isnull=False, signed_at__isnull=False) & ~Q(sha256=""),
                _("A signed agreement must have its file, hash and time."),
            ),
            check(
                "declined_because",
                Q(declined_because="")
                | Q(status=AgreementStatus.DECLINED, declined_because__in=WhyNotSigned.values),
                _("Choose the reason from the list, and only for an agreement that is not signed."),
            ),
            once(
                ["loan"],
                _("This loan already has an agreement, either signed or waiting for a signature."),
                name="one_issued",
                condition=Q(status__in=[AgreementStatus.ISSUED, AgreementStatus.SIGNED]),
            ),
            frozen(
                ["status"],
                _("An agreement that was not signed must be created again."),
                name="declined",
                when=f"OLD.status = '{AgreementStatus.DECLINED}'",
            ),
            frozen(
                ["loan_id", "number", "token"], _("The number of an agreement cannot be changed.")
            ),
            frozen(
                [
                    "status",
                    "status_since",
                    "text_id",
                    "second_text_id",
                    "declined_because",
                    "facts_sha256",
                    "document_id",
                    "scan_id",
                    "sha256",
                    "signed_at",
                ],
                _("A signed agreement cannot be changed: write an amendment."),
                name="signed_frozen",
                when=f"OLD.status = '{AgreementStatus.SIGNED}'",
            ),
            never_deleted(_("An agreement can never be deleted.")),
        ]

    @property
    def sign_url(self):
        return reverse("agreement_sign", args=[self.pk])

    @property
    def is_to_sign(self):
        return self.status == AgreementStatus.ISSUED


class Signature(models.Model):
    """An on-screen signature: the signatory, the time, and the hash of the drawing.

    The name of the signatory is only in the file; for our association it is a user.
    """

    agreement = protected_key(Agreement, related_name="signatures")
    role = models.CharField(_("as"), max_length=9, choices=SignerRole)
    kind = models.CharField(
        _("kind"), max_length=5, choices=SignatureKind, default=SignatureKind.DRAWN
    )
    user = user_key(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            once(["agreement", "role"], _("This person has already signed.")),
            check(
                "whose",
                Q(role=SignerRole.OURS, user__isnull=False)
                | Q(
                    role__in=[role for role in SignerRole.values if role != SignerRole.OURS],
                    user=None,
                ),
                _(
                    "Only a user can sign for the association; everyone else must sign for "
                    "themselves."
                ),
            ),
            check(
                "kind",
                Q(kind=SignatureKind.DRAWN) & ~Q(sha256="")
                | Q(kind=SignatureKind.TYPED, sha256=""),
                _("A signature must be drawn or typed."),
            ),
            append_only(_("A signature cannot be changed.")),
        ]

    def __str__(self):
        return self.get_role_display()


class LoanTerm(models.Model):
    """The default term of loans by purpose; without months, the end of the school year."""

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, unique=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("loan duration")
        verbose_name_plural = _("loan durations")
        constraints = [
            check(
                "known",
                Q(months=None) | Q(months__range=(1, 60)),
                _("A loan must last between one and sixty months."),
            )
        ]

    def __str__(self):
        return self.get_purpose_display()
