"""Process a long list in slices, each a short transaction, so that others can write."""

import time
from collections.abc import Hashable, Iterable, Iterator

from django.db import connection

# So many rows in one transaction hold the one writer of SQLite for a fraction of a second.
SLICE = 150
PAUSE = 0.1  # seconds: those who wait for it ask again that often


class Stopped(Exception):
    """Somebody stopped the list, or another worker has taken it over: this one has no say."""


def slices(keys: Iterable[Hashable]) -> Iterator[list[list[int]]]:
    """The places of these keys, by bundles of one key, in slices of some hundred places."""
    bundles = {}
    for place, key in enumerate(keys):
        bundles.setdefault(key, []).append(place)
    some = []
    for bundle in bundles.values():
        if some and sum(map(len, some)) + len(bundle) > SLICE:
            yield some
            some = []
        some.append(bundle)
    if some:
        yield some


def let_others_write() -> None:
    """After a slice: let those write who wait for the one writer of SQLite."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)
