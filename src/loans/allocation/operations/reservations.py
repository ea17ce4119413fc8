"""Reservations of devices, vouchers and SIM cards."""

from collections import Counter
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import VoucherProduct
from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import check_on_hand
from inventory.models import Device, Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations.vouchers import check_last_days
from loans.allocation.offers import hardest_first, uses
from loans.allocation.operations.preparation import add_accessory, prepare_for, record_items
from loans.allocation.stock import Kind, alike_of, deal, stock_of
from loans.allocation.waiting import (
    losers,
    taken_from_others,
    turns_ahead,
    wanted_ahead,
    wanted_by_others,
)
from loans.base.lifecycle.loans import ItemStatus
from loans.base.needs import Verdict, facts_of, fitting, needs_of
from loans.base.operations import lines_of, lock_site, lock_to_prepare, no_room
from loans.base.voucher_limits import check_may_hold
from loans.models import Loan, LoanItem, Request, RequestLine
from people.models import User


def reserve_cards(loan: Loan, devices: list[Device], by: User) -> list[LoanItem]:
    """Reserve the SIM cards in the devices of a loan.

    Each card serves the matching line of the request, if any.
    """
    rows = Voucher.objects.filter(device__in=devices, status=VoucherStatus.IN_STOCK)
    if not rows.exists():  # no card is added to a locked device
        return []
    cards = rows.select_related("batch").lock()
    lines = lines_of(loan) or []
    items = [LoanItem(loan=loan, voucher=card, line=_line_for_card(card, lines)) for card in cards]
    LoanItem.objects.bulk_create(items)
    Voucher.objects.filter(pk__in=[card.pk for card in cards]).transition_to(VoucherStatus.RESERVED)
    event_rows = [(card, {"loan": loan.number}) for card in cards]
    Event.objects.record_many("voucher.reserved", event_rows, by=by)
    record_items("loan.item_added", loan, items, by)
    return items


def _line_for_card(card: Voucher, lines: list[RequestLine]) -> RequestLine | None:
    for line in lines:
        if line.product_id == card.batch.product_id and line.still_open > 0:
            line.still_open -= 1
            return line
    return None


# --- Reserve devices and vouchers on a prepared loan, within its request and other promises. ---


MAX_REQUESTS_NAMED = 3  # in a sentence about objections


class AlreadyReserved(Refused):
    """The item is already reserved on this loan: nothing to do, not an error."""


@operation("loans.hand_over")
def reserve(
    loan: Loan, *, by: User, devices: list[Device], override: bool = False
) -> list[LoanItem]:
    """Reserve these ready devices on a prepared loan, all or nothing.

    With a request, each device counts for a line of its category, which must have room left. Raises
    `NeedsConfirmation` for a device that does not meet the needs of its line, or that is promised
    to other requests; `override` reserves it anyway, with an event of its own.
    """
    lock_to_prepare(loan)
    lock_site(loan.site_id)
    devices = _lock_devices(loan, devices, by)
    lines = lines_of(loan)
    chosen = [(device, _line_for_device(device, lines, loan)) for device in devices]
    return _reserve(loan, chosen, by, override=override)


def _reserve(
    loan: Loan, chosen: list[tuple[Device, RequestLine | None]], by: User, *, override: bool = False
) -> list[LoanItem]:
    """Reserve these locked devices, each for its line."""
    devices = [device for device, _line in chosen]
    items = _set_aside(loan, chosen, _objections(loan, chosen, by), by, override=override)
    Device.objects.filter(pk__in=[d.pk for d in devices]).transition_to(DeviceStatus.RESERVED)
    Event.objects.record_many(
        "device.reserved", [(device, {"loan": loan.number}) for device in devices], by=by
    )
    reserve_cards(loan, devices, by)
    return items


