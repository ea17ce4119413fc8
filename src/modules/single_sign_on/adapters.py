"""Sign-in through an OpenID provider, for invited users.

The provider proves an e-mail address and, if it says so, a second factor. The adapters decide who
may sign in and with which role, unless the setting of the provider maps its claims to roles.
"""

import json
import re

import jwt
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    STATE_SESSION_KEY,
    get_reauthentication_flows,
    resume_request,
)
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from people.accounts import adapters
from people.accounts.middleware import PROVEN
from people.accounts.operations import change_user, join
from people.base.models.user import Access
from people.base.roles import LADDER, Role
from people.models import User

MAX_CLAIM_LENGTH = 255  # characters; the limit of OpenID Connect Core 1.0 for `sub`
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
TEXTS = {"sub", "email", "name", "given_name", "family_name", "preferred_username"}
SIGN_OUT = "provider_sign_out"  # session key: the URL that ends the session at the provider


def providers():
    return settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]


def provider_required(user):
    """Name of the provider through which `user` must sign in; None if they may sign in here.

    Administrators always may, so that the site stays accessible when the provider is down.
    """
    if user.role == Role.ADMIN:
        return None
    domain = _domain(user.email)
    return next((p["name"] for p in providers() if domain in p["settings"]["domains"]), None)


def _domain(email):
    return email.rpartition("@")[2].lower()


def turned_away(request, reason):
    """An exception that redirects to the sign-in page, which shows `reason`."""
    messages.error(request, reason)
    return ImmediateHttpResponse(redirect("account_login"))


class AccountAdapter(adapters.AccountAdapter):
    """The kernel's adapter, extended for users who can also sign in through a provider."""

    def pre_login(self, request, user, *, signal_kwargs=None, **kwargs):
        """Turn away users who must sign in through a provider but used a password."""
        is_from_provider = "sociallogin" in (signal_kwargs or {})
        if not is_from_provider and user.is_role_valid and (name := provider_required(user)):
            messages.error(request, _("Sign in with %(provider)s.") % {"provider": name})
            return redirect("account_login")
        return super().pre_login(request, user, signal_kwargs=signal_kwargs, **kwargs)

    def get_login_stages(self):
        """Skip our second factor where the provider says that it checked one."""
        is_proven = getattr(self.request, "is_proven_by_provider", False)
        return [s for s in super().get_login_stages() if not (is_proven and ".mfa." in s)]

    def post_login(self, request, user, **kwargs):
        if getattr(request, "is_proven_by_provider", False):
            request.session[PROVEN] = True
        if address := getattr(request, "provider_sign_out", None):
            request.session[SIGN_OUT] = address
        response = super().post_login(request, user, **kwargs)
        return _resumed(request, response.url) or response

    def is_reauthentication_required(self, *, app, **kwargs):
        """Require a new sign-in at the provider from users without another method.

        django-allauth would require nothing from them.
        """
        is_required = super().is_reauthentication_required(app=app, **kwargs)
        if is_required and not get_reauthentication_flows(self.request.user):
            raise ReauthenticationRequired
        return is_required

    def get_reauthentication_methods(self, user):
        """Add the providers, for a user who has neither a password nor a second factor here.

        The provider at which the session began comes first.
        """
        methods = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        used = {one.get("provider") for one in get_authentication_records(self.request, user)}
        return [
            {
                "id": f"provider:{provider['provider_id']}",
                "description": provider["name"],
                "url": reverse("openid_connect_login", args=[provider["provider_id"]]),
            }
            for provider in sorted(providers(), key=lambda one: one["provider_id"] not in used)
        ]


def _keep_form(request, user):
    """Keep the pending form: a sign-in of `user` at a provider replaces their session."""
    if request.user == user:
        request.waiting_form = request.session.get(STATE_SESSION_KEY)


