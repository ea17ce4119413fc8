"""Single events of a run: a closed week, a new text, an upgrade, a restore."""

import shutil
from datetime import datetime, time, timedelta

from tests.soak import books, faults, nights, release
from tests.soak.browser import Gone
from tests.soak.clock import PARIS

FAULT_DAY = 4  # days after the first day, and then every week
DAYS_OF_A_WEEK = 7
UPGRADE, RESTORE, TEXT, CLOSED = 0.6, 0.75, 0.4, 0.3  # shares of the run
CLOSED_DAYS = DAYS_OF_A_WEEK


def plan(soak, days):
    """Set the days of single events; the closed week begins on a Monday."""

    def day(share):
        return soak.first + timedelta(days=int(days * share))

    monday = day(CLOSED) + timedelta(days=-day(CLOSED).weekday() % 7)
    soak.closing = monday
    if days > 2 * CLOSED_DAYS:
        soak.closed = {monday + timedelta(days=n) for n in range(CLOSED_DAYS)}
    soak.plan = {day(TEXT): change_text}
    if days > CLOSED_DAYS:
        soak.plan |= {day(UPGRADE): upgrade, day(RESTORE): restore}
    if soak.closed:
        soak.plan[monday - timedelta(days=5)] = announce_closure


def evening(soak, day):
    """The events of this day, after work; the fault leaves an hour before the night."""
    soak.clock.until(datetime.combine(day, time(17, 45), PARIS))
    if event := soak.plan.get(day):
        try:
            event(soak)
        except Gone:
            soak.journal.find(f"{event.__name__}: the site did not answer.")
    lived = (day - soak.first).days
    if lived % soak.fault_every == FAULT_DAY % soak.fault_every and day not in soak.closed:
        faults.happen(soak, lived // soak.fault_every)
    if day.month == 2 and day.day == 29:
        soak.journal.happen("It is the leap day.")
    today, tomorrow = (datetime.combine(day + timedelta(days=n), time(12), PARIS) for n in (0, 1))
    if today.utcoffset() != tomorrow.utcoffset():
        soak.journal.happen("The clocks change in the night.")


def announce_closure(soak):
    browser = soak.users[0].at_work()
    for site in soak.sites:
        page = browser.get(f"/sites/{site}/closures/add/")
        form = page.form("/closures/add/")
        last = soak.closing + timedelta(days=CLOSED_DAYS - 1)
        values = {"first_on": soak.closing.isoformat(), "last_on": last.isoformat()}
        values |= {"reason": "Fermeture annuelle", "override": "on"}
        page = browser.submit(page, form, **values) if form else page
        soak.do("announce a closed week", page)
    soak.journal.happen(f"The sites will be closed in the week of {soak.closing:%d %B}.")


def change_text(soak):
    """The agreement text gets one more sentence; signed agreements keep theirs."""
    browser = soak.users[0].at_work()
    page = browser.get("/agreement-texts/loan/family/fr/")
    form = page.form(field="body")
    if form is None:
        soak.journal.find(f"The text of agreements cannot be edited: {page.status}")
        return
    body = form.values["body"][0] + "\n\nLe chargeur est rendu avec l’appareil.\n"
    soak.do("change the text", browser.submit(page, form, body=body))
    soak.journal.happen("A new version of the text of agreements.")


def upgrade(soak):
    """`make upgrade` to a sample release, while users are signed in."""
    site = soak.site
    release.publish(site.origin, soak.folder)
    devices = site.value("SELECT count(*) FROM inventory_device")
    start = soak.journal.minutes()
    soak.journal.expects_trouble = True
    site.stop("worker", "clerk")
    code, output = site.run("deploy/upgrade", check=False)
    site.stop("web")
    soak.journal.expects_trouble = False
    if code:
        soak.journal.find(f"The upgrade failed: {output[-1500:]}")
        site.run("deploy/upgrade", check=False)
    site.start()
    filled = site.value("SELECT count(*) FROM inventory_device WHERE sample_note LIKE 'Note %'")
    if filled != devices:
        soak.journal.find(f"The data migration filled {filled} of {devices} devices.")
    minutes = soak.journal.minutes() - start
    soak.journal.happen(
        f"Upgraded to a sample 1.0.1 in {minutes * 60:.0f} s; {filled} rows filled."
    )


def restore(soak):
    """The disk breaks in the evening: last night's backup is restored."""
    site = soak.site
    nights.backup(soak)
    archive = max((soak.folder / "backups").glob("rebond-*.zip"), key=lambda path: path.name)
    tables = ("inventory_device", "loans_loan", "loans_agreement", "core_document")
    before = [site.value(f"SELECT count(*) FROM {name}") for name in tables]
    site.stop()
    for file in soak.folder.glob("rebond.db*"):
        file.unlink()
    shutil.rmtree(soak.folder / "documents")
    (soak.folder / "documents").mkdir()
    code, output = site.manage("restore", str(archive), "--replace", check=False)
    if code:
        soak.journal.find(f"The restore failed: {output[-1500:]}")
    site.start()
    after = [site.value(f"SELECT count(*) FROM {name}") for name in tables]
    if before != after:
        soak.journal.find(f"The restore lost rows: {before} became {after}.")
    for user in soak.users:
        user.used = None
    nights.tick(soak)
    books.check(soak)
    soak.journal.happen(f"Restored the backup of this evening: {sum(after)} rows, all files.")
