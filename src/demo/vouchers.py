"""Connectivity vouchers: batches at each site, a batch that ends tomorrow, codes in every state."""

from django.utils import timezone

from catalogue.models import VoucherKind
from core.models import Sequence
from inventory.models import Device, Voucher, VoucherBatch
from inventory.vouchers.lifecycle import CancelReason
from inventory.vouchers.operations.vouchers import put_sim, set_voucher_minimum
from loans.vouchers.operations import hand_out
from people.models import Recipient

# Product, site, days left to activate.
BATCHES = [(0, 0, 1), (4, 0, 210), (1, 0, 24), (3, 1, 95), (2, 2, 150), (3, 0, -12)]
CREDIT_DAYS = 60  # validity of a voucher after its last day to activate
LOW_STOCK = 40  # minimum stock of the product whose stock is low


def open_batches(world):
    """Create empty batches; `world.good_batches` lists the batches that loans may use."""
    day, world.good_batches = world.ago(60), []
    for product, site, days in BATCHES:
        batch = VoucherBatch.objects.create(
            reference=Sequence.objects.number_of_year("voucherbatch", "V"),
            product=world.products[product],
            site=world.sites[site],
            activate_by=world.ahead(days),
            valid_until=world.ahead(days + CREDIT_DAYS),
            created_at=world.at(day, 10),
        )
        if days > 0:
            world.good_batches.append(batch)


def fill_batches(world):
    """Fill the batches with the vouchers not handed out: in stock, lost, cancelled or expired."""
    by, moved = world.coordinator, world.at(world.ago(11), 8)
    for batch in VoucherBatch.objects.select_related("site").order_by("pk"):
        in_stock, others = Voucher.Status.IN_STOCK, [Voucher.Status.LOST, Voucher.Status.CANCELLED]
        if batch.activate_by < world.today:
            in_stock, others = Voucher.Status.EXPIRED, []
        statuses = [in_stock] * max(8, world.size // 50) + others
        for status in statuses:
            since, why = moved, {}
            if status == Voucher.Status.IN_STOCK:
                since = batch.created_at
            if status == Voucher.Status.CANCELLED:
                why = {"cancel_reason": CancelReason.REFUSED}
            voucher = world.voucher(status, since, batch=batch, **why)
            world.record_event(batch.created_at, "voucher.received", voucher, by, batch=batch.pk)
            if status != Voucher.Status.IN_STOCK:
                world.record_event(moved, f"voucher.{status}", voucher, by, **why)
        count = Voucher.objects.filter(batch=batch).count() + len(statuses)
        world.record_event(batch.created_at, "voucherbatch.received", batch, by, count=count)


def use(world):
    """Create low stock, a voucher handed out without a loan, and a card in a phone."""
    by, site, product = world.coordinator, world.sites[0], world.products[4]
    what = {"product": product, "site": site}
    set_voucher_minimum(product, by=by, site=site, minimum=LOW_STOCK)
    family = Recipient.objects.not_anonymised().filter(kind="family").latest("pk")
    hand_out(family, by=world.counter, quantity=1, **what)
    phones = Device.objects.filter(site=site, status=Device.Status.READY, category__code="phone")
    cards = Voucher.objects.available(timezone.localdate()).filter(
        batch__site=site, batch__product__kind=VoucherKind.SIM
    )
    phone, card = phones.order_by("pk").first(), cards.last()
    if phone and card:
        put_sim(phone, by=world.counter, voucher=card)
