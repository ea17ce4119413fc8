"""Rate limits of expensive or sensitive requests."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def is_within(name, *, limit, seconds):
    """Whether this is one of the `limit` times of `name` in any so many seconds; it counts.

    Each time takes a place for so long; of many at once, each takes its own.
    """
    places = [f"rate:{name}:{number}" for number in range(limit)]
    taken = cache.get_many(places)
    for place in places:
        if place not in taken and cache.add(place, "", seconds):
            return True
    # Neither taken nor to be taken: the database is too busy to count.
    return len(cache.get_many(places)) < limit


def visitor_of(request):
    """The address that a request came from, as the proxy saw it where there is one."""
    return get_adapter(request).get_client_ip(request)
