"""Connectivity vouchers: batches at each site, one ends tomorrow, codes in every state."""

from datetime import timedelta

from django.utils import timezone

from catalogue.models import VoucherKind
from core.models import Sequence
from desk.demo.book import Book
from inventory.lifecycle import DeviceStatus
from inventory.lifecycle.vouchers import CancelReason, Outcome, VoucherStatus
from inventory.models import Device, Voucher, VoucherBatch
from inventory.operations.vouchers import (
    account_for,
    consign_product,
    put_sim,
    set_voucher_minimum,
)
from loans.operations.vouchers import hand_out
from people.models import Recipient
from people.roles import Role

# Of which product, at which site, how many days are left.
BATCHES = [(0, 0, 1), (4, 0, 210), (1, 0, 24), (3, 1, 95), (2, 2, 150), (3, 0, -12)]
# A voucher is good for so long after the last day to activate it.
CREDIT_DAYS = 60
# The first product of the first site runs short.
MINIMUM = 40
# Beside those in stock, for each batch that is still good.
STATES = [VoucherStatus.LOST, VoucherStatus.CANCELLED]


def open_batches(world):
    """The batches stand, still empty; `world` knows those that loans may take from."""
    day = world.ago(60)
    for product, site, days in BATCHES:
        year = day.year % 100
        batch = VoucherBatch.objects.create(
            reference=f"V{year}-{Sequence.objects.take(f'voucherbatch:{year}')[0]:04}",
            product=world.products[product],
            site=world.sites[site],
            activate_by=world.today + timedelta(days),
            valid_until=world.today + timedelta(days + CREDIT_DAYS),
            created_at=world.at(day, 10),
        )
        if days > 0:
            world.good_batches.append(batch)


def fill(world):
    """The batches hold what was not handed out: in stock, consigned, lost, cancelled or expired."""
    book = Book()
    for batch in VoucherBatch.objects.select_related("site").order_by("pk"):
        is_good = batch.activate_by >= world.today
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
    in_stock = status == VoucherStatus.IN_STOCK
    since = batch.created_at if in_stock else moved
    why = CancelReason.REFUSED if status == VoucherStatus.CANCELLED else ""
    voucher = world.voucher(status, since, batch=batch, cancel_reason=why)
    book.vouchers.append(voucher)
    book.tell(batch.created_at, "voucher.received", voucher, coordinator, batch=batch.pk)
    if not in_stock:
        said = {"cancel_reason": voucher.cancel_reason} if voucher.cancel_reason else {}
        book.tell(moved, f"voucher.{status}", voucher, coordinator, **said)


def happen(world):
    """This week: a shelter holds some and told of a part, a card is in a phone, few are left."""
    coordinator, counter = world.staff[Role.COORDINATOR][0], world.staff[Role.COUNTER][0]
    site, product = world.sites[0], world.products[4]
    shelter = consign_product(
        by=coordinator, product=product, site=site, quantity=6, organisation=world.organisations[2]
    )
    lines = list(shelter.lines.order_by("pk"))
    told = dict(zip(lines, [Outcome.USED, Outcome.USED, Outcome.GIVEN_BACK], strict=False))
    account_for(shelter, by=coordinator, outcomes=told)
    set_voucher_minimum(product, by=coordinator, site=site, minimum=MINIMUM)
    family = Recipient.objects.not_anonymised().filter(kind="family").order_by("-pk").first()
    hand_out(family, by=counter, product=product, site=site, quantity=1)
    _card_in_a_phone(counter, site)


def _card_in_a_phone(counter, site):
    """A SIM card waits in a phone that stands ready, if both are there."""
    phones = Device.objects.filter(site=site, status=DeviceStatus.READY, category__code="phone")
    cards = Voucher.objects.available(timezone.localdate()).filter(
        batch__site=site, batch__product__kind=VoucherKind.SIM
    )
    phone, card = phones.order_by("pk").first(), cards.last()
    if phone and card:
        put_sim(phone, by=counter, voucher=card)