def _lock_devices(loan: Loan, devices: list[Device], by: User) -> list[Device]:
    """Lock and return these devices; raise `Refused` if one cannot be reserved on the loan."""
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    locked = rows.select_related("category", "specification").lock()
    for device in locked:
        if device.status != DeviceStatus.READY:  # in a hand-over, it is not ready
            _check_is_new(loan, device=device)
        _check_is_ready(device, by)
    return locked


def _check_is_new(loan: Loan, **which: Device | Voucher) -> None:
    item = loan.items.filter(status=ItemStatus.RESERVED, **which).first()
    if item:
        raise AlreadyReserved(_("%(thing)s is already in this hand-over.") % {"thing": item})


def _check_is_ready(device: Device, by: User) -> None:
    if device.status == DeviceStatus.RESERVED:
        kept = {"items__device": device, "items__status": ItemStatus.RESERVED}
        loan = Loan.objects.visible_to(by).filter(**kept).select_related("organisation").first()
        raise Refused(
            _("%(device)s is set aside for %(loan)s: remove it from that hand-over first.")
            % {
                "device": device,
                "loan": f"{loan}, {loan.organisation}" if loan else _("other people"),
            }
        )
    device.check_status(
        {DeviceStatus.READY},
        _("%(device)s is “%(status)s”: only a ready device can be handed over."),
    )
    check_on_hand(device)


def _line_for_device(
    device: Device, lines: list[RequestLine] | None, loan: Loan
) -> RequestLine | None:
    """Take one place in the line that the device serves best; raise `Refused` if all are full."""
    if lines is None:
        return None
    open_ones = [line for line in lines if line.category_id == device.category_id]
    open_ones = [line for line in open_ones if line.still_open > 0]
    if not open_ones:
        raise Refused(no_room(loan, device.category))
    line = best_line(device, open_ones)
    line.still_open -= 1
    return line


def best_line(device: Device, lines: list[RequestLine]) -> RequestLine:
    """The line hardest to serve among those that a device fits.

    If the device fits no line, the line with the fewest misfits.
    """
    facts = facts_of(device)

    def order(line: RequestLine) -> tuple[int, int]:
        needs = needs_of(line)
        return len(needs.lacks(facts)), -len(needs.required())

    return min(lines, key=order)


def _objections(
    loan: Loan, chosen: list[tuple[Device, RequestLine | None]], by: User
) -> list["str | Deprived"]:
    """The objections to reserving these devices, as sentences."""
    objections = [not_as_needed(device, line) for device, line in chosen if line]
    taken = {}
    for device, _line in chosen:
        if device.site_id == loan.site_id:  # devices of another site are not promised here
            taken.setdefault(device.category, []).append(device)
    for category, devices in taken.items():
        what = category if devices[1:] else f"{category} {devices[0]}"
        objections.append(_promised(loan, what, Kind(loan.site_id, category.pk), devices, by))
    return [objection for objection in objections if objection]


def not_as_needed(device: Device, line: RequestLine) -> str:
    """Sentence naming the needs of a line that a device does not or may not meet, or ""."""
    needs = needs_of(line)
    lacks = needs.lacks(facts_of(device))
    words = {
        Verdict.UNFIT: _("it does not have what was requested: %(needs)s"),
        Verdict.UNKNOWN: _("unknown, to be checked: %(needs)s"),
    }
    reasons = []
    for verdict, sentence in words.items():
        names = [needs.word(name) for name, lack in lacks.items() if lack == verdict]
        if names:
            reasons.append(sentence % {"needs": ", ".join(names)})
    params = {"device": device, "reasons": ", ".join(reasons)}
    return _("%(device)s: %(reasons)s.") % params if reasons else ""


