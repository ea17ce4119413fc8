"""What happens while everybody sleeps: ticks, the backup, books and pages."""

from datetime import date, datetime, time, timedelta
from random import Random

from tests.soak import books, pages
from tests.soak.clock import PARIS

KEPT = 5  # backups
TICKS = (0, 3, 6)  # hours; by day, the tick runs between the parts of the day


def tick(soak):
    answer = soak.site.clerk("tick")
    soak.journal.ran("tick", answer)
    soak.wait_for_jobs()


def backup(soak):
    answer = soak.site.clerk("backup", "--keep", str(KEPT))
    return soak.journal.ran("backup", answer)


def night(soak):
    """From the evening to the morning of the next day."""
    today = soak.clock.today()
    soak.clock.until(datetime.combine(today, time(21), PARIS))
    role = pages.ROLES[date.toordinal(today) % 7 % len(pages.ROLES)]
    if date.toordinal(today) % 7 < len(pages.ROLES):
        soak.journal.pages_opened += pages.walk(soak, role, Random(today.toordinal()))
    tomorrow = today + timedelta(days=1)
    for hour in TICKS:
        soak.clock.until(datetime.combine(tomorrow, time(hour, 5), PARIS))
        tick(soak)
        if hour == 3:
            backup(soak)
    soak.journal.books_checked += books.check(soak)
    books.sizes(soak)
    soak.site.check_alive()
