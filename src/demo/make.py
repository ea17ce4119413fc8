"""Create the demo data.

Past data is written as rows, current data by operations. A hand-over by operations takes half a
second, most of it for its PDF: too slow for the two hundred of the demo, or the forty thousand of
the benchmark. The rows pass the same guards and constraints.
"""

from django.db import connection, transaction

from core.models import Sequence
from demo import (
    aftercare,
    arrivals,
    association,
    counter,
    loans,
    requests,
    stock,
    territories,
    vouchers,
    warehouse,
    workshop,
)
from demo.world import World
from modules.declaration import removable

# Batch size, in devices.
STRETCH = 2_000
PAST_SHARE = 0.3  # share of the progress of a small demo
# Above this size, checklists (some twenty answers each) are created only for recent devices.
RESULTS_FOR = 2_000
# Steps that create current data, in order; they use operations wherever possible.
TODAY = (
    territories.list_places,
    counter.open_sites,
    arrivals.announce,
    arrivals.send_lists,
    arrivals.print_labels,
    arrivals.value_gifts,
    workshop.fill_shelves,
    requests.let_late_ask,
    counter.hand_over,
    requests.ask_this_morning,
    vouchers.use,
    aftercare.happen,
    counter.meet,
    warehouse.scan_batches,
    warehouse.transfer,
    warehouse.send_to_workshop,
    warehouse.send_away,
    workshop.repair,
    workshop.describe,
    requests.equip_class,
    requests.ask_together,
    arrivals.certify,
    requests.agree,
    requests.wait_in_turn,
    aftercare.call_and_write,
    territories.keep,
)


@transaction.atomic
def make(*, devices, seed, today, progress=lambda share: None):
    """Fill an empty database with `devices` devices and everything related to them.

    `progress` is called with the completed share, from 0 to 1.
    """
    world = World(seed, today, devices)
    association.create_association(world)
    vouchers.open_batches(world)
    lots, size, written = [], 0, 0
    for day, count in stock.planned(world, devices):
        lots.append((day, count))
        size += count
        if size >= STRETCH:
            _write_past(world, lots)
            written += size
            progress(PAST_SHARE * written / devices)
            lots, size = [], 0
    _write_past(world, lots)
    loans.write_waiting(world)
    world.write()
    vouchers.fill_batches(world)
    world.write()
    for name, last in world.taken.items():
        Sequence.objects.take(name, last)
    _analyse()
    happenings = [*TODAY, *(module.demo for module in removable() if module.demo)]
    for number, happen in enumerate(happenings):
        progress(PAST_SHARE + (1 - PAST_SHARE) * number / len(happenings))
        happen(world)
    progress(1)


def _write_past(world, lots):
    """Write the history of the devices of these lots, from intake to today."""
    if not lots:
        return
    world.keeps_results = world.size <= RESULTS_FOR or lots[-1][0] >= world.yesterday
    tracks = [track for day, size in lots for track in stock.receive(world, day, size)]
    for track in tracks:
        stock.refurbish(world, track)
    loans.write(world, tracks)
    world.write()
    if connection.vendor == "postgresql":  # deferred checks would fill the memory until the commit
        connection.check_constraints()
        _analyse()


def _analyse():
    """Run ANALYZE, since PostgreSQL updates its statistics only after the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
