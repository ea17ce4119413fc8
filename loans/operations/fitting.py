"""What fits a request, set aside at once: what has stood ready the longest first."""

from collections import Counter
from typing import NamedTuple

from django.utils import timezone

from core.operations import operation
from inventory.models import Device, Voucher
from loans.allocation.needs import facts_of, fitting, needs_of
from loans.allocation.stock import Alike, Kind, deal, stock_of
from loans.allocation.waiting import wanted_ahead
from loans.models import Loan, Request, RequestLine
from loans.operations.preparation import add_accessory, lines_of, prepare_for
from loans.operations.reserving import reserve, reserve_vouchers
from loans.operations.shelves import lock_site
from people.models import User

# Of those that stand ready the longest, so many are looked at for a line.
MAX_READ = 1000


class SetAside(NamedTuple):
    """The prepared loan, and how many were set aside and how many are still missing."""

    loan: Loan
    count: int
    missing: int


@operation("loans.hand_over")
def reserve_fitting(request: Request, *, by: User) -> SetAside:
    """Set aside all that an accepted request still lacks, as far as it stands ready.

    Only what is known to fit, and what is promised to nobody who comes first.
    """
    loan = prepare_for(request, by=by)
    lock_site(loan.site)
    lines = [line for line in lines_of(loan) if line.still_open > 0]
    lacking = sum(line.still_open for line in lines)
    count = _devices(loan, [line for line in lines if line.category_id], by)
    count += sum(_vouchers(loan, line, by) for line in lines if line.product_id)
    count += sum(_accessories(loan, line, by) for line in lines if line.accessory_id)
    return SetAside(loan, count, lacking - count)


def _devices(loan: Loan, lines: list[RequestLine], by: User) -> int:
    """Set devices aside for these lines, the hardest to serve first; return how many."""
    free = {}
    chosen = []
    for line in sorted(lines, key=lambda line: -len(needs_of(line).required())):
        kind = Kind(loan.site_id, line.category_id)
        if kind not in free:
            _given, free[kind] = deal(stock_of(kind), wanted_ahead(kind, loan.request_id))
        chosen += _oldest(line, free[kind], loan.site_id, {device.pk for device in chosen})
    if chosen:
        reserve(loan, by=by, devices=chosen)
    return len(chosen)


def _oldest(line: RequestLine, free: Counter, site: int, taken: set[int]) -> list[Device]:
    """As many devices as a line lacks, of what is `free`, which then has as many fewer."""
    rows = Device.objects.lendable().filter(fitting(needs_of(line)), site=site)
    rows = rows.filter(category=line.category_id).exclude(pk__in=taken)
    chosen = []
    rows = rows.select_related("specification").order_by("status_since", "pk")
    for device in rows[:MAX_READ] if free.total() else ():
        alike = Alike(facts_of(device), device.grade)
        if len(chosen) < line.still_open and free[alike] > 0:
            free[alike] -= 1
            chosen.append(device)
    return chosen


def _vouchers(loan: Loan, line: RequestLine, by: User) -> int:
    kind = Kind(loan.site_id, product=line.product_id)
    _given, free = deal(stock_of(kind), wanted_ahead(kind, loan.request_id))
    now = Voucher.objects.available(timezone.localdate())
    here = now.filter(batch__site=loan.site_id, batch__product=line.product_id).count()
    count = min(line.still_open, free.total(), here)
    if count:
        reserve_vouchers(loan, by=by, product=line.product, quantity=count)
    return count


def _accessories(loan: Loan, line: RequestLine, by: User) -> int:
    """All of them: what is counted stops nobody, and what is missing is seen at the hand-over."""
    count = line.still_open
    add_accessory(loan, by=by, accessory=line.accessory, quantity=count)
    return count