class Deprived(NamedTuple):
    """Lazy sentence saying that `count` of the `taken` units are promised to earlier requests.

    The requests are read only when the sentence is shown, not when an override is recorded.
    """

    loan: Loan
    what: object
    kind: Kind
    left: Counter
    taken: Counter
    count: int
    by: User

    def __str__(self) -> str:
        sentence = ngettext(
            "%(what)s: one is promised to %(whom)s, which comes first.",
            "%(what)s: %(count)s are promised to requests that come first: %(whom)s.",
            self.count,
        )
        ahead = turns_ahead(self.kind, self.loan.request_id)
        whom = _requests_named(losers(ahead, self.left, self.taken, self.count), self.by)
        return sentence % {"what": capfirst(self.what), "count": self.count, "whom": whom}


def _promised(
    loan: Loan, what: object, kind: Kind, units: list[Device | Voucher], by: User
) -> Deprived | None:
    """The number of these units that earlier requests than the loan's own wait for."""
    others = wanted_by_others(kind, loan.request_id)
    left = stock_of(kind, others, without=units)
    # Usually the stock suffices for all, so the queue is read only when it does not.
    if deal(left, others)[0] == others:
        return None
    taken = Counter(alike_of(unit) for unit in units)
    ahead = wanted_ahead(kind, loan.request_id) if loan.request_id else others
    count = taken_from_others(left, taken, ahead)
    return Deprived(loan, what, kind, left, taken, count, by) if count else None


def _requests_named(requests: list[int], by: User) -> str:
    """The requests in a sentence, each with its organisation, as far as `by` may see them."""
    rows = Request.objects.visible_to(by).filter(pk__in=requests).select_related("organisation")
    named = [f"{request}, {request.organisation}" for request in rows[:MAX_REQUESTS_NAMED]]
    return " · ".join(named) or _("another request")


def _set_aside(
    loan: Loan,
    chosen: list[tuple[Device | Voucher, RequestLine | None]],
    objections: list[str | Deprived],
    by: User,
    *,
    override: bool,
) -> list[LoanItem]:
    """Create the items and their events; raise `NeedsConfirmation` if there are objections."""
    if objections and not override:
        raise NeedsConfirmation([str(objection) for objection in objections])
    items = []
    for unit, line in chosen:
        name = "device" if isinstance(unit, Device) else "voucher"
        items.append(LoanItem(loan=loan, line=line, **{name: unit}))
    LoanItem.objects.bulk_create(items)
    record_items("loan.taken_anyway" if objections else "loan.item_added", loan, items, by)
    return items


@operation("loans.hand_over")
def reserve_for(
    request: Request, *, by: User, devices: list[Device], override: bool = False
) -> Loan:
    """Reserve these ready devices for an accepted request; return its prepared loan."""
    loan = prepare_for(request, by=by)
    reserve(loan, by=by, devices=devices, override=override)
    return loan


@operation("loans.hand_over")
def reserve_vouchers(
    loan: Loan,
    *,
    by: User,
    product: VoucherProduct,
    quantity: int,
    override: bool = False,
) -> list[LoanItem]:
    """Reserve a number of vouchers of a product, the first to expire first."""
    lock_to_prepare(loan)
    lock_site(loan.site_id)
    free = Voucher.objects.available(timezone.localdate()).filter(
        batch__product=product, batch__site=loan.site_id, device=None
    )
    check_may_hold(loan, (product.face_value or 0) * quantity, timezone.localdate())
    chosen = [voucher.pk for voucher in free[:quantity]]
    rows = Voucher.objects.filter(pk__in=chosen)
    vouchers = [v for v in rows.lock() if v.status == VoucherStatus.IN_STOCK]
    if len(vouchers) < quantity:
        raise Refused(
            _("%(product)s: %(left)s left in stock at %(site)s.")
            % {"product": product, "left": len(vouchers), "site": loan.site}
        )
    return _set_vouchers_aside(loan, vouchers, product, loan.site_id, by, override=override)


