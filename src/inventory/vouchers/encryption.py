"""Encrypt voucher codes with a key outside the database; a keyed hash keeps them unique.

The phone number of a card is encrypted like the code, appears in no event, and is deleted when the
family is anonymised.

`manage.py reseal` rotates the keys: each voucher names its key, and the database lets the encrypted
columns change only together with that name. The key of the hashes never changes.

Each decrypted code is checked against the hash of the voucher, so that the code of another voucher
is never shown.
"""

import hashlib
import hmac
import re
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused


class Secret(NamedTuple):
    """Secrets of a voucher; its repr reveals nothing."""

    code: str = ""
    pin: str = ""
    puk: str = ""

    def __repr__(self):
        return "Secret(…)"

    __str__ = __repr__

    @property
    def in_groups(self):
        """The code in groups of four for typing, unless it is an eSIM address."""
        if "$" in self.code:
            return self.code
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


def _fernet():
    if not (settings.VOUCHER_KEYS and settings.VOUCHER_HASH_KEY):
        raise ImproperlyConfigured("VOUCHER_KEYS and VOUCHER_HASH_KEY are not set.")
    return MultiFernet([Fernet(key) for key in settings.VOUCHER_KEYS])


def clean_voucher_code(text):
    """Normalise a code to capital letters and digits; the address of an eSIM is unchanged."""
    bare = re.sub(r"\s", "", str(text or ""))
    return bare if "$" in bare else bare.replace("-", "").upper()


def encrypt(code):
    """Encrypt a code to bytes with the newest key; return None for None."""
    return encrypt_bytes(code.encode()) if code else None


def encrypt_bytes(content):
    return _fernet().encrypt(content)


def decrypt(token):
    """Decrypt `token`; return "" for None.

    Raises `Refused` if no key of this site decrypts it.
    """
    return decrypt_bytes(token).decode() if token else ""


def decrypt_bytes(token):
    try:
        return _fernet().decrypt(bytes(token))
    except InvalidToken as error:
        raise Refused(_("This code cannot be read with the keys of this site.")) from error


def secret_of(voucher):
    """Decrypt the `Secret` of a voucher.

    Raises `Refused` if no key of this site decrypts it, or if it has the code of another voucher.
    """
    tokens = (voucher.code_encrypted, voucher.pin_encrypted, voucher.puk_encrypted)
    secret = Secret(*map(decrypt, tokens))
    if secret.code and not hmac.compare_digest(keyed_hash(secret.code), voucher.code_hash):
        raise Refused(_("This is not the code entered for this voucher: do not show it to anyone."))
    return secret


def key_name():
    """Fingerprint of the newest key: eight characters that do not reveal it."""
    return hashlib.sha256(settings.VOUCHER_KEYS[0].encode()).hexdigest()[:8]


def reseal(token):
    """Decrypt `token` and encrypt it with the newest key; return None for None."""
    try:
        return token and _fernet().rotate(bytes(token))
    except InvalidToken as error:
        raise Refused(_("This code cannot be read with the keys of this site.")) from error


def keyed_hash(code):
    """HMAC-SHA-256 of a code (hexadecimal), which detects duplicates without the plain text."""
    key = settings.VOUCHER_HASH_KEY.encode()
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
