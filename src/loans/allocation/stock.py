"""Ready stock, and how much of it is promised; every device is counted once."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import AccessoryStock, Device, Voucher
from loans.base.lifecycle.loans import ItemStatus, RequestStatus
from loans.base.needs import OF_DEVICE, Facts, Needs, facts_of
from loans.models import LoanItem, RequestLine


class Kind(NamedTuple):
    """The key of stock: site, and a category, product or accessory."""

    site: int
    category: int | None = None
    product: int | None = None
    accessory: int | None = None


class Alike(NamedTuple):
    """Devices that are equivalent for allocation; without facts if these were not read."""

    facts: Facts
    grade: str = ""
    is_read: bool = True


def alike_of(unit):
    """The `Alike` of a device, or of a voucher, which has no facts."""
    return Alike(facts_of(unit), getattr(unit, "grade", ""))


def deal(stock, wants):
    """Assign stock (a Counter of `Alike`) to wants (a dict `Needs` -> count), hardest first.

    Items that serve the fewest wants are assigned first. Returns the items of each want, and the
    remaining stock.
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
    """The `Kind` of a request line; needs its `request`."""
    return Kind(line.request.site_id, line.category_id, line.product_id, line.accessory_id)


def with_reserved_count(lines):
    """Annotate lines with `reserved_count`: the quantity reserved on prepared loans for each."""
    reserved = LoanItem.objects.filter(line=OuterRef("pk"), status=ItemStatus.RESERVED).order_by()
    reserved = reserved.values("line").annotate(count=Sum("quantity")).values("count")
    return lines.annotate(reserved_count=Coalesce(Subquery(reserved), 0))


def open_lines(*conditions, **which):
    """The accepted lines with items missing.

    They are annotated with `left`, the number neither served nor reserved.
    """
    return _accepted_lines(*conditions, **which).filter(left__gt=0)


def _accepted_lines(*conditions, **which):
    which["request__status"] = RequestStatus.ACCEPTED
    lines = RequestLine.objects.filter(*conditions, accepted__gt=F("served"), **which)
    return with_reserved_count(lines).annotate(
        left=F("accepted") - F("served") - F("reserved_count")
    )


def wanted_by(columns, *conditions, **which):
    """The total that open lines lack, as a dict of these columns -> number.

    Complete lines are summed with the others: filtering them out would compute the reserved
    quantity of each line twice.
    """
    lines = _accepted_lines(*conditions, **which).order_by().values_list(*columns)
    rows = lines.annotate(wanted=Sum(Greatest("left", 0)))
    return {tuple(values): wanted for *values, wanted in rows if wanted}


# Number of devices read with their facts: for each device wanted with needs, and the minimum.
SAMPLE, SMALLEST_SAMPLE = 10, 100
SPARES = []  # functions (devices to take, **where) of modules, for `spare_devices`


def spare_devices(without=(), **where):
    """Ready devices not for requests; modules raise `Refused` if `without` would be among them."""
    return [device for find in SPARES for device in find(without, **where)]


def ready_devices(wants=None, without=(), *, at_once=False, **where):
    """Counts of ready devices as a dict `Kind` -> Counter of `Alike`, leaving out `without`.

    Without `wants`, counts all kinds, each with its facts. Otherwise counts only the kinds of
    `wants` (a dict `Kind` -> Counter of `Needs`), with the facts of enough devices to show that all
    wants with needs can be served: the number left for the others is then the same in any order.
    Reading the facts of all devices would be much slower than counting them by an index. `at_once`
    deals the stock to all wants together.
    """
    without = [*without, *spare_devices(without, **where)]
    ready = Device.objects.filter(status=DeviceStatus.READY, transfer=None, **where).order_by()
    others = ready.exclude(pk__in=[device.pk for device in without])
    if wants is None:
        whole = _by_kind(others, "grade", *OF_DEVICE)
        return {kind: _least_first(counts) for kind, counts in whole.items()}
    sites, categories = ({getattr(kind, name) for kind in wants} for name in ("site", "category"))
    ready = ready.filter(site__in=sites, category__in=categories - {None})
    stock = _by_kind(ready, "grade")
    for device in without:
        stock.get(Kind(device.site_id, device.category_id), Counter())[unread(device.grade)] -= 1
    to_read = Q()
    for kind in stock.keys() & {kind for kind, wanted in wants.items() if any(wanted)}:
        of_kind = Q(site=kind.site, category=kind.category)
        sample = _sample(others.filter(of_kind), stock[kind].total(), wants[kind], at_once)
        if sample:
            for alike, count in sample.items():
                stock[kind][unread(alike.grade)] -= count
            stock[kind] += sample
        else:
            stock[kind].clear()
            to_read |= of_kind
    if to_read:  # in one query, as a coordinator may see dozens of sites
        for kind, counts in _by_kind(others.filter(to_read), "grade", *OF_DEVICE).items():
            stock[kind] = _least_first(counts)
    return stock


