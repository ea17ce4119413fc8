"""The cache that processes share, for values that a page can do without when it does not answer.

What is indispensable, such as the limits of sign-in, asks Django's `cache` itself: its errors
(`cache_errors`) are answered by a sentence (`core.http.busy`).
"""

import hashlib
import sys
from contextlib import suppress

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

import core

PROBE, SECONDS = "shared-cache-probe", 60
# Lifetimes of cached figures in seconds: of current days, of closed periods, of others.
FIVE_MINUTES, WEEK = 5 * 60, 7 * 24 * 60 * 60
MINUTE, HOUR = 60, 60 * 60


def cache_errors():
    """The exceptions of a Redis server that cannot be used; none where the cache is a table."""
    if "redis" not in sys.modules:
        return ()
    from redis.exceptions import RedisError

    return (RedisError,)


def recall(key, default=None):
    """The value under this key; the default if the cache does not answer."""
    try:
        return cache.get(key, default)
    except cache_errors():
        return default


def recall_many(keys):
    """Return {key: value} of the cached keys; {} if the cache does not answer."""
    try:
        return cache.get_many(keys)
    except cache_errors():
        return {}


def remember(key, value, seconds):
    """Keep a value; lost if the cache does not answer."""
    with suppress(*cache_errors()):
        cache.set(key, value, seconds)


def key_of(*parts):
    """A cache key of this release. Name what decides which rows its readers may see."""
    return hashlib.sha256(repr((core.__version__, *parts)).encode()).hexdigest()


def get_or_set(key, compute, seconds):
    """The value under this key; computed where there is none, or the cache does not answer."""
    value = recall(key)
    if value is None:
        value = compute()
        remember(key, value, seconds)
    return value


def forget(key):
    with suppress(*cache_errors()):
        cache.delete(key)


def is_first(key, seconds):
    """Whether no process claimed this key recently; True if the cache does not answer."""
    try:
        return cache.add(key, "", seconds)
    except cache_errors():
        return True


def answers():
    """Whether the cache can be written and read."""
    try:
        cache.set(PROBE, "1", SECONDS)
        return cache.get(PROBE) == "1"
    except (*cache_errors(), ImproperlyConfigured, OSError, ValueError):  # or its address is none
        return False
