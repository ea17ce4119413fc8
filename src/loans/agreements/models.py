"""Links for remote signing."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, protected_key, user_key
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Lockable
from loans.base.lifecycle.aftercare import AmendmentStatus
from loans.base.lifecycle.loans import AgreementStatus
from loans.base.models.agreement import Agreement
from loans.base.models.amendment import Amendment
from loans.base.models.loan import Loan
from people.outbox.lifecycle import Channel

VALID_FOR = timedelta(days=7)
MAX_WRONG_ANSWERS = 5  # wrong answers allowed before the link is closed
TOKEN, HASH = "loans.signature_link", "loans.signature_link.hash"
CLOSED = _("A link that was used or closed cannot be reopened.")


def hash_of(token):
    return salted_hmac(HASH, token, algorithm="sha256").hexdigest()


class SignatureLinkQuerySet(models.QuerySet):
    def opened_by(self, token):
        """The link with this secret, in any state; None without a secret."""
        rows = self.filter(token_hash=hash_of(token)).select_related(
            "by",
            "agreement__text",
            "agreement__second_text",
            "agreement__loan__recipient",
            "agreement__loan__organisation",
            "agreement__loan__site",
            "amendment__agreement",
            "amendment__loan__recipient",
            "amendment__loan__organisation",
            "amendment__loan__employer",
        )
        return rows.first()

    def standing(self):
        """Links that still open the signing page."""
        waiting = Q(agreement__status=AgreementStatus.ISSUED) | Q(
            amendment__status__in=[AmendmentStatus.ISSUED, AmendmentStatus.DECLINED]
        )
        now = timezone.now()
        return self.filter(waiting, used_at=None, closed_at=None, expires_at__gt=now)

    def visible_to(self, user):
        loans = Loan.objects.visible_to(user)
        return self.filter(Q(agreement__loan__in=loans) | Q(amendment__loan__in=loans))

    def for_paper(self, paper):
        return self.filter(**{paper._meta.model_name: paper})


class SignatureLink(Lockable):
    """Secret URL where one person signs one paper, once, on their own phone.

    Only keyed hashes are stored. It is opened with the year of birth, or with a code given by phone
    if `code_hash` is set.
    """

    agreement = protected_key(Agreement, null=True, editable=False, related_name="links")
    amendment = protected_key(Amendment, null=True, editable=False, related_name="links")
    channel = models.CharField(_("by"), max_length=5, choices=Channel, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    expires_at = models.DateTimeField(_("until"), editable=False)
    tries = models.PositiveSmallIntegerField(_("wrong answers"), default=0, editable=False)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0, editable=False)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = SignatureLinkQuerySet.as_manager()
    named_with = ("agreement__loan", "amendment__loan")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("link for signing remotely")
        verbose_name_plural = _("links for signing remotely")
        constraints = [
            check(
                "one_paper",
                Q(agreement__isnull=False, amendment=None)
                | Q(agreement=None, amendment__isnull=False),
                _("A link must be for one document only."),
            ),
            check(
                "dated",
                Q(expires_at__gt=F("at")),
                _("The expiry date of a link must be after the day it is sent."),
            ),
            frozen(
                [
                    "agreement_id",
                    "amendment_id",
                    "channel",
                    "token_hash",
                    "code_hash",
                    "expires_at",
                    "by_id",
                    "at",
                ],
                _("A link cannot be changed: send another."),
            ),
            frozen(
                ["used_at"],
                CLOSED,
                name="used",
                when="OLD.used_at IS NOT NULL OR OLD.closed_at IS NOT NULL",
            ),
            frozen(["closed_at"], CLOSED, name="closed", when="OLD.closed_at IS NOT NULL"),
            never_deleted(_("A link cannot be deleted: close it instead.")),
        ]

    def __str__(self):
        return self.paper.number

    def get_absolute_url(self):
        return self.paper.sign_url

    @property
    def paper(self):
        return self.agreement or self.amendment

    @property
    def loan(self):
        return self.paper.loan

    @property
    def site(self):
        """The site whose texts the letter with the link uses."""
        return self.loan.site

    @property
    def asks_year(self):
        return not self.code_hash

    @property
    def token(self):
        """The secret of the link, not stored: it is derived from the row and `SECRET_KEY`."""
        seed = f"{self.agreement_id}:{self.amendment_id}:{self.at.isoformat()}"
        return salted_hmac(TOKEN, seed, algorithm="sha256").hexdigest()[:32]

    @property
    def is_over(self):
        return self.closed_at is not None or self.expires_at <= timezone.now()

    @property
    def opens_copy(self):
        """Whether the link, which was signed with, still opens the copy of its signatory."""
        return self.used_at is not None and not self.is_over

    @property
    def is_open(self):
        """Whether the link still allows signing.

        Its sender must still be allowed to hand over, and the paper must still be unsigned.
        """
        is_over = self.used_at or self.is_over
        may_hand_over = self.by.is_active and self.by.has_perm("loans.hand_over")
        return not is_over and may_hand_over and self.paper.is_to_sign
