from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed, Numbered
from core.models.fields import check, document_key, once, protected_key, user_key
from core.workflow.guards import frozen, never_deleted, only_forgotten
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from loans.base.lifecycle.aftercare import (
    SIGNED_KINDS,
    TO_SIGN,
    UNSIGNED_KINDS,
    AmendmentKind,
    AmendmentStatus,
    RenewalStatus,
)
from loans.base.models.agreement import Agreement, AgreementQuerySet
from loans.base.models.loan import Loan, of_visible_loans


class AmendmentQuerySet(AgreementQuerySet):
    def visible_to(self, user):
        return of_visible_loans(self, user)

    def for_list(self):
        return self.select_related("loan__organisation", "loan__recipient", "document", "scan")

    def signed(self):
        """The amendments in force: signed, or valid without a signature."""
        return self.filter(status__in=[AmendmentStatus.SIGNED, AmendmentStatus.NOTED]).exclude(
            sha256=""
        )


class Amendment(Numbered, Workflow):
    """A change to a signed agreement; the row holds ids, no name."""

    PAGE = "amendment_file"
    INITIAL = frozenset({AmendmentStatus.NOTED})  # not signed

    status = status_field(AmendmentStatus, AmendmentStatus.ISSUED)
    kind = models.CharField(_("kind"), max_length=10, choices=AmendmentKind, editable=False)
    loan = protected_key(Loan, related_name="amendments")
    # Null for a loan of an earlier register: its agreement was on paper.
    agreement = protected_key(Agreement, null=True, editable=False, related_name="amendments")
    rank = models.PositiveSmallIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, editable=False)
    # The values in its sentences: ids of items and loans, days, codes.
    data = models.JSONField(default=dict, editable=False)
    words = models.TextField(
        _("error and correction"),
        max_length=500,
        blank=True,
        help_text=_("Use plain words, only about the equipment or the terms. No names, please."),
    )
    document = document_key(null=True, editable=False)
    scan = document_key(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    purged_at = models.DateTimeField(null=True, editable=False)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        indexes = [models.Index(fields=["status", "loan"], name="loans_amendment_status")]
        constraints = [
            valid_status(AmendmentStatus),
            check(
                "kind",
                Q(kind__in=UNSIGNED_KINDS, status=AmendmentStatus.NOTED)
                | Q(kind__in=SIGNED_KINDS) & ~Q(status=AmendmentStatus.NOTED),
                _(
                    "Extensions and transfers are only recorded; all other amendments must "
                    "be signed."
                ),
            ),
            check(
                "signed",
                ~Q(status=AmendmentStatus.SIGNED)
                | Q(document__isnull=False, signed_at__isnull=False) & ~Q(sha256=""),
                _("A signed amendment must have its file, hash and time."),
            ),
            check(
                "words",
                ~Q(kind=AmendmentKind.CORRECTION) | ~Q(words=""),
                _("Enter the error and its correction."),
            ),
            once(
                ["loan", "rank"],
                _("Another amendment was written at the same time: try again."),
                name="rank",
            ),
            once(
                ["loan"],
                _("A loan can become a gift only once."),
                name="kept_once",
                condition=Q(kind=AmendmentKind.KEEP),
            ),
            frozen(
                [
                    "kind",
                    "loan_id",
                    "agreement_id",
                    "rank",
                    "number",
                    "token",
                    "language",
                    "data",
                    "by_id",
                    "at",
                ],
                _("An amendment cannot be changed: write another."),
            ),
            only_forgotten("words", _("An amendment cannot be changed: write another.")),
            frozen(
                ["status", "status_since", "document_id", "scan_id", "sha256", "signed_at"],
                _("A signed amendment cannot be changed: write another."),
                name="signed_frozen",
                when=f"OLD.status = '{AmendmentStatus.SIGNED}'",
            ),
            frozen(
                ["document_id", "scan_id", "sha256"],
                _("The document for an amendment can be created only once."),
                name="noted_frozen",
                when=f"OLD.status = '{AmendmentStatus.NOTED}' AND OLD.document_id IS NOT NULL",
            ),
            never_deleted(_("An amendment can never be deleted.")),
        ]

    @property
    def sign_url(self):
        return reverse("amendment_sign", args=[self.pk])

    @property
    def is_to_sign(self):
        return self.status in TO_SIGN


class RenewalQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        return of_visible_loans(self, user)

    def for_list(self):
        return self.select_related("loan__organisation", "loan__recipient", "loan__site", "by")


class Renewal(Addressed, Workflow):
    """A request to extend a loan; it is agreed to, or refused with a reason."""

    PAGE = "renewal_answer"

    named_with = ("loan",)

    status = status_field(RenewalStatus, RenewalStatus.PENDING)
    loan = protected_key(Loan, related_name="renewals")
    due_before = models.DateField(editable=False)
    wished_on = models.DateField(_("until"))
    agreed_on = models.DateField(_("agreed until"), null=True, editable=False)
    refusal = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    amendment = models.OneToOneField(
        Amendment, models.PROTECT, null=True, editable=False, related_name="renewal"
    )
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        indexes = [models.Index(fields=["status", "id"], name="loans_renewal_status")]
        constraints = [
            valid_status(RenewalStatus),
            once(
                ["loan"],
                _("An extension has already been requested."),
                name="one_asked",
                condition=Q(status=RenewalStatus.PENDING),
            ),
            check(
                "later",
                Q(wished_on__gt=F("due_before"))
                & (Q(agreed_on=None) | Q(agreed_on__gt=F("due_before"))),
                _("An extension must end after the current due date."),
            ),
            check(
                "agreed",
                ~Q(status=RenewalStatus.AGREED)
                | Q(agreed_on__isnull=False, amendment__isnull=False),
                _("An extension that was agreed must have its amendment."),
            ),
            check(
                "refusal",
                ~Q(status=RenewalStatus.REFUSED) | ~Q(refusal=""),
                _("Give the reason for refusing."),
            ),
            frozen(
                ["loan_id", "due_before", "wished_on", "by_id", "at"],
                _("An extension request cannot be changed."),
            ),
            frozen(
                ["agreed_on", "amendment_id"],
                _("An answer cannot be changed."),
                name="answered_frozen",
                when=f"OLD.status <> '{RenewalStatus.PENDING}'",
            ),
            only_forgotten(
                "refusal",
                _("An answer cannot be changed."),
                when=f"OLD.status <> '{RenewalStatus.PENDING}'",
            ),
            never_deleted(_("An extension request can be withdrawn, but never deleted.")),
        ]

    def __str__(self):
        return str(self.loan)
