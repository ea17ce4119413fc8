"""Encrypted search terms in URLs: names typed in a search stay out of logs and browser histories.

A page takes it by POST and sends one on to an address that holds a word of ours instead. Only we
can read it, for the person who typed it, as long as a session lasts.

A name typed in a search is in no address. It is posted, and the page that answers stands at an
address that holds it encrypted for its author: logs, histories and proxies hold nothing, nor does a
table of ours. Once it is over, the list is empty rather than whole, so that an export never holds
more than what was on the screen.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.encoding import force_bytes

from core.text_input import line_of

MARK = "~"


def veil(text, user):
    """A word that stands for `text` in an address of `user`; empty for nothing."""
    text = line_of(text)
    return MARK + _key(user).encrypt(text.encode()).decode() if text else ""


def unveil(word, user):
    """The text that this word stands for; None for a word that is over, or somebody else's.

    What is not veiled is given back as it is.
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
