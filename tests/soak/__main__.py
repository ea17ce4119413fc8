"""`make year`: run the soak test and write its report."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from tests.soak import calendar, days, nights, opening, report
from tests.soak.soak import Soak

LEAP_EVERY = 4
DISK = "3g"


def first_day(days_to_run):
    """A day in the future, since files are not later than now, with the next leap day after it.

    A year begins in September; a shorter run in the week before the leap day, and a month has
    the change to summer time too.
    """
    leap_year = date.today().year + 1  # noqa: DTZ011
    leap_year += -leap_year % LEAP_EVERY
    return date(leap_year - 1, 9, 1) if days_to_run > 60 else date(leap_year, 2, 26)


def mounted(folder):
    """Give the folder a disk of its own, which may be filled; return whether that was possible."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "rebond-soak", folder]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--days", type=int, default=365)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--partners", type=int, default=40)
    words.add_argument("--minutes", type=float, help="stop after this time, at the end of a day")
    words.add_argument("--fault-every", type=int, default=7, help="days: 1 to try all of them")
    words.add_argument("--report", type=Path)
    words.add_argument("--folder", type=Path, help="keep the site here, to look at it afterwards")
    options = words.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="rebond-soak-"))
    if options.folder:
        subprocess.run(["umount", folder], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    is_own = mounted(folder)
    first = first_day(options.days)
    soak = Soak(folder, first, options.seed, options.partners, disk_is_own=is_own)
    soak.fault_every = options.fault_every
    calendar.plan(soak, options.days)
    try:
        run(soak, options)
    finally:
        soak.stop()
        if not options.folder:
            if is_own:
                subprocess.run(["umount", folder], check=True)
            shutil.rmtree(folder)
    return 1 if soak.journal.findings else 0


def run(soak, options):
    soak.site.install()
    soak.site.start()
    nights.tick(soak)
    opening.open_site(soak)
    for number in range(options.days):
        live_a_day(soak, soak.first + timedelta(days=number))
        if options.report:
            options.report.write_text(report.written(soak, number + 1))
        if options.minutes and soak.journal.minutes() > options.minutes:
            soak.journal.happen("Time is over.")
            break
    sys.stdout.write(report.reasons(soak.journal) + report.written(soak, number + 1))


def live_a_day(soak, day):
    if days.is_working(soak, day):
        days.day(soak)
    calendar.evening(soak, day)
    nights.night(soak, day)
    journal = soak.journal
    done, minutes = sum(journal.done.values()), journal.minutes()
    sys.stderr.write(f"{day}: {done} done, {journal.pages_opened} opened, {minutes:.1f} min\n")


if __name__ == "__main__":
    sys.exit(main())
