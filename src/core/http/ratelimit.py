"""Rate limits of expensive or sensitive requests."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

from core.caches.local_cache import local_cache
from core.caches.shared_cache import cache_errors


def is_within(name, *, limit, seconds, among=cache):
    """Count this request, and return whether it is within `limit` per `seconds` for `name`.

    Each request occupies a slot for that time, so the limit also holds for concurrent requests.
    `among` is the cache of the counter: `local_cache` counts per process, as all caches do while
    the shared one is down.
    """
    try:
        return _takes_place(name, limit, seconds, among)
    except cache_errors():
        return _takes_place(name, limit, seconds, local_cache)


def _takes_place(name, limit, seconds, among):
    places = [f"rate:{name}:{number}" for number in range(limit)]
    taken = among.get_many(places)
    for place in places:
        if place not in taken and among.add(place, "", seconds):
            return True
    # If slots are free, the cache table was too busy to take one, and the request is allowed.
    return len(among.get_many(places)) < limit


def visitor_of(request):
    """IP address of the client, as the proxy saw it if there is a proxy."""
    return get_adapter(request).get_client_ip(request)
