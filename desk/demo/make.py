"""The demo from its first day to this morning."""

from random import Random

from django.db import connection, transaction

from core.models import Document, Identity
from core.pdf import render_pdf
from desk.demo import (
    accessories,
    afterwards,
    arrivals,
    asking,
    bench,
    certificates,
    checks,
    conventions,
    counter,
    counts,
    exits,
    gifts,
    house,
    loans,
    lots,
    moves,
    outings,
    privacy,
    repairs,
    requests,
    shortage,
    specs,
    territories,
    told,
    turns,
    views,
    visits,
    vouchers,
    workshops,
)
from desk.demo.book import Book
from desk.demo.world import World
from people.roles import Role

# So many devices are written at a time.
STRETCH = 2_000
# Beyond, the answers to checklists (some twenty each) are kept for the last stretch alone.
RESULTS_FOR = 2_000


@transaction.atomic
def make(*, devices, seed, today):
    """Fill an empty database with so many devices and all that goes with them."""
    world = World(dice=Random(seed), today=today, size=devices)  # noqa: S311  (dice, no secret)
    house.found(world)
    world.items = checks.checklists()
    world.paper = _paper(world)
    vouchers.open_batches(world)
    stretches = _stretches(lots.planned(world, devices))
    _live(world, next(stretches))
    _tell_planner()
    for stretch in stretches:
        _live(world, stretch)
    book = Book()
    requests.waiting(world, book, devices)
    book.write()
    _tell_planner()
    vouchers.fill(world)
    arrivals.happen(world)
    gifts.happen(world)
    accessories.happen(world)
    conventions.let_late_ask(world)
    counter.happen(world)
    vouchers.happen(world)
    afterwards.happen(world)
    visits.happen(world)
    moves.happen(world)
    workshops.happen(world)
    exits.happen(world)
    repairs.happen(world)
    specs.happen(world)
    shortage.happen(world)
    asking.happen(world)
    counts.happen(world)
    certificates.happen(world)
    conventions.happen(world)
    turns.happen(world)
    told.happen(world)
    territories.happen(world)
    views.happen(world)
    privacy.happen(world)


def _tell_planner():
    """PostgreSQL plans for the tables that stand now: by itself it would once all is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _check_links():
    """PostgreSQL keeps links to check until the commit, in memory: those so far are checked now."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


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
    """What became of the devices of these lots, from the door to today."""
    book = Book()
    world.keeps_results = world.size <= RESULTS_FOR or rows[-1][0] >= world.yesterday
    tracks = lots.receive(world, book, rows)
    for track in tracks:
        bench.work(world, book, track)
    loans.write(world, book, outings.send_out(world, book, tracks))
    book.write()
    _check_links()


def _paper(world):
    """The page that stands for the signed agreements of the past, which were on paper."""
    return Document.objects.store(
        render_pdf("desk/demo_paper.html", {"house": Identity.cached()}),
        kind="agreement_signed",
        name="agreement.pdf",
        content_type="application/pdf",
        by=world.staff[Role.COUNTER][0],
    )
