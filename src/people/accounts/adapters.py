import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from core.models import Identity
from people.accounts.account_mails import post_to_account
from people.accounts.middleware import UNKNOWN_ROLE, USED_AT
from people.accounts.networks import network_of
from people.accounts.reauthentication import PROOF_SECONDS, is_confirmed
from people.accounts.second_factor import SETUP_SECONDS, ceilings, is_being_set_up
from people.models import User
from people.outbox.posting import post

UNNOTIFIED_RATE = "4/h/key"  # wrong passwords before the owner is notified


class AccountAdapter(DefaultAccountAdapter):
    """django-allauth adapter: no public sign-up; mails go through the outbox."""

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, *, signal_kwargs=None, **kwargs):
        """Refuse the sign-in of users with an unknown role."""
        if not user.is_role_valid:
            messages.error(request, UNKNOWN_ROLE)
            return redirect("account_login")
        return super().pre_login(request, user, signal_kwargs=signal_kwargs, **kwargs)

    def post_login(self, request, user, **kwargs):
        request.session[USED_AT] = int(time.time())
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Skip reauthentication after sign-in: for five minutes, or for half an hour to set up the
        first second factor, since an app has to be found and installed meanwhile.
        """
        is_first = app == "allauth.mfa" and is_being_set_up(self.request.user)
        return not is_confirmed(self.request, within=SETUP_SECONDS if is_first else PROOF_SECONDS)

    def set_password(self, user, password):
        """Save the password, which also revokes credentials (`RevokeOnPasswordChange`), and lift
        the limit on codes.
        """
        with transaction.atomic():
            super().set_password(user, password)
        for limit in ceilings(user).values():
            limit.clear()

    def get_password_change_redirect_url(self, request):
        return reverse("profile")

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Cache key of wrong passwords, which lock an account only for their network."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{network_of(self.get_client_ip(request))}"

    def authentication_failed(self, request, **credentials):
        """Notify the user by mail after a few wrong passwords from any address."""
        login = credentials.get("email", "").lower()
        is_rare = ratelimit.consume(
            request, app="people", action="wrong", config={"wrong": UNNOTIFIED_RATE}, key=login
        )
        user = None if is_rare else User.objects.filter(email=login, is_active=True).first()
        if user:
            post("user.wrong_passwords", user, to=user, is_urgent=True)  # at most once a day

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Notify `user` through the outbox that their password or second factor changed."""
        is_second_factor = template_prefix.startswith("mfa/")
        kind = "account.second_factor" if is_second_factor else "account.password"
        post_to_account(kind, User.objects.get(pk=user.pk))  # `user` may be the lazy request.user


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return str(Identity.cached())