@operation("loans.hand_over")
def reserve_voucher(loan: Loan, *, by: User, voucher: Voucher, override: bool = False) -> LoanItem:
    """Reserve a scanned voucher on a prepared loan.

    Raises `NeedsConfirmation` when it is promised to others, unless `override`.
    """
    lock_to_prepare(loan)
    batch = voucher.batch
    lock_site(batch.site_id)
    voucher.lock()
    _check_is_new(loan, voucher=voucher)
    if voucher.device_id:
        raise Refused(_("%(voucher)s is in a phone: scan the phone.") % {"voucher": voucher})
    voucher.check_status(
        {VoucherStatus.IN_STOCK},
        _("%(voucher)s is “%(status)s”: only a voucher in stock can be handed over."),
    )
    check_last_days([voucher])
    check_may_hold(loan, batch.product.face_value or 0, timezone.localdate())
    return _set_vouchers_aside(
        loan, [voucher], batch.product, batch.site_id, by, override=override
    )[0]


def _set_vouchers_aside(
    loan: Loan,
    vouchers: list[Voucher],
    product: VoucherProduct,
    site: int,
    by: User,
    *,
    override: bool,
) -> list[LoanItem]:
    """Reserve these locked vouchers of a product, in stock at a site."""
    lines = lines_of(loan)
    served = [(voucher, _line_of_product(lines, product, loan)) for voucher in vouchers]
    promised = _promised(loan, product, Kind(site, product=product.pk), vouchers, by)
    objections = [promised] if promised else []
    items = _set_aside(loan, served, objections, by, override=override)
    Voucher.objects.filter(pk__in=[v.pk for v in vouchers]).transition_to(VoucherStatus.RESERVED)
    Event.objects.record_many(
        "voucher.reserved", [(voucher, {"loan": loan.number}) for voucher in vouchers], by=by
    )
    return items


def _line_of_product(
    lines: list[RequestLine] | None, product: VoucherProduct, loan: Loan
) -> RequestLine | None:
    """Take one place in the request line for this voucher."""
    if lines is None:
        return None
    for line in lines:
        if line.product_id == product.pk and line.still_open > 0:
            line.still_open -= 1
            return line
    raise Refused(no_room(loan, product))


# --- Automatic reservation for a request: longest ready first. ---

# The maximum number of devices examined for a line, longest ready first.
MAX_DEVICES_EXAMINED = 1000


MAX_ITEMS_NAMED = 10  # in the message that they are set aside

# Functions of modules: (loan) -> {device: a rank, the lowest first, 0 for others}; and (loan, by),
# called at the end, which may add accessories and returns sentences about what is still missing.
RANKS, COMPLETIONS = [], []


class SetAside(NamedTuple):
    """The prepared loan, its new items, the number of things reserved and still missing, notes."""

    loan: Loan
    items: list[LoanItem]
    count: int
    missing: int
    notes: list[str]

    @property
    def sentence(self) -> str:
        """The number of reserved things, their names, the missing number, and the notes."""
        done = ngettext("%(count)s item is set aside", "%(count)s items are set aside", self.count)
        done %= {"count": self.count}
        more = len(self.items) - MAX_ITEMS_NAMED
        names = [*map(str, self.items[:MAX_ITEMS_NAMED]), *([f"+ {more}"] if more > 0 else [])]
        done = f"{done} ({', '.join(names)})"
        if self.missing:
            left = ngettext(
                "%(count)s is still missing", "%(count)s are still missing", self.missing
            )
            done = f"{done}, {left % {'count': self.missing}}"
        return " ".join([f"{done}.", *self.notes])


@operation("loans.hand_over")
def reserve_fitting(request: Request, *, by: User) -> SetAside:
    """Reserve all that an accepted request still lacks, as far as stock is ready.

    Reserves only items that are known to meet its needs and not promised to requests with higher
    priority. Raises `Refused` if there are no such items, so that no empty loan is created.
    """
    result = fill(request, by)
    items = [item.pk for item in result.items]
    Event.objects.record("request.set_aside", request, by=by, count=result.count, items=items)
    return result


