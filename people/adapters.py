import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse

from core.models import Identity
from people.models import User
from people.operations.account import post_to_account

FRESH_FOR = 5 * 60  # seconds


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: people are invited. Mails leave by the outbox."""

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who just signed in need not prove it again to set up a second factor."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH_FOR

    def get_password_change_redirect_url(self, request):
        return reverse("profile")

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A change of how `user` signs in is told by the outbox: no mail server is waited for."""
        is_second_factor = template_prefix.startswith("mfa/")
        kind = "account.second_factor" if is_second_factor else "account.password"
        post_to_account(kind, User.objects.get(pk=user.pk))  # `user` may be the lazy request.user


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return str(Identity.current())
