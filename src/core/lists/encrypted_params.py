"""Encrypted search terms in URLs: names typed in a search stay out of logs and browser histories.

The search is posted, and the page redirects to a URL with an encrypted token, which is stored in no
table. Only the server can read it, for the user who typed it, as long as a session lasts. A list
with an expired token is empty rather than whole, so that an export never contains more than the
screen did.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.encoding import force_bytes

from core.text_input import line_of

MARK = "~"


def veil(text, user):
    """Encrypt `text` as a token for a URL of `user`; return "" for ""."""
    text = line_of(text)
    return MARK + _key(user).encrypt(text.encode()).decode() if text else ""


def unveil(word, user):
    """Decrypt a token; None if it has expired or belongs to another user.

    A value that is not a token is returned unchanged.
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
