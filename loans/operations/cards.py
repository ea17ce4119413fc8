"""SIM cards that lie in a device go with it: they are set aside with it."""

from core.models import Event
from inventory.lifecycle.vouchers import VoucherStatus
from inventory.models import Device, Voucher
from loans.models import Loan, LoanItem, RequestLine
from loans.operations.preparation import lines_of, record_items
from people.models import User


def reserve_cards(loan: Loan, devices: list[Device], by: User) -> list[LoanItem]:
    """Set aside on a loan the cards in stock that lie in these devices, which it holds.

    Each serves the line of its request that asks for such a card, if there is one.
    """
    rows = Voucher.objects.filter(device__in=devices, status=VoucherStatus.IN_STOCK)
    cards = rows.select_related("batch").lock()
    if not cards:
        return []
    lines = lines_of(loan) or []
    items = [LoanItem(loan=loan, voucher=card, line=_line_for(card, lines)) for card in cards]
    LoanItem.objects.bulk_create(items)
    Voucher.objects.filter(pk__in=[card.pk for card in cards]).transition_to(VoucherStatus.RESERVED)
    event_rows = [(card, {"loan": loan.number}) for card in cards]
    Event.objects.record_many("voucher.reserved", event_rows, by=by)
    record_items("loan.item_added", loan, items, by)
    return items


def _line_for(card: Voucher, lines: list[RequestLine]) -> RequestLine | None:
    for line in lines:
        if line.product_id == card.batch.product_id and line.still_open > 0:
            line.still_open -= 1
            return line
    return None
