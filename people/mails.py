"""Keys that let somebody in, made as a letter leaves."""

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from people.models import AccessRequest, User

SALT = "people.invitation"
ACCESS_SALT = "people.access"
VALID_FOR = timedelta(days=14)


def invitation_token(user):
    """A single-use token to join; invalid once used, withdrawn or expired."""
    return signing.dumps([user.pk, _fingerprint(user)], salt=SALT)


def invited_user(token):
    """The user whom `token` lets in; raises `Refused`, saying why, when it lets in nobody."""
    try:
        pk, fingerprint = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired as late:
        raise Refused(_("This invitation is too old: ask for a new one.")) from late
    except signing.BadSignature as wrong:
        raise Refused(_("This link is not complete: copy it again from the mail.")) from wrong
    user = User.objects.filter(pk=pk).first()
    if user and user.joined_at:
        raise Refused(_("This invitation was used already: sign in."))
    if user is None or not constant_time_compare(fingerprint, _fingerprint(user)):
        raise Refused(_("This invitation was withdrawn: ask for a new one."))
    return user


def _fingerprint(user):
    seed = f"{user.password}|{user.email}|{user.joined_at}|{bool(user.invited_at)}"
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()


def invitation_url(user):
    """The address that lets `user` choose a password and come in, once."""
    return settings.SITE_URL + reverse("invitation_accept", args=[invitation_token(user)])


def password_reset_url(user):
    """The address that lets `user` choose a new password, once."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    args = [user_pk_to_url_str(user), token]
    return settings.SITE_URL + reverse("account_reset_password_from_key", args=args)


def access_token(access):
    """A token that confirms the address of an access request; it holds the row's id alone."""
    return signing.dumps([access.pk, _address_of(access)], salt=ACCESS_SALT)


def access_of(token):
    """The request for access whose address this token confirms; None for any other token."""
    try:
        pk, address = signing.loads(token, salt=ACCESS_SALT)
    except signing.BadSignature:
        return None
    access = AccessRequest.objects.filter(pk=pk).first()
    return access if access and constant_time_compare(address, _address_of(access)) else None


def _address_of(access):
    return salted_hmac(ACCESS_SALT, access.email, algorithm="sha256").hexdigest()


def access_url(access):
    """The address that confirms the e-mail of a request for access."""
    return settings.SITE_URL + reverse("access_confirm", args=[access_token(access)])
