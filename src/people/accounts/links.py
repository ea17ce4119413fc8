"""Signed links in letters: to accept an invitation, to choose a new password.

The key of a link is generated when its letter is sent. Invitations and links that confirm an
address go through the outbox like all letters: the row holds ids, the log hides the text, and “send
now” generates a new key. An access request is deleted after some time, so its letter refers to the
request itself and then has no addressee.
"""

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from people.models import User

SALT = "people.invitation"
VALID_FOR = timedelta(days=14)


def invitation_token(user):
    """Return a token to join, invalid once it is used, withdrawn or expired."""
    return signing.dumps([user.pk, _fingerprint(user)], salt=SALT)


def invited_user(token):
    """Return the user invited by `token`; raise `Refused` with the reason if it is invalid."""
    try:
        pk, fingerprint = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired as late:
        raise Refused(_("This invitation has expired: ask for a new one.")) from late
    except signing.BadSignature as wrong:
        raise Refused(_("This link is incomplete: copy it again from the e-mail.")) from wrong
    user = User.objects.filter(pk=pk).first()
    if user and user.joined_at:
        raise Refused(_("This invitation has already been used: sign in."))
    if user is None or not constant_time_compare(fingerprint, _fingerprint(user)):
        raise Refused(_("This invitation has been withdrawn: ask for a new one."))
    return user


def _fingerprint(user):
    seed = f"{user.password}|{user.email}|{user.joined_at}|{bool(user.invited_at)}"
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()


def invitation_url(user):
    """Single-use URL with which `user` chooses a password and joins."""
    return settings.SITE_URL + reverse("invitation_accept", args=[invitation_token(user)])


def password_reset_url(user):
    """Single-use URL with which `user` chooses a new password."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    args = [user_pk_to_url_str(user), token]
    return settings.SITE_URL + reverse("account_reset_password_from_key", args=args)
