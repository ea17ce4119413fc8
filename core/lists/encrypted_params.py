"""Encrypted search terms in URLs: names typed in a search stay out of logs and browser histories.

A page takes it by POST and redirects to a URL with an encrypted token, which no table stores. The
server alone reads it, for the user who typed it, as long as a session lasts. Once it is over, the
list is empty rather than whole, so that an export never contains more than what was on the screen.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.encoding import force_bytes

from core.text_input import line_of

MARK = "~"


def veil(text, user):
    """The encrypted token of `text` in a URL of `user`; "" for ""."""
    text = line_of(text)
    return MARK + _key(user).encrypt(text.encode()).decode() if text else ""


def unveil(word, user):
    """The text of this token; None if it has expired or is another user's.

    A value that is no token is returned unchanged.
    """
    if not word.startswith(MARK):
        return word
    try:
        return _key(user).decrypt(word[1:].encode(), ttl=settings.SESSION_COOKIE_AGE).decode()
    except (InvalidToken, ValueError):
        return None


def _key(user):
    secret = b"|".join([b"core.veil", force_bytes(settings.SECRET_KEY), str(user.pk).encode()])
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))
