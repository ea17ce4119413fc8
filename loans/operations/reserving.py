"""Reserve devices and vouchers on a prepared loan, within its request and other promises."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import VoucherProduct
from core.lives import NeedsConfirmation, Refused
from core.models import Event
from core.operations import operation
from inventory.lifecycle import DeviceStatus, VoucherStatus
from inventory.models import Device, Voucher
from inventory.operations.stock import check_in_the_house
from loans.allocation.needs import Facts, Verdict, facts_of, needs_of
from loans.allocation.stock import Alike, Kind, stock_of
from loans.allocation.waiting import taken_from_others, wanted_ahead
from loans.ceiling import check_may_hold
from loans.lifecycle import ItemStatus
from loans.models import Loan, LoanItem, Request, RequestLine
from loans.operations.cards import reserve_cards
from loans.operations.preparation import (
    lines_of,
    lock_to_prepare,
    no_room,
    prepare_for,
    record_items,
)
from loans.operations.shelves import lock_site
from people.models import User


class AlreadyReserved(Refused):
    """The item is reserved on this loan already: nothing to do, not an error."""


@operation("loans.hand_over")
def reserve(
    loan: Loan, *, by: User, devices: list[Device], override: bool = False
) -> list[LoanItem]:
    """Set these ready devices aside on a prepared loan: all of them or none.

    With a request, each counts for a line of its category and there must be room left in it.
    Raises `NeedsConfirmation` for a device that does not meet the needs of its line, or that is
    promised to other requests; `override` reserves it anyway, with an event of its own.
    """
    lock_to_prepare(loan)
    lock_site(loan.site)
    devices = _lock_devices(devices)
    for device in devices:
        _check_is_new(loan, device=device)
        _check_is_ready(device)
    lines = lines_of(loan)
    chosen = [(device, _line_for(device, lines, loan)) for device in devices]
    items = _set_aside(loan, chosen, _objections(loan, chosen), by, override=override)
    Device.objects.filter(pk__in=[d.pk for d in devices]).transition_to(DeviceStatus.RESERVED)
    Event.objects.record_many(
        "device.reserved", [(device, {"loan": loan.number}) for device in devices], by=by
    )
    reserve_cards(loan, devices, by)
    return items


def _lock_devices(devices: list[Device]) -> list[Device]:
    rows = Device.objects.filter(pk__in=[device.pk for device in devices])
    return rows.select_related("category", "specification").lock()


def _check_is_new(loan: Loan, **which: Device | Voucher) -> None:
    item = loan.items.filter(status=ItemStatus.RESERVED, **which).first()
    if item:
        raise AlreadyReserved(_("%(thing)s is in this hand-over already.") % {"thing": item})


def _check_is_ready(device: Device) -> None:
    if device.status != DeviceStatus.READY:
        raise Refused(
            _("%(device)s is “%(status)s”: only a ready device can be handed over.")
            % {"device": device, "status": device.status_label}
        )
    check_in_the_house(device)


def _line_for(device: Device, lines: list[RequestLine] | None, loan: Loan) -> RequestLine | None:
    """Take one place in the line that the device serves best; `Refused` when there is none left."""
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
    """Of lines that a device fits, the hardest to serve; else the one that it misses least."""
    facts = facts_of(device)

    def order(line: RequestLine) -> tuple[int, int]:
        needs = needs_of(line)
        return len(needs.lacks(facts)), -len(needs.required())

    return min(lines, key=order)


def _objections(loan: Loan, chosen: list[tuple[Device, RequestLine | None]]) -> list[str]:
    """What there is to say against these devices, a sentence each."""
    objections = [not_as_needed(device, line) for device, line in chosen if line]
    taken = {}
    for device, _line in chosen:
        alike = Alike(facts_of(device), device.grade)
        taken.setdefault(device.category, Counter())[alike] += 1
    for category, count in taken.items():
        objections.append(_promised(loan, category, Kind(loan.site_id, category.pk), count))
    return [sentence for sentence in objections if sentence]


def not_as_needed(device: Device, line: RequestLine) -> str:
    """A sentence naming the needs of a line that a device does not or may not meet; or ""."""
    needs = needs_of(line)
    lacks = needs.lacks(facts_of(device))
    words = {
        Verdict.UNFIT: _("it has not what is asked: %(needs)s"),
        Verdict.UNKNOWN: _("unknown, look at it: %(needs)s"),
    }
    reasons = []
    for verdict, sentence in words.items():
        names = [needs.word(name) for name, lack in lacks.items() if lack == verdict]
        if names:
            reasons.append(sentence % {"needs": ", ".join(names)})
    return (
        _("%(device)s: %(told)s.") % {"device": device, "told": "; ".join(reasons)}
        if reasons
        else ""
    )


def _promised(loan: Loan, what: object, kind: Kind, taken: Counter) -> str:
    """How many of what is taken others wait for, ahead of this loan's request."""
    wants = wanted_ahead(kind, loan.request_id)
    count = taken_from_others(stock_of(kind), taken, wants) if wants else 0
    if not count:
        return ""
    sentence = ngettext(
        "%(what)s: one is promised to another request that comes first.",
        "%(what)s: %(count)s are promised to other requests that come first.",
        count,
    )
    return sentence % {"what": str(what).capitalize(), "count": count}


def _set_aside(
    loan: Loan,
    chosen: list[tuple[Device | Voucher, RequestLine | None]],
    objections: list[str],
    by: User,
    *,
    override: bool,
) -> list[LoanItem]:
    """Create the items and their events; `NeedsConfirmation` if there are objections."""
    if objections and not override:
        raise NeedsConfirmation(objections)
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
    """Set these ready devices aside for an accepted request, on its prepared loan; return that."""
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
    """Set aside so many vouchers of a product, those that expire first."""
    lock_to_prepare(loan)
    lock_site(loan.site)
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
    """Reserve this voucher, as scanned, on a prepared loan.

    Raises `NeedsConfirmation` when it is promised to others, unless `override`.
    """
    lock_to_prepare(loan)
    batch = voucher.batch
    lock_site(batch.site)
    voucher.lock()
    _check_is_new(loan, voucher=voucher)
    if voucher.device_id:
        raise Refused(_("%(voucher)s is in a phone: scan the phone.") % {"voucher": voucher})
    if voucher.status != VoucherStatus.IN_STOCK:
        raise Refused(
            _("%(voucher)s is “%(status)s”: only one in stock can be handed over.")
            % {"voucher": voucher, "status": voucher.status_label}
        )
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
    taken = Counter({Alike(Facts()): len(vouchers)})
    promised = _promised(loan, product, Kind(site, product=product.pk), taken)
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
    """Take one place in the line that asks for this voucher."""
    if lines is None:
        return None
    for line in lines:
        if line.product_id == product.pk and line.still_open > 0:
            line.still_open -= 1
            return line
    raise Refused(no_room(loan, product))
