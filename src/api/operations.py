"""Create, change and revoke tokens."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from api.models import Token, TokenQuerySet, hash_of, networks_of, new_secret
from api.scopes import scopes_for
from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from people.base.roles import Role
from people.models import Site, User
from people.outbox.posting import post

LONGEST = timedelta(days=366)


@operation("api.open_token")
@sensitive_variables("secret")
def open_token(
    *,
    by: User,
    name: str,
    scopes: list[str],
    expires_on: date,
    sites: list[Site] = (),
    networks: str = "",
    owner: User | None = None,
) -> str:
    """Create a token that acts as `by`, or as `owner`; return its secret, which is not stored.

    `by` is notified by mail, so that a token created in a stolen session does not go unnoticed.
    """
    user = owner or by
    token = Token(user=user, name=name, networks=networks, expires_on=expires_on, by=by)
    secret = new_secret()
    token.token_hash, token.ending = hash_of(secret), secret[-4:]
    _set_limits(token, by, scopes, sites)
    Event.objects.record("token.opened", token, by=by, scopes=token.scopes)
    post("token.opened", token, to=by, is_urgent=True)
    return secret


@operation("people.manage_users")
def open_machine_token(*, by: User, name: str, role: Role, sites: list[Site], **limits) -> str:
    """Create a user for a machine, with this role at these sites, and return its token."""
    if role not in {Role.VOLUNTEER, Role.TECHNICIAN, Role.COUNTER, Role.COORDINATOR}:
        raise Refused(_("Other software must have a team role below administrator."))
    user = User.objects.of_machine(name, role, sites)
    return open_token(by=by, name=name, sites=sites, owner=user, **limits)


@operation("people.manage_users")
def change_token(token: Token, *, by: User, scopes: list[str], sites: list[Site] = ()) -> Token:
    """Set the name, scopes, sites, networks and last day of a token."""
    fields = {name: getattr(token, name) for name in ("name", "networks", "expires_on")}
    token.lock()
    if token.revoked_at:
        raise Refused(_("A revoked token cannot be used again: create a new one."))
    for name, value in fields.items():
        setattr(token, name, value)
    _set_limits(token, by, scopes, sites)
    Event.objects.record("token.changed", token, by=by, scopes=token.scopes)
    return token


def _set_limits(token: Token, by: User, scopes: list[str], sites: list[Site]) -> None:
    """Save a token with these scopes and sites, which `by` must be allowed to grant."""
    offered = scopes_for(token.user.role, granted=by.has_perm("people.manage_users"))
    if token.user != by and not by.has_perm("people.manage_users"):
        raise PermissionDenied("people.manage_users")
    if not scopes or set(scopes) - set(offered):
        raise Refused({"scopes": _("Choose its permissions, within the limits of its role.")})
    if not timezone.localdate() <= token.expires_on <= timezone.localdate() + LONGEST:
        raise Refused({"expires_on": _("A token can last for one year at most.")})
    networks_of(token.networks)
    token.scopes = [str(scope) for scope in scopes]
    save_valid(token)
    token.sites.set(sites)


@operation("api.open_token")
def revoke_token(token: Token, *, by: User) -> Token:
    """Revoke a token at once: the next request with it is refused."""
    if token.user_id != by.pk and not by.has_perm("people.manage_users"):
        raise PermissionDenied("people.manage_users")
    _revoke(Token.objects.filter(pk=token.pk), by)
    return token


def revoke_tokens_of(user: User, *, by: User) -> None:
    """Revoke all tokens of `user`, in the transaction that ends their sessions."""
    _revoke(Token.objects.filter(user=user), by)


def _revoke(tokens: TokenQuerySet, by: User) -> None:
    """Revoke these tokens, except those already revoked."""
    for token in tokens.filter(revoked_at=None).order_by("pk"):
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            erasure_journal.note("api.Token", [token.pk])
            Event.objects.record("token.revoked", token, by=by)


def revoke_again(tokens: list[Token]) -> None:
    """Revoke tokens that a restored backup made valid again."""
    for token in tokens:
        revoke_token(token, by=User.objects.system())
