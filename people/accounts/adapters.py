import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Identity
from people.accounts.account_mails import post_to_account
from people.accounts.middleware import PROVEN, UNKNOWN_ROLE, USED_AT
from people.accounts.networks import network_of
from people.accounts.reauthentication import is_confirmed, resumed
from people.accounts.second_factor import ceilings
from people.accounts.single_sign_on import SIGN_OUT, provider_required, providers
from people.models import User
from people.outbox.posting import post

UNTOLD = "4/h/key"  # wrong passwords before the owner is notified


class AccountAdapter(DefaultAccountAdapter):
    """django-allauth adapter: no public sign-up; mails go through the outbox."""

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, *, signal_kwargs=None, **kwargs):
        """Turn away users of an unknown role, and those who must sign in at a provider."""
        if not user.is_role_valid:
            messages.error(request, UNKNOWN_ROLE)
            return redirect("account_login")
        is_from_provider = "sociallogin" in (signal_kwargs or {})
        if not is_from_provider and (name := provider_required(user)):
            messages.error(request, _("Sign in with %(provider)s.") % {"provider": name})
            return redirect("account_login")
        return super().pre_login(request, user, signal_kwargs=signal_kwargs, **kwargs)

    def get_login_stages(self):
        """Without our second factor where the provider says that it took one."""
        is_proven = getattr(self.request, "is_proven_by_provider", False)
        return [s for s in super().get_login_stages() if not (is_proven and ".mfa." in s)]

    def post_login(self, request, user, **kwargs):
        request.session[USED_AT] = int(time.time())
        if getattr(request, "is_proven_by_provider", False):
            request.session[PROVEN] = True
        if address := getattr(request, "provider_sign_out", None):
            request.session[SIGN_OUT] = address
        response = super().post_login(request, user, **kwargs)
        return resumed(request, response.url) or response

    def is_reauthentication_required(self, *, app, **kwargs):
        """Skip reauthentication right after sign-in, to set up a second factor.

        Who can only sign in at a provider does so again: allauth would ask them nothing.
        """
        if is_confirmed(self.request):
            return False
        if not get_reauthentication_flows(self.request.user):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user):
        """Add the providers, for a user who has neither a password nor a second factor here.

        The provider that the session began at comes first.
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

    def set_password(self, user, password):
        """Save it with what it ends (see `RevokeOnPasswordChange`), and accept codes again."""
        with transaction.atomic():
            super().set_password(user, password)
        for limit in ceilings(user).values():
            limit.clear()

    def get_password_change_redirect_url(self, request):
        return reverse("profile")

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Wrong passwords lock an account for the network they come from, and nowhere else."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{network_of(self.get_client_ip(request))}"

    def authentication_failed(self, request, **credentials):
        """Notify the user by mail after a few wrong passwords from any address."""
        login = credentials.get("email", "").lower()
        is_rare = ratelimit.consume(
            request, app="people", action="wrong", config={"wrong": UNTOLD}, key=login
        )
        user = None if is_rare else User.objects.filter(email=login, is_active=True).first()
        if user:
            post("user.wrong_passwords", user, to=user, is_urgent=True)  # once a day

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Notify `user` of a change of how they sign in, through the outbox."""
        is_second_factor = template_prefix.startswith("mfa/")
        kind = "account.second_factor" if is_second_factor else "account.password"
        post_to_account(kind, User.objects.get(pk=user.pk))  # `user` may be the lazy request.user


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return str(Identity.cached())
