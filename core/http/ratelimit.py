"""Rate limits of expensive or sensitive requests."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

from core.caches.local_cache import local_cache
from core.caches.shared_cache import cache_errors


def is_within(name, *, limit, seconds, among=cache):
    """Whether this is one of the `limit` times of `name` in any so many seconds; it counts.

    Each time takes a place for so long; of many at once, each takes its own. `among` is where they
    are counted: in `local_cache`, by each process for itself, as while the shared one is away.
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
    # Neither taken nor to be taken: the database is too busy to count.
    return len(among.get_many(places)) < limit


def visitor_of(request):
    """The address that a request came from, as the proxy saw it where there is one."""
    return get_adapter(request).get_client_ip(request)
