"""Rate limits of expensive or sensitive requests."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def is_within(name, *, limit, seconds):
    """Whether this is one of the `limit` times of `name` in these so many seconds; it counts."""
    key = f"rate:{name}:{int(time.time() // seconds)}"
    taken = cache.get(key, 0)
    while taken < limit:  # not `incr`, which no database does at one go: of many at once, each adds
        taken += 1
        if cache.add(f"{key}:{taken}", "", seconds):
            cache.set(key, taken, seconds)
            return True
        if f"{key}:{taken}" not in cache:  # nor taken: the database is too busy to count
            return True
    return False


def visitor_of(request):
    """The address that a request came from, as the proxy saw it where there is one."""
    return get_adapter(request).get_client_ip(request)
