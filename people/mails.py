"""Mails about access."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Identity
from people.models import User

SALT = "people.invitation"
VALID_FOR = timedelta(days=14)


def invitation_token(user):
    """What lets `user` join, once: it dies when they join, when it is withdrawn, or with time."""
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


def send_invitation(user):
    """Mail `user` the link that lets them in, in their language."""
    house = Identity.current()
    with translation.override(user.language):
        context = {
            "user": user,
            "house": house,
            "url": invitation_url(user),
            "days": VALID_FOR.days,
        }
        send_mail(
            _("Your access to %(house)s's equipment register") % {"house": house},
            render_to_string("people/mail_invitation.txt", context),
            None,
            [user.email],
        )


def send_readdressed(user, old):
    """Tell the `old` address of `user` that it no longer opens the account."""
    house = Identity.current()
    with translation.override(user.language):
        send_mail(
            _("%(house)s: your e-mail was changed") % {"house": house},
            render_to_string("people/mail_readdressed.txt", {"user": user, "house": house}),
            None,
            [old],
        )
