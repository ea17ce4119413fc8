"""How often somebody may do what costs the server work."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def is_within(name, *, most, seconds):
    """Whether this is one of the `most` times of `name` in these so many seconds; it counts."""
    key = f"rate:{name}:{int(time.time() // seconds)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ended between the two
        return True


def visitor_of(request):
    """The address that a request came from, as the proxy saw it where there is one."""
    return get_adapter(request).get_client_ip(request)
