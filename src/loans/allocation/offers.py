"""Ready stock available to a request at its position in the queue.

Stock is counted as `reserve_fitting` reserves it: earlier requests are served first,
hypothetically, and the lines of the request share the rest, the hardest to serve first.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from loans.allocation.stock import Kind, deal, kind_of, ready_at, wanted_by
from loans.allocation.waiting import turns, wants_of
from loans.base.needs import Verdict, needs_of


class Offer(NamedTuple):
    """Availability for a line: `ready` meets its needs, `unknown` may.

    `accepted` items are owed to accepted requests, `largest` of them to one (number, count);
    `left` ready items are for this one, after requests with higher priority;
    `unpromised` are promised to no request (None if not all waiting requests are read). `grades`
    counts the ready items by grade. If `is_least`, more may be ready: the search stopped once there
    were enough.
    """

    requested: int
    ready: int
    unknown: int
    left: int
    unpromised: int | None
    grades: Counter
    is_least: bool = False
    accepted: int = 0
    largest: tuple = ()

    @property
    def unclaimed(self):
        """The number of ready items that no accepted request waits for."""
        return max(self.ready - self.accepted, 0)

    @property
    def is_before_others(self):
        """Whether it can be served now only with what accepted requests wait for."""
        return bool(self.accepted) and not self.missing and self.unclaimed < self.requested

    @property
    def now(self):
        """The number of items that can be served now."""
        return min(self.requested, self.left)

    @property
    def missing(self):
        return max(self.requested - self.left, 0)


class Stock:
    """Ready stock and waiting requests of some sites, read with a constant number of queries.

    `lines` are the lines to compare with, and `last` is the last rank of their requests, if
    known beforehand: rows that make no difference to them are not read.
    """

    def __init__(self, sites, lines=None, last=None):
        self.sites = sites = list(sites)
        self.is_whole = last is None
        self.queue = defaultdict(list)
        for turn in turns(last=last, request__site__in=sites):
            self.queue[turn.kind].append(turn)
        wants = None
        if lines is not None:
            wants = {kind: wants_of(queue) for kind, queue in self.queue.items()}
            for line in lines:
                wants.setdefault(kind_of(line), Counter())[needs_of(line)] += line.requested
        self.ready = ready_at(sites, wants)
        self._left = {}

    @cached_property
    def _owed(self):
        """{kind: {request: items}} of accepted requests that are not set aside yet."""
        owed = defaultdict(Counter)
        columns = ["request__number", "request__site", "category", "product", "accessory"]
        for (number, *kind), count in wanted_by(columns, request__site__in=self.sites).items():
            owed[Kind(*kind)][number] += count
        return owed

    def is_counted(self, kind):
        """Whether the quantity is known: not for accessories that a site does not count."""
        return kind.accessory is None or kind in self.ready

    def _ahead(self, kind, rank):
        queue = self.queue[kind]
        return queue[: rank and bisect_left(queue, rank, key=attrgetter("rank"))]

    def wants(self, kind, rank=None):
        """The demand for a kind by the requests before `rank`, or by all requests if it is None."""
        return wants_of(self._ahead(kind, rank))

    def left(self, kind, rank=None, needs=()):
        """The ready stock of a kind that remains once the requests before `rank` are served.

        If possible, earlier requests are served with items that do not meet `needs`.
        """
        key = kind, len(self._ahead(kind, rank)), frozenset(needs)
        if key not in self._left:
            wants = self.wants(kind, rank)
            wants.update(dict.fromkeys(needs, 0))
            self._left[key] = deal(self.ready.get(kind, {}), wants)[1]
        return Counter(self._left[key])

    def offers(self, lines, rank=None):
        """Map the lines of a request to their `Offer`; None if the kind is not counted."""
        offers, left, stocks = {}, {}, {}
        for line in hardest_first(lines):
            kind = kind_of(line)
            if not self.is_counted(kind):
                offers[line] = None
                continue
            if kind not in left:
                own = [needs_of(other) for other in lines if kind_of(other) == kind]
                free = self.left(kind, rank, own)
                at_last = self.left(kind, needs=own) if self.is_whole else Counter()
                left[kind], stocks[kind] = Counter(free), at_last
            offers[line] = self._offer(line, kind, left[kind], stocks[kind])
            take(left[kind], line, lines)
        return offers

    def _offer(self, line, kind, left, at_last):
        needs, stock = needs_of(line), self.ready.get(kind, {})
        fit = {alike: count for alike, count in stock.items() if needs.is_met_by(alike.facts)}
        read = {alike: count for alike, count in stock.items() if alike.is_read}
        perhaps = [n for a, n in read.items() if needs.verdict(a.facts) == Verdict.UNKNOWN]
        grades = Counter()
        for alike, count in fit.items():
            grades[alike.grade] += count
        ready = sum(fit.values())
        owed = Counter() if kind.accessory else Counter(self._owed[kind])
        owed.pop(line.request.number, None)
        # A shortage of accessories never blocks: it shows at the hand-over.
        own = line.requested if kind.accessory else sum(left[alike] for alike in fit)
        is_least = bool(needs) and len(read) < len(stock)
        return Offer(
            requested=line.requested,
            ready=ready,
            is_least=is_least,
            unknown=sum(perhaps),
            left=own,
            unpromised=sum(at_last[alike] for alike in fit) if self.is_whole else None,
            grades=Counter() if is_least else grades,
            accepted=owed.total(),
            largest=next(iter(owed.most_common(1)), ()),
        )


def hardest_first(lines):
    return sorted(lines, key=lambda line: -len(needs_of(line).required()))


def uses(facts, lines):
    """The number of these lines that the device fits."""
    return sum(needs_of(line).is_met_by(facts) for line in lines)


def take(left, line, lines):
    """Remove the items for a line from `left`: first the items that fit the fewest lines."""
    alike = [line_ for line_ in lines if kind_of(line_) == kind_of(line)]
    fit = [a for a in left if needs_of(line).is_met_by(a.facts)]
    wanted = line.requested
    for one in sorted(fit, key=lambda a: uses(a.facts, alike)):
        taken = min(left[one], wanted)
        left[one] -= taken
        wanted -= taken
