"""Work of a night: ticks, the backup, books and pages."""

from datetime import datetime, time, timedelta

from tests.soak import books, pages
from tests.soak.clock import PARIS

KEPT = 5  # backups
PAGES = 12  # opened by each role
BACKUP_HOUR = 3
TICKS = (0, 3, 6)  # hours; by day, the tick runs between the parts of the day


def tick(soak):
    answer = soak.site.clerk("tick")
    soak.journal.ran("tick", answer)
    soak.wait_for_jobs()


def backup(soak):
    answer = soak.site.clerk("backup", "--keep", str(KEPT))
    return soak.journal.ran("backup", answer)


def night(soak, today):
    """From the evening to the morning of the next day."""
    soak.clock.until(datetime.combine(today, time(21), PARIS))
    soak.journal.pages_opened += pages.open_some(soak, PAGES)
    tomorrow = today + timedelta(days=1)
    for hour in TICKS:
        soak.clock.until(datetime.combine(tomorrow, time(hour, 5), PARIS))
        tick(soak)
        if hour == BACKUP_HOUR:
            backup(soak)
    soak.journal.books_checked += books.check(soak)
    books.sizes(soak)
    soak.site.check_alive()
