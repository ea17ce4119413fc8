"""One fault a week: each breaks something for a while, and checks what is left afterwards."""

import sqlite3
import threading
import time
from contextlib import closing, contextmanager, suppress
from datetime import timedelta

from tests.soak import books, days, nights
from tests.soak.browser import BUSY, Gone
from tests.soak.lives import counter, donors, partners, warehouse, workshop

LOCKED_SECONDS = 13  # longer than a page waits for SQLite
ACTS = (
    (partners.ask, ()),
    (workshop.refurbish, (1,)),
    (donors.receive_lot, ()),
    (counter.hand_over, (1,)),
    (counter.take_back, (1,)),
    (warehouse.shelve, (4,)),
)
IRREVERSIBLE = """
    SELECT (SELECT count(*) FROM inventory_voucher WHERE status = 'expired'),
        (SELECT count(*) FROM people_recipient WHERE last_name = ''),
        (SELECT count(*) FROM loans_loanitem WHERE status = 'cancelled')
"""


@contextmanager
def trouble(soak, text):
    """Answers 503, lost connections and failed commands are expected in this context."""
    soak.journal.happen(f"Fault: {text}.")
    soak.journal.faults.append(text)
    before = soak.journal.statuses[BUSY], soak.journal.interrupted
    soak.journal.expects_trouble = True
    try:
        yield
    finally:
        soak.journal.expects_trouble = False
    busy = soak.journal.statuses[BUSY] - before[0]
    lost = soak.journal.interrupted - before[1]
    soak.journal.happen(f"It is over: {busy} pages answered “try again”, {lost} had no answer.")
    for act, words in ACTS[:2]:
        days.live(soak, act, words)
    soak.wait_for_jobs()
    books.check(soak)


def killed_web(soak):
    """The power fails while pages are being written."""
    with trouble(soak, "the web processes are killed while users write"):
        for act, words in ACTS:
            timer = threading.Timer(soak.dice.uniform(0.1, 1.2), soak.site.kill, ("web",))
            timer.start()
            days.live(soak, act, words)
            timer.join()
            soak.site.start_web()


def killed_worker(soak):
    """The worker and the timer are killed in the middle of their jobs."""
    with trouble(soak, "the worker and the timer are killed during a tick and a backup"):
        for words in (("tick",), ("backup", "--keep", "5")):
            for act, arguments in ACTS[:2]:
                days.live(soak, act, arguments)
            soak.site.order(*words)
            time.sleep(soak.dice.uniform(0.05, 0.6))
            soak.site.kill("clerk", "worker")
            soak.site.start_worker()
            soak.site.start_clerk()
    soak.clock.pass_minutes(10)
    nights.tick(soak)
    if not nights.backup(soak):
        soak.journal.find("No backup could be made after a killed one.")


def locked_database(soak):
    """A program of somebody else holds the only write lock of SQLite."""
    with trouble(soak, f"the database is locked for {LOCKED_SECONDS} s, twice"):
        for act, words in (ACTS[0], ACTS[2]):
            with closing(sqlite3.connect(soak.site.database, check_same_thread=False)) as other:
                other.execute("BEGIN IMMEDIATE")
                timer = threading.Timer(LOCKED_SECONDS, other.rollback)
                timer.start()
                days.live(soak, act, words)
                timer.join()


