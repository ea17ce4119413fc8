"""Creates the demo data.

Past events are written as rows, present ones by operations. A hand-over by operations takes half a
second, most of it for its PDF: too slow for the two hundred of the demo, or the forty thousand of
the bench. The rows pass the same guards and constraints.
"""

from django.db import connection, transaction

from demo import (
    aftercare,
    aisles,
    asking,
    association,
    counter,
    door,
    exits,
    loans,
    lots,
    refurbishing,
    reports,
    requests,
    visits,
    vouchers,
    workshop,
)
from demo.book import Book
from demo.world import World

# So many devices are written at a time.
STRETCH = 2_000
# Beyond, answers to checklists (some twenty each) are created for the most recent devices alone.
RESULTS_FOR = 2_000
# What happened of late, in this order: by the operations of the application wherever they serve.
TODAY = (
    reports.place_families,
    reports.list_help_places,
    visits.open_sites,
    door.announce,
    door.value_gifts,
    workshop.fill_shelves,
    asking.let_late_ask,
    counter.hand_over,
    asking.ask_this_morning,
    vouchers.happen,
    aftercare.happen,
    visits.happen,
    aisles.scan_batches,
    aisles.transfer,
    aisles.send_to_workshop,
    exits.happen,
    workshop.repair,
    workshop.describe,
    asking.equip_class,
    asking.ask_together,
    aisles.count_stock,
    door.certify,
    asking.agree,
    asking.wait_in_turn,
    aftercare.call_and_write,
    reports.keep_reports,
    reports.share_views,
    reports.announce_forgetting,
)


@transaction.atomic
def make(*, devices, seed, today):
    """Fill an empty database with so many devices and all that goes with them."""
    world = World(seed, today, devices)
    association.create_association(world)
    vouchers.open_batches(world)
    stretches = _stretches(lots.planned(world, devices))
    _live(world, next(stretches))
    _analyse()
    for stretch in stretches:
        _live(world, stretch)
    requests.write_waiting(world)
    _write(world)
    _analyse()
    vouchers.fill_batches(world)
    _write(world)
    for happen in TODAY:
        happen(world)


def _stretches(rows):
    """Cut lots (day, size) into runs of some `STRETCH` devices."""
    run = []
    for day, size in rows:
        run.append((day, size))
        if sum(size for _day, size in run) >= STRETCH:
            yield run
            run = []
    if run:
        yield run


def _live(world, rows):
    """Create the history of the devices of these lots, from intake to today."""
    world.keeps_results = world.size <= RESULTS_FOR or rows[-1][0] >= world.yesterday
    tracks = lots.receive(world, rows)
    for track in tracks:
        refurbishing.work(world, track)
    loans.write(world, tracks)
    _write(world)
    if connection.vendor == "postgresql":  # which keeps links to check in memory until the commit
        connection.check_constraints()


def _write(world):
    world.book.write()
    world.book = Book()


def _analyse():
    """Run ANALYZE: PostgreSQL would update its statistics only after the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
