import logging
import time
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from core.models import Identity

logger = logging.getLogger(__name__)

FRESH_FOR = 5 * 60  # seconds


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: people are invited. Mails carry our name and our own address."""

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who just signed in need not prove it again to set up a second factor."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH_FOR

    def get_password_change_redirect_url(self, request):
        return reverse("profile")

    def format_email_subject(self, subject):
        house = str(Identity.current())
        return gettext("%(house)s: %(subject)s") % {"house": house, "subject": subject}

    def get_reset_password_from_key_url(self, key):
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """What the notice tells of is done: it does not fail with a mail server that is down."""
        try:
            super().send_notification_mail(template_prefix, user, context, email or user.email)
        except (OSError, SMTPException) as error:
            logger.warning("A notice to user %s was not sent: %s", user.pk, type(error).__name__)


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return str(Identity.current())