def fill(path):
    """Write until there is no room left."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 9):
            with suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass


def full_disk(soak):
    """Nothing can be written; then there is room again."""
    if not soak.disk_is_own:
        soak.journal.happen("Fault left out: a full disk needs a disk of its own (root).")
        return
    ballast = soak.folder / "ballast"
    with closing(sqlite3.connect(soak.site.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else there is room in the journal
    with trouble(soak, "the disk is full"):
        fill(ballast)
        refused = soak.journal.statuses[BUSY]
        for act, words in ACTS:
            days.live(soak, act, words)
        soak.site.clerk("tick")
        made = soak.site.clerk("backup", "--keep", "5")
        ballast.unlink()
    refused = soak.journal.statuses[BUSY] - refused
    soak.journal.happen(f"On the full disk, {refused} pages answered 503 with what was typed.")
    if not made["error"]:
        soak.journal.find("A backup claims to be made on a full disk.")
    soak.clock.pass_minutes(15)
    nights.tick(soak)
    if not nights.backup(soak):
        soak.journal.find("No backup could be made after the disk was full.")


def no_mail(soak):
    """The mail server refuses connections for half a day; no letter may be lost."""
    before = soak.mail.count
    with trouble(soak, "the mail server is away for two hours"):
        soak.mail.close()
        for act, words in ACTS:
            days.live(soak, act, words)
        for _hour in range(2):
            soak.clock.pass_minutes(60)
            nights.tick(soak)
        soak.mail.open()
    for _hour in range(2):
        soak.clock.pass_minutes(60)
        nights.tick(soak)
    waiting = soak.site.value(
        "SELECT count(*) FROM people_message WHERE channel = 'email' AND status = 'waiting'"
        " AND posted_at < ?",
        soak.stored_time(timedelta(hours=4)),
    )
    soak.journal.happen(
        f"Letters sent since: {soak.mail.count - before}; still waiting: {waiting}."
    )


def no_network(soak):
    """Webhooks reach nobody, and the address of the mail server neither."""
    with trouble(soak, "no network: neither webhooks nor mails leave"):
        soak.mail.close()
        soak.webhooks.close()
        for act, words in ACTS:
            days.live(soak, act, words)
        soak.clock.pass_minutes(90)
        nights.tick(soak)
        soak.webhooks.open()
        soak.mail.open()
    soak.clock.pass_minutes(90)
    nights.tick(soak)


def no_bucket(soak):
    """The second location of the backups does not answer; the backup is made all the same."""
    if not soak.bucket:
        return
    with trouble(soak, "the bucket with the second copies hangs during a backup"):
        soak.bucket.pause()
        answer = soak.site.clerk("backup", "--keep", "5")
        soak.bucket.resume()
    made = sorted((soak.folder / "backups").glob("*.zip*"))
    today = f"{soak.clock.today():%Y-%m-%d}"
    if not made or today not in made[-1].name:
        soak.journal.find(f"Without the bucket, no backup was made: {answer}")
    if not nights.backup(soak):
        soak.journal.find("No backup could be made once the bucket answered again.")


def wrong_clock(soak):
    """The clock jumps three weeks ahead for an hour, then it is right again."""
    before = soak.site.rows(IRREVERSIBLE)
    with trouble(soak, "the clock of the machine is 21 days ahead for an hour"):
        soak.clock.skewed(timedelta(days=21))
        soak.site.clerk("tick")
        days.live(soak, *ACTS[0])
        soak.site.clerk("tick")
        soak.clock.skewed(timedelta())
        soak.extra["skewed"] = soak.site.value("SELECT max(id) FROM core_event")
    if soak.site.rows(IRREVERSIBLE) != before:
        soak.journal.find("A wrong clock did something that cannot be undone.")
    for user in soak.users:
        user.used = None
    nights.tick(soak)
    fault = soak.site.value("SELECT fault FROM core_clock")
    if fault:
        page = soak.users[0].at_work().get("/")
        form = page.form("/settings/clock/")
        soak.journal.happen(f"The clock is not trusted ({fault}); an administrator confirms it.")
        if form is None:
            soak.journal.find("The home page of administrators has no button for the clock.")
        else:
            soak.do("confirm the clock", soak.users[0].browser.submit(page, form))
    nights.tick(soak)
    if fault := soak.site.value("SELECT fault FROM core_clock"):
        soak.journal.find(f"The clock is still not trusted: {fault}")


FAULTS = (
    killed_web,
    locked_database,
    no_mail,
    full_disk,
    killed_worker,
    no_bucket,
    wrong_clock,
    no_network,
)


def happen(soak, week):
    """The fault of a week, on its Wednesday."""
    fault = FAULTS[week % len(FAULTS)]
    try:
        fault(soak)
    except Gone:
        soak.journal.find(f"{fault.__name__}: the site did not answer afterwards.")
