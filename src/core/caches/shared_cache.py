"""Shared cache for optional values: pages do without them while the cache does not answer.

Indispensable values, such as sign-in limits, use Django's `cache` directly: its errors
(`cache_errors`) are turned into a message by `core.http.busy`.
"""

import hashlib
import sys
from contextlib import suppress

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

import core

PROBE, SECONDS = "shared-cache-probe", 60
# Lifetimes of cached figures, in seconds.
FIVE_MINUTES, WEEK = 5 * 60, 7 * 24 * 60 * 60
MINUTE, HOUR = 60, 60 * 60


def cache_errors():
    """The exceptions of an unavailable Redis server; empty if the cache is a database table."""
    if "redis" not in sys.modules:
        return ()
    from redis.exceptions import RedisError

    return (RedisError,)


def recall(key, default=None):
    """Return the cached value, or the default if it is missing or the cache is unreachable."""
    try:
        return cache.get(key, default)
    except cache_errors():
        return default


def recall_many(keys):
    """Return {key: value} of the cached keys, or {} if the cache is unreachable."""
    try:
        return cache.get_many(keys)
    except cache_errors():
        return {}


def remember(key, value, seconds):
    """Store a value; it is lost if the cache is unreachable."""
    with suppress(*cache_errors()):
        cache.set(key, value, seconds)


def key_of(*parts):
    """Return a cache key for this release; `parts` include all that decides what a user may see."""
    return hashlib.sha256(repr((core.__version__, *parts)).encode()).hexdigest()


def get_or_set(key, compute, seconds):
    """Return the cached value, or compute and store it, even if the cache is unreachable."""
    value = recall(key)
    if value is None:
        value = compute()
        remember(key, value, seconds)
    return value


def forget(key):
    with suppress(*cache_errors()):
        cache.delete(key)


def is_first(key, seconds):
    """Whether no process claimed this key recently; True if the cache is unreachable."""
    try:
        return cache.add(key, "", seconds)
    except cache_errors():
        return True


def answers():
    """Whether the cache can be written and read."""
    try:
        cache.set(PROBE, "1", SECONDS)
        return cache.get(PROBE) == "1"
    # the address is not a valid URL
    except (*cache_errors(), ImproperlyConfigured, OSError, ValueError):
        return False
