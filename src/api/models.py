"""Tokens: secrets that machines and other tools use instead of a password."""

from ipaddress import ip_address, ip_network
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from api.scopes import Scope
from core.models.addressed import Addressed
from core.models.fields import check, protected_key, user_key
from core.workflow.guards import frozen, never_deleted
from core.workflow.lifecycle import Lockable, Stateful, ToneChoices
from people.models import Site, User

PREFIX = "rebond_"  # lets code scanners recognise a published token


def new_secret():
    return PREFIX + token_urlsafe(32)


def hash_of(secret):
    return salted_hmac("api.token", secret, algorithm="sha256").hexdigest()


def networks_of(text):
    """Parse lines with a network or an address as networks; raise `ValidationError` if invalid."""
    try:
        return [ip_network(line.strip(), strict=False) for line in text.split()]
    except ValueError as error:
        raise ValidationError(
            _("One address or network per line, such as 192.0.2.7 or 192.0.2.0/24.")
        ) from error


class TokenStatus(ToneChoices):
    OPEN = "open", "good", _("in use")
    EXPIRED = "expired", "wait", _("expired")
    REVOKED = "revoked", "done", _("revoked")


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All tokens for users who manage users; otherwise the user's own tokens."""
        if user.has_perm("people.manage_users"):
            return self
        return self.filter(user=user.pk)

    def in_use(self):
        """Tokens that are neither revoked nor past their last day."""
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate())

    def opening(self, secret, today):
        """Return the valid token with this secret, or None."""
        rows = self.filter(token_hash=hash_of(secret), revoked_at=None, expires_on__gte=today)
        return rows.select_related("user__organisation").first()


class Token(Addressed, Stateful, Lockable):
    """A secret that acts as a user, within its scopes, sites and networks.

    A machine token has its own technical user, which cannot sign in elsewhere. Only a keyed hash of
    the secret is stored, so the secret is shown once.
    """

    PAGE = "token_edit"
    NEEDS = "people.manage_users"

    user = protected_key(User, verbose_name=_("acts on behalf of"), related_name="tokens")
    name = models.CharField(
        _("name"),
        max_length=60,
        help_text=_("The tool that uses the token: “bench 2”, “case management”."),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(_("ends with"), max_length=4, editable=False)
    scopes = models.JSONField(_("permissions"), default=list)
    sites = models.ManyToManyField(Site, verbose_name=_("only at these sites"), blank=True)
    networks = models.TextField(
        _("only from these addresses"),
        max_length=1_000,
        blank=True,
        help_text=_("One per line, such as 192.0.2.0/24. Empty: from anywhere."),
    )
    expires_on = models.DateField(_("last day"))
    by = user_key(verbose_name=_("created by"), editable=False)
    at = models.DateTimeField(_("created on"), default=timezone.now, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    used_from = models.GenericIPAddressField(_("from"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            check("named", ~Q(name=""), _("A token must have a name.")),
            frozen(
                ["user_id", "token_hash", "ending", "by_id", "at"],
                _("A token cannot be moved to another user: create a new token."),
            ),
            frozen(
                ["revoked_at"],
                _("A revoked token cannot be used again: create a new one."),
                name="revoked",
                when="OLD.revoked_at IS NOT NULL",
            ),
            never_deleted(_("A token cannot be deleted: revoke it instead.")),
        ]

    def __str__(self):
        return self.name

    @property
    def state(self):
        if self.revoked_at:
            return TokenStatus.REVOKED
        is_past = self.expires_on < timezone.localdate()
        return TokenStatus.EXPIRED if is_past else TokenStatus.OPEN

    @property
    def scope_labels(self):
        return [Scope(scope).label for scope in self.scopes]

    def is_from(self, address):
        """Whether this token may be used from this IP address."""
        networks = networks_of(self.networks)
        return not networks or any(ip_address(address) in network for network in networks)