def _resumed(request, address):
    """The response of the form that waited for a sign-in leading to `address`, or None."""
    waiting = getattr(request, "waiting_form", None)
    if not waiting:
        return None
    request.session[STATE_SESSION_KEY] = waiting
    request.GET = QueryDict(urlencode({"next": address}))
    return resume_request(request)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """django-allauth adapter: only invited users may sign in from a provider."""

    def get_requests_session(self):
        session = super().get_requests_session()
        session.hooks["response"].append(_read_token)
        return session

    def on_authentication_error(self, request, provider, error=None, **_kwargs):
        reason = _("%(provider)s did not confirm your identity: try again, or sign in here.")
        raise turned_away(request, reason % {"provider": provider.name})

    def pre_social_login(self, request, sociallogin):
        app = sociallogin.provider.app
        email = _proven_email(sociallogin)
        if email is None:
            reason = _("%(provider)s did not confirm any e-mail address that we accept.")
            raise turned_away(request, reason % {"provider": app.name})
        user = User.objects.people().filter(email=email.lower()).first()
        if user is None:
            raise turned_away(
                request, _("Nobody has been invited with the address %(email)s.") % {"email": email}
            )
        if _domain(email) not in app.settings["domains"] and (name := provider_required(user)):
            raise turned_away(request, _("Sign in with %(provider)s.") % {"provider": name})
        data = sociallogin.account.extra_data
        of_sign_in = data.get("id_token") or {}
        if user.access == Access.INVITED:
            _accept_invitation(request, user)
        if user.is_active:
            _take_role(user, (data.get("userinfo") or {}) | of_sign_in, app.settings["roles"])
        _keep_form(request, user)
        sociallogin.user = user
        sociallogin.state["process"] = "login"  # whatever the query string asked for
        amr, acr = _as_list(of_sign_in.get("amr")), of_sign_in.get("acr")
        request.is_proven_by_provider = "mfa" in amr or acr in app.settings["second_factor"]


def _proven_email(sociallogin):
    """The e-mail address that the provider declares verified, if it may vouch for its domain.

    None if the address has non-ASCII letters: lower-casing maps the Kelvin sign to an ASCII k,
    which may be another user's address.
    """
    domains = sociallogin.provider.app.settings["domains"]
    if not str(sociallogin.account.get_provider_account().get_user_data().get("email")).isascii():
        return None
    for address in sociallogin.email_addresses:
        is_proven = str(address.verified).lower() == "true"  # some providers send it as text
        if is_proven and (not domains or _domain(address.email) in domains):
            return address.email
    return None


def _accept_invitation(request, user):
    try:
        join(user, name=user.name, password=None)
    except Refused as refusal:  # in another window meanwhile
        raise turned_away(request, refusal.message) from refusal


def _take_role(user, claims, roles):
    """Give a team member the role that the setting maps from a claim, the highest if several."""
    mapped = [
        role
        for claim, value, role in roles
        if value in _as_list(claims.get(claim)) and role in LADDER
    ]
    role = max(mapped, key=LADDER.index, default=user.role)
    if role == user.role or user.role not in LADDER:
        return
    try:
        change_user(
            user, by=User.objects.system(), name=user.name, role=role, sites=[*user.sites.all()]
        )
    except Refused:  # the last administrator keeps their role
        user.refresh_from_db()


def _as_list(value):
    return value if isinstance(value, list) else [value]


def _read_token(response, **_kwargs):
    """Decode userinfo that the provider signs (ProConnect does) into JSON.

    The signature is not checked: the response came from the provider itself over TLS.
    """
    if response.headers.get("Content-Type", "").startswith("application/jwt"):
        try:
            claims = jwt.decode(response.text, options={"verify_signature": False})
        except jwt.PyJWTError as error:
            raise OAuth2Error("userinfo is no token") from error
        response._content = json.dumps(claims).encode()


def checked_claims(claims):
    """Return these claims; raise `OAuth2Error` unless those that are read are strings."""
    if not isinstance(claims, dict) or not claims.get("sub"):
        raise OAuth2Error("no subject")
    for name in TEXTS & set(claims):
        text = claims[name]
        if text is not None and not (isinstance(text, str) and _is_line(text)):
            raise OAuth2Error(f"{name} is no line of text")
    return claims


def _is_line(text):
    return len(text) <= MAX_CLAIM_LENGTH and not CONTROL.search(text)
