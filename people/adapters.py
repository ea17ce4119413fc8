from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse

from core.models import Identity


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: people are invited. Mails carry our name and our own address."""

    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        return reverse("profile")

    def format_email_subject(self, subject):
        return f"{Identity.current()}: {subject}"

    def get_reset_password_from_key_url(self, key):
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def get_email_confirmation_url(self, request, emailconfirmation):
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return str(Identity.current())