def fill(request: Request, by: User) -> SetAside:
    """`reserve_fitting` without its event, as part of an act that records its own."""
    loan = prepare_for(request, by=by)
    before = set(loan.items.values_list("pk", flat=True))
    lock_site(loan.site_id)
    lines = _open_lines(loan)
    lacking = sum(line.still_open for line in lines)
    _devices(loan, [line for line in lines if line.category_id], by)
    for line in _open_lines(loan):  # read again: the card in a phone may serve one
        if line.product_id:
            _vouchers(loan, line, by)
        elif line.accessory_id:
            _accessories(loan, line, by)
    missing = sum(line.still_open for line in _open_lines(loan))
    if missing == lacking:
        raise Refused(_("Nothing suitable is available."))
    notes = [note for complete in COMPLETIONS for note in complete(loan, by)]
    items = list(loan.items.exclude(pk__in=before).for_list())
    added = sum(1 for item in items if item.accessory_id and not item.line_id)
    return SetAside(loan, items, lacking - missing + added, missing, notes)


def _open_lines(loan: Loan) -> list[RequestLine]:
    return [line for line in lines_of(loan) if line.still_open > 0]


def _devices(loan: Loan, lines: list[RequestLine], by: User) -> None:
    """Reserve devices for these lines, the hardest to serve first."""
    free, line_of = {}, {}
    for line in hardest_first(lines):
        kind = Kind(loan.site_id, line.category_id)
        if kind not in free:
            wants = wanted_ahead(kind, loan.request_id)
            own = [other for other in lines if other.category_id == line.category_id]
            wants.update(dict.fromkeys(map(needs_of, own), 0))  # left for these lines if possible
            _given, free[kind] = deal(stock_of(kind), wants)
        for device in _oldest(line, lines, free[kind], loan, set(line_of)):
            line_of[device.pk] = device, line
    if line_of:
        lock_to_prepare(loan)
        devices = _lock_devices(loan, [device for device, _line in line_of.values()], by)
        _reserve(loan, [(device, line_of[device.pk][1]) for device in devices], by)


def _oldest(
    line: RequestLine, lines: list[RequestLine], free: Counter, loan: Loan, taken: set[int]
) -> list[Device]:
    """Take devices for a line out of `free`.

    They are sorted by rank (`RANKS`), then by the number of `lines` that they fit, then by age.
    """
    ranks = Counter()
    for rank in RANKS:
        ranks.update(rank(loan))
    alike_lines = [other for other in lines if other.category_id == line.category_id]
    rows = Device.objects.lendable().filter(fitting(needs_of(line)), site=loan.site_id)
    rows = rows.filter(category=line.category_id).exclude(pk__in=taken)
    chosen = []
    rows = rows.select_related("specification").order_by("status_since", "pk")
    devices = list(rows[:MAX_DEVICES_EXAMINED]) if free.total() else []
    if ranks and free.total():  # also those beyond the first
        devices = list(dict.fromkeys([*rows.filter(pk__in=ranks), *devices]))
    for device in sorted(devices, key=lambda d: (ranks[d.pk], uses(facts_of(d), alike_lines))):
        alike = alike_of(device)
        if len(chosen) < line.still_open and free[alike] > 0:
            free[alike] -= 1
            chosen.append(device)
    return chosen


def _vouchers(loan: Loan, line: RequestLine, by: User) -> None:
    kind = Kind(loan.site_id, product=line.product_id)
    _given, free = deal(stock_of(kind), wanted_ahead(kind, loan.request_id))
    if count := min(line.still_open, free.total()):
        reserve_vouchers(loan, by=by, product=line.product, quantity=count)


def _accessories(loan: Loan, line: RequestLine, by: User) -> None:
    """Reserve all missing accessories; a shortage never blocks, but shows at the hand-over."""
    add_accessory(loan, by=by, accessory=line.accessory, quantity=line.still_open)
