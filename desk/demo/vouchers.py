"""Connectivity vouchers: batches at each site, one ends tomorrow, codes in every state."""

from datetime import timedelta

from core.models import Sequence
from desk.demo.book import Book
from inventory.lifecycle import VoucherStatus
from inventory.models import Voucher, VoucherBatch
from people.roles import Role

# Of which product, at which site, how many days are left.
BATCHES = [(0, 0, 1), (4, 0, 210), (1, 0, 24), (3, 1, 95), (2, 2, 150), (3, 0, -12)]
# Beside those in stock, for each batch that is still good.
STATES = [VoucherStatus.CONSIGNED, VoucherStatus.LOST, VoucherStatus.CANCELLED]


def open_batches(world):
    """The batches stand, still empty; `world` knows those that loans may take from."""
    day = world.ago(60)
    for product, site, days in BATCHES:
        year = day.year % 100
        batch = VoucherBatch.objects.create(
            reference=f"V{year}-{Sequence.objects.take(f'voucherbatch:{year}')[0]:04}",
            product=world.products[product],
            site=world.sites[site],
            valid_until=world.today + timedelta(days),
            created_at=world.at(day, 10),
        )
        if days > 0:
            world.good_batches.append(batch)


def fill(world):
    """The batches hold what was not handed out: in stock, consigned, lost, cancelled or expired."""
    book = Book()
    for batch in VoucherBatch.objects.select_related("site").order_by("pk"):
        is_good = batch.valid_until >= world.today
        states = [VoucherStatus.IN_STOCK if is_good else VoucherStatus.EXPIRED]
        states *= max(8, world.size // 50)
        for status in states + (STATES if is_good else []):
            _enter(world, book, batch, status)
        received = Voucher.objects.filter(batch=batch).count() + len(states) + len(STATES) * is_good
        coordinator = world.staff[Role.COORDINATOR][0]
        book.tell(batch.created_at, "voucherbatch.received", batch, coordinator, count=received)
    book.write()


def _enter(world, book, batch, status):
    coordinator = world.staff[Role.COORDINATOR][0]
    moved = world.at(world.ago(11), 8)
    is_consigned = status == VoucherStatus.CONSIGNED
    organisation = {"organisation": world.organisations[2]} if is_consigned else {}
    in_stock = status == VoucherStatus.IN_STOCK
    since = batch.created_at if in_stock else moved
    voucher = world.voucher(status, since, batch=batch, **organisation)
    book.vouchers.append(voucher)
    book.tell(batch.created_at, "voucher.received", voucher, coordinator, batch=batch.pk)
    if is_consigned:
        data = {"organisation": world.organisations[2].pk}
        book.tell(moved, "voucher.consigned", voucher, coordinator, **data)
    elif not in_stock:
        book.tell(moved, f"voucher.{status}", voucher, coordinator)
