"""Ready stock and its promised part; every device is counted once."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import AccessoryStock, Device, Voucher
from loans.base.lifecycle.loans import ItemStatus, RequestStatus
from loans.base.needs import NEED_COLUMNS, OF_DEVICE, Facts, Needs, Verdict, needs_of
from loans.models import LoanItem, RequestLine


class Kind(NamedTuple):
    """The key of stock: site, and a category, product or accessory."""

    site: int
    category: int | None = None
    product: int | None = None
    accessory: int | None = None


class Alike(NamedTuple):
    """Devices that nothing that matters here tells apart."""

    facts: Facts
    grade: str = ""


class Offer(NamedTuple):
    """Availability for a line: `ready` meets its needs, `unknown` may.

    Of the ready ones, `left` is promised to nobody else. `grades` counts the ready ones by grade.
    """

    requested: int
    ready: int
    unknown: int
    left: int
    grades: Counter

    @property
    def promised(self):
        return self.ready - self.left

    @property
    def now(self):
        """The number that can be served now."""
        return min(self.requested, self.left)

    @property
    def missing(self):
        return max(self.requested - self.left, 0)

    @property
    def grade_words(self):
        """The ready devices by grade: "A 2, B 5"."""
        return ", ".join(
            f"{grade} {count}" for grade, count in sorted(self.grades.items()) if grade
        )


def deal(stock, wants):
    """Assign stock (a Counter of `Alike`) to wants (a dict `Needs` -> count), hardest first.

    What serves the fewest wants is given first. Returns what each got, and the stock that is left.
    """
    left = Counter(stock)
    meets = {alike: [w for w in wants if w.is_met_by(alike.facts)] for alike in left}
    given = {}
    for needs in sorted(wants, key=lambda w: sum(left[a] for a in left if w in meets[a])):
        given[needs] = 0
        for alike in sorted((a for a in left if needs in meets[a]), key=lambda a: len(meets[a])):
            taken = min(left[alike], wants[needs] - given[needs])
            given[needs] += taken
            left[alike] -= taken
    return given, left


def kind_of(line):
    """Needs its request."""
    return Kind(line.request.site_id, line.category_id, line.product_id, line.accessory_id)


def with_reserved_count(lines):
    """Annotate lines with `reserved_count`: the quantity reserved on prepared loans for each."""
    reserved = LoanItem.objects.filter(line=OuterRef("pk"), status=ItemStatus.RESERVED).order_by()
    reserved = reserved.values("line").annotate(count=Sum("quantity")).values("count")
    return lines.annotate(reserved_count=Coalesce(Subquery(reserved), 0))


def open_lines(**which):
    """The accepted lines that lack something, each with `left`: neither served nor set aside."""
    lines = RequestLine.objects.filter(request__status=RequestStatus.ACCEPTED, **which)
    lines = with_reserved_count(lines).annotate(
        left=F("accepted") - F("served") - F("reserved_count")
    )
    return lines.filter(left__gt=0)


def ready_devices(**where):
    """Counts of ready devices as a dict `Kind` -> Counter of `Alike`, from one query."""
    ready = Device.objects.filter(status=DeviceStatus.READY, transfer=None, **where).order_by()
    rows = ready.values_list("site", "category", "grade", *OF_DEVICE).annotate(Count("pk"))
    stock = defaultdict(Counter)
    for site, category, grade, *facts, count in rows:
        stock[Kind(site, category)][Alike(Facts(*facts), grade)] += count
    return stock


def ready_vouchers(**where):
    """Counts of vouchers in stock that are still good, as `ready_devices` gives them."""
    vouchers = Voucher.objects.available(timezone.localdate()).filter(**where).order_by()
    rows = vouchers.values_list("batch__site", "batch__product").annotate(Count("pk"))
    return {
        Kind(site, product=product): Counter({Alike(Facts()): count})
        for site, product, count in rows
    }


def counted_accessories(**where):
    """Counts of accessories where a site counts them, as `ready_devices` gives them."""
    rows = AccessoryStock.objects.filter(**where).order_by()
    return {
        Kind(site, accessory=accessory): Counter({Alike(Facts()): count})
        for site, accessory, count in rows.values_list("site", "kind", "quantity")
    }


def stock_of(kind):
    """The ready stock of one kind at its site: a Counter of `Alike`."""
    if kind.category:
        counts = ready_devices(site=kind.site, category=kind.category)
    elif kind.product:
        counts = ready_vouchers(batch__site=kind.site, batch__product=kind.product)
    else:
        counts = counted_accessories(site=kind.site, kind=kind.accessory)
    return counts.get(kind, Counter())


def ready_at(sites):
    """The ready stock of these sites: a dict `Kind` -> Counter of `Alike`."""
    sites = list(sites)
    return {
        **ready_devices(site__in=sites),
        **ready_vouchers(batch__site__in=sites),
        **counted_accessories(site__in=sites),
    }


class Stock:
    """Ready stock and open demand of some sites, read with a constant number of queries.

    `stock[kind]` is a Counter of `Alike`, `wants[kind]` one of `Needs`.
    """

    def __init__(self, sites):
        sites = list(sites)
        self.stock = ready_at(sites)
        self.wants = defaultdict(Counter)
        self._dealt = {}
        self._promise(open_lines(request__site__in=sites))

    def _promise(self, lines):
        rows = lines.order_by().values_list(
            "request__site", "category", "product", "accessory", *NEED_COLUMNS, "left"
        )
        for site, category, product, accessory, *needs, left in rows:
            self.wants[Kind(site, category, product, accessory)][Needs(*needs)] += left

    def is_counted(self, kind):
        """Whether we know how many there are: not of accessories that a site does not count."""
        return kind.accessory is None or kind in self.stock

    def left(self, kind):
        """The ready stock of a kind that is not promised."""
        return self._deal(kind)[1]

    def given(self, kind):
        """The number of wants of a kind that are ready, by needs."""
        return self._deal(kind)[0]

    def _deal(self, kind):
        if kind not in self._dealt:
            self._dealt[kind] = deal(self.stock.get(kind, {}), self.wants.get(kind, {}))
        return self._dealt[kind]

    def offer(self, line, requested=None):
        """The `Offer` for a line that is not yet accepted; None for what is not counted."""
        kind, needs = kind_of(line), needs_of(line)
        if not self.is_counted(kind):
            return None
        stock = self.stock.get(kind, {})
        fit = {alike: n for alike, n in stock.items() if needs.is_met_by(alike.facts)}
        perhaps = [n for a, n in stock.items() if needs.verdict(a.facts) == Verdict.UNKNOWN]
        grades = Counter()
        for alike, count in fit.items():
            grades[alike.grade] += count
        left = sum(self.left(kind)[alike] for alike in fit)
        requested = line.requested if requested is None else requested
        return Offer(requested, sum(fit.values()), sum(perhaps), left, grades)
