"""Fingerprints of the secret keys, which are in no backup."""

import hashlib

from django.conf import settings
from django.db.models import Count, Min

from core.workflow.lifecycle import Refused
from inventory.models import Voucher
from inventory.vouchers.encryption import decrypt

NAMES = ("SECRET_KEY", "VOUCHER_KEYS", "VOUCHER_HASH_KEY")


def fingerprints():
    """Map each setting to its fingerprint: eight characters for each key, with commas in a list."""
    return {name: ", ".join(map(_fingerprint, _keys(name))) for name in NAMES}


def _keys(name):
    value = getattr(settings, name)
    return [key for key in ([value] if isinstance(value, str) else value) if key]


def _fingerprint(key):
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def differing(expected):
    """Settings whose keys differ from these fingerprints."""
    here = fingerprints()
    return [name for name in NAMES if here[name] != expected.get(name)]


def unreadable_vouchers():
    """Number of vouchers that no configured key decrypts, based on one sample for each key."""
    closed = Voucher.objects.exclude(code_encrypted=None).values("sealed_with").order_by()
    groups = closed.annotate(one=Min("pk"), count=Count("pk"))
    return sum(group["count"] for group in groups if not _opens(group["one"]))


def _opens(pk):
    try:
        return bool(decrypt(Voucher.objects.get(pk=pk).code_encrypted))
    except Refused:
        return False
