"""Mails about access."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from core.models import Identity


class InvitationTokens(PasswordResetTokenGenerator):
    """A link for one user that stops working once they joined, or after PASSWORD_RESET_TIMEOUT."""

    key_salt = "people.invitation"

    def _make_hash_value(self, user, timestamp):
        return f"{user.pk}{user.password}{user.joined_at}{user.email}{timestamp}"


invitation_tokens = InvitationTokens()


def invitation_url(user):
    """The address that lets `user` choose a password and come in, once."""
    path = reverse(
        "invitation_accept",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), invitation_tokens.make_token(user)],
    )
    return settings.SITE_URL + path


def send_invitation(user):
    house = Identity.current()
    with translation.override(user.language):
        context = {"user": user, "house": house, "url": invitation_url(user)}
        send_mail(
            _("Your access to %(house)s's equipment register") % {"house": house},
            render_to_string("people/mail_invitation.txt", context),
            None,
            [user.email],
        )
