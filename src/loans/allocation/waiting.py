"""The waiting list: accepted lines with items missing, in the order of service.

Ranks are computed from points and age (since the request was sent) whenever they are shown, so that
nothing has to be updated when a weight, a date or a request changes.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Q

from loans.allocation.priority import in_turn, points_in_turn, priority_of
from loans.allocation.stock import Kind, deal, open_lines, ready_at, wanted_by
from loans.base.needs import NEED_COLUMNS, Needs

MAX_CHECKED = 100  # lines of a kind that are compared with the stock ready for them


class Turn(NamedTuple):
    """A waiting line: its `place` (from 1) in the queue for its kind, and how many are missing."""

    line: int
    request: int
    kind: Kind
    needs: Needs
    left: int
    place: int
    rank: tuple

    @property
    def points(self):
        return -self.rank[0]


def turns(*conditions, last=None, **which):
    """The `Turn`s of the open lines that match, in the order in which they are served.

    `last`, a rank, stops after the requests with as many points, so that a page does not read the
    whole queue.
    """
    lines = in_turn(open_lines(*conditions, **which), "request__")
    rows = (lines if last is None else lines.filter(priority__gte=-last[0])).values_list(
        "pk",
        "request",
        "priority",
        "request__waiting_since",
        *("request__site", "category", "product", "accessory", *NEED_COLUMNS, "left"),
    )
    places = Counter()
    queue = []
    for line, request, points, since, site, category, product, accessory, *needs, left in rows:
        kind = Kind(site, category, product, accessory)
        places[kind] += 1
        rank = (-points, since, line)
        queue.append(Turn(line, request, kind, Needs(*needs), left, places[kind], rank))
    return queue


def rank_of(request, lines, terms=None):
    """The rank of a request among the `Turn`s, before those of its own lines.

    `terms` are the terms of its priority, if known.
    """
    return (
        -(priority_of(terms) if terms else points_in_turn(request)),
        request.waiting_since,
        min((line.pk for line in lines), default=0),
    )


def _lines_of(kind):
    """The filter for the lines of this kind at its site."""
    return {
        "request__site": kind.site,
        "category": kind.category,
        "product": kind.product,
        "accessory": kind.accessory,
    }


def queue_at(sites, **which):
    """The `Turn`s at these sites, the stock ready for each, and all stock: (queue, dict, dict).

    Sorted by site, then devices, vouchers and accessories, each kind in its order of service. The
    stock of lines beyond `MAX_CHECKED` of a kind is not compared, since dealing it is slow.
    """
    queue = sorted(turns(request__site__in=sites, **which), key=_by_kind)
    near = {turn.line for turn in queue if turn.place <= MAX_CHECKED}
    stock = ready_at(sites, wants_by_kind(queue))
    return queue, served_in_turn(queue, stock, near), stock


def _by_kind(turn):
    kind = turn.kind
    return kind.site, not kind.category, *(number or 0 for number in kind[1:]), turn.place


def turns_ahead(kind, request=None):
    """The `Turn`s of one kind at its site that come before `request`, in order.

    A walk-in without a request comes after every waiting request.
    """
    queue = turns(**_lines_of(kind))
    own = (n for n, turn in enumerate(queue) if request is not None and turn.request == request)
    return queue[: next(own, None)]


def wanted_by_others(kind, request=None):
    """The demand of all other requests for a kind, whatever their rank: a Counter of `Needs`."""
    wanted = wanted_by(NEED_COLUMNS, ~Q(request=request), **_lines_of(kind))
    return Counter({Needs(*needs): count for needs, count in wanted.items()})


def wanted_ahead(kind, request=None):
    """The demand for a kind (a Counter of `Needs`) with higher priority than `request`."""
    return wants_of(turns_ahead(kind, request))


def wants_of(queue):
    """The demand of these `Turn`s: a Counter of `Needs`."""
    wants = Counter()
    for turn in queue:
        wants[turn.needs] += turn.left
    return wants


def wants_by_kind(queue):
    """The demand of these `Turn`s: a dict `Kind` -> Counter of `Needs`."""
    wants = defaultdict(Counter)
    for turn in queue:
        wants[turn.kind][turn.needs] += turn.left
    return wants


def taken_from_others(left, taken, wants):
    """The number of `wants` that could also be served if `taken` were added to the stock `left`."""
    before, _left = deal(left + taken, wants)
    after, _left = deal(left, wants)
    return sum(before.values()) - sum(after.values())


def losers(ahead, left, taken, count):
    """The ids of the requests of `turns_ahead` that lose the `count` of missing units.

    The shortage caused by `taken` grows along the queue, so each loser, the first turn with one
    more unit missing, is found by binary search. Returns fewer ids if requests ahead were cancelled
    since the count.
    """

    def missing(number):
        return taken_from_others(left, taken, wants_of(ahead[:number]))

    numbers = range(len(ahead) + 1)
    found = (bisect_left(numbers, which, key=missing) for which in range(1, count + 1))
    return list(dict.fromkeys(ahead[n - 1].request for n in found if n <= len(ahead)))


def served_in_turn(queue, stock, shown=None):
    """Map lines to the number of missing items that are ready once earlier lines are served.

    `queue` are `Turn`s in order, `stock` a dict kind -> Counter of `Alike`; `shown` are the lines
    to return, by default all.
    """
    ahead, served, exhausted = defaultdict(Counter), {}, set()
    for turn in queue:
        if shown is None or turn.line in shown:
            ahead[turn.kind][turn.needs] += 0  # earlier lines leave fitting items, if they can
            is_over = turn.kind in exhausted
            left = {} if is_over else deal(stock.get(turn.kind, {}), ahead[turn.kind])[1]
            fit = sum(count for alike, count in left.items() if turn.needs.is_met_by(alike.facts))
            served[turn.line] = min(turn.left, fit)
            if not any(left.values()):
                exhausted.add(turn.kind)
        ahead[turn.kind][turn.needs] += turn.left
    return served
