"""Voucher codes at rest: encrypted with a key outside the database, unique by a keyed hash."""

import hashlib
import hmac
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from core.lives import Refused


def _fernet():
    if not (settings.VOUCHER_KEYS and settings.VOUCHER_HASH_KEY):
        raise ImproperlyConfigured("VOUCHER_KEYS and VOUCHER_HASH_KEY are not set.")
    return MultiFernet([Fernet(key) for key in settings.VOUCHER_KEYS])


def clean_voucher_code(text):
    """A code as it is stored: capital letters and digits only."""
    return re.sub(r"[\s-]", "", str(text or "")).upper()


def encrypt(code):
    """The code as bytes that only the holder of a key can read."""
    return _fernet().encrypt(code.encode())


def decrypt(token):
    """The code behind `token`; raises `Refused` when no key of this site opens it."""
    try:
        return _fernet().decrypt(bytes(token)).decode()
    except InvalidToken as error:
        raise Refused(_("This code cannot be read with the keys of this site.")) from error


def keyed_hash(code):
    """What keeps a code unique without telling it (HMAC-SHA-256, hexadecimal)."""
    key = settings.VOUCHER_HASH_KEY.encode()
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