def _by_kind(ready, *columns):
    """Counts by these columns of each kind; the grade comes from `inventory_device_ready` alone."""
    stock = defaultdict(Counter)
    rows = ready.values_list("site", "category", *columns).annotate(count=Count("*"))
    for site, category, grade, *facts, count in rows:
        alike = Alike(Facts(*facts), grade) if facts else unread(grade)
        stock[Kind(site, category)][alike] += count
    return stock


def unread(grade):
    return Alike(Facts(), grade, is_read=False)


def _sample(of_kind, number, wanted, at_once):
    """A sample of the `number` devices of a kind; None if it may be too small for all wants.

    The order of allocation does not matter if as many devices meet each of the needs as are wanted
    with needs, and the others suffice for the wants without needs.
    """
    demanding = {needs: count for needs, count in wanted.items() if needs}
    total = sum(demanding.values())
    most = max(SAMPLE * total, SMALLEST_SAMPLE)
    if most * 3 >= number:  # reading devices one by one is slower than in groups
        return None
    rows = of_kind.values_list("grade", *OF_DEVICE)[:most]
    sample = Counter(Alike(Facts(*facts), grade) for grade, *facts in rows)
    if at_once:
        is_enough = deal(sample, demanding)[0] == demanding
    else:
        fitting = [sum(n for a, n in sample.items() if w.is_met_by(a.facts)) for w in demanding]
        is_enough = min(fitting) >= total and number - most >= wanted[Needs()]
    return _least_first(sample) if is_enough else None


def _least_first(stock):
    """Sort the stock: of items that serve equally many wants, `deal` takes the most modest first.

    Items with unknown facts come first, then those with the lowest values. Without sorting, the
    result would depend on the order in which the database returns groups.
    """

    def order(alike):
        return [(fact is not None, fact or 0) for fact in alike.facts], alike.grade

    return Counter({alike: stock[alike] for alike in sorted(stock, key=order)})


def ready_vouchers(**where):
    """Counts of valid vouchers in stock, in the format of `ready_devices`.

    Excludes cards in a phone.
    """
    available = Voucher.objects.available(timezone.localdate()).filter(device=None)
    vouchers = available.filter(**where).order_by()
    rows = vouchers.values_list("batch__site", "batch__product").annotate(Count("pk"))
    return {
        Kind(site, product=product): Counter({Alike(Facts()): count})
        for site, product, count in rows
    }


def counted_accessories(**where):
    """Counts of accessories at sites that count them, in the format of `ready_devices`."""
    rows = AccessoryStock.objects.filter(**where).order_by()
    return {
        Kind(site, accessory=accessory): Counter({Alike(Facts()): count})
        for site, accessory, count in rows.values_list("site", "kind", "quantity")
    }


def stock_of(kind, wants=None, without=()):
    """The ready stock of a kind at its site, as a Counter of `Alike`, without these units.

    With `wants` (a Counter of `Needs`, dealt at once), only the facts that make a difference are
    read.
    """
    if kind.category:
        wants = wants if wants is None else {kind: wants}
        where = {"site": kind.site, "category": kind.category}
        stock = ready_devices(wants, without=without, at_once=True, **where)
        return stock.get(kind, Counter())
    if kind.product:
        counts = ready_vouchers(batch__site=kind.site, batch__product=kind.product)
    else:
        counts = counted_accessories(site=kind.site, kind=kind.accessory)
    return counts.get(kind, Counter()) - Counter(alike_of(unit) for unit in without)


def ready_at(sites, wants=None):
    """The ready stock of these sites: a dict `Kind` -> Counter of `Alike`.

    With `wants` (a dict `Kind` -> Counter of `Needs`), the stock of their kinds only, as
    `ready_devices` reads it.
    """
    sites = list(sites)
    of_products = wants is None or any(kind.product for kind in wants)
    of_accessories = wants is None or any(kind.accessory for kind in wants)
    return {
        **ready_devices(wants, site__in=sites),
        **(ready_vouchers(batch__site__in=sites) if of_products else {}),
        **(counted_accessories(site__in=sites) if of_accessories else {}),
    }
