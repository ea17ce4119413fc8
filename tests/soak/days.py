"""A working day: what happens, how often, and in which order."""

from contextlib import suppress
from datetime import datetime, time

from tests.soak import nights
from tests.soak.browser import Gone
from tests.soak.clock import PARIS
from tests.soak.lives import counter, donors, machines, partners, warehouse, workshop

FRIDAY = 4
# Part of the day: (hour, [(act, times a day, arguments)])
MORNING = (
    (counter.meet, 1, ()),
    (donors.receive_announced, 1, ()),
    (donors.receive_lot, 0.5, ()),
    (donors.announce_lot, 0.25, ()),
    (workshop.refurbish, 1.5, (3,)),
    (partners.ask, 4, ()),
    (partners.answer, 1, (6,)),
    (warehouse.shelve, 0.4, (12,)),
)
AFTERNOON = (
    (partners.book, 2, ()),
    (counter.hand_over, 1.5, (2,)),
    (counter.walk_in, 0.5, ()),
    (counter.take_back, 0.6, (3,)),
    (counter.extend, 0.2, ()),
    (counter.report_loss, 0.12, ()),
    (workshop.refurbish, 1, (2,)),
    (warehouse.transfer, 0.2, (3,)),
    (warehouse.receive_vouchers, 0.06, ()),
    (warehouse.count_stock, 0.05, ()),
    (warehouse.send_away, 0.08, ()),
    (donors.import_list, 0.1, ()),
    (machines.read, 0.5, ()),
)


def is_working(soak, day):
    return day.weekday() <= FRIDAY and day not in soak.closed


def day(soak):
    """Everybody works; the fault of the week may interrupt them."""
    today = soak.clock.today()
    for hour, part in ((9, MORNING), (14, AFTERNOON)):
        soak.clock.until(datetime.combine(today, time(hour), PARIS))
        for act, times, words in shuffled(soak, part):
            for _time in range(int(times) + soak.chance(times % 1)):
                live(soak, act, words)
        nights.tick(soak)


def shuffled(soak, part):
    rows = list(part)
    soak.dice.shuffle(rows)
    return rows


def live(soak, act, words=()):
    """Run an act; a server that was killed meanwhile is no finding if that was expected."""
    try:
        with suppress(Gone):  # the journal has counted it
            act(soak, *words)
    except Exception as error:  # noqa: BLE001  (an answer that the act did not expect)
        if not soak.journal.expects_trouble:
            soak.journal.find(f"{act.__name__}: {type(error).__name__}: {error}")
