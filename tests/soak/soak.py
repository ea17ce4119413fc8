"""The state of a run: the site, its clock and users, the dice, and the journal."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from time import monotonic, sleep

from tests.soak.bucket import Bucket
from tests.soak.clock import PARIS, Clock
from tests.soak.journal import Journal
from tests.soak.mailbox import Mailbox, Receiver
from tests.soak.site import Site

MAX_JOB_SECONDS = 120


class Soak:
    """A run in a folder, from the morning of `first` on."""

    def __init__(self, folder, first, seed=1, partners=40, *, disk_is_own=False):
        self.folder, self.first, self.partner_count = folder, first, partners
        self.clock = Clock(folder / "clock", datetime.combine(first, time(8), PARIS))
        self.journal = Journal(self.clock.now)
        self.mail, self.webhooks = Mailbox(), Receiver()
        self.bucket = Bucket(folder / "bucket.log")
        self.site = Site(folder, self.clock, self.mail.port, self.bucket.url)
        self.dice = Random(seed)
        self.users, self.sites, self.numbers = [], [], 0
        self.disk_is_own = disk_is_own  # it may be filled
        self.fault_every = 7  # days
        self.plan, self.closing = {}, None  # set by `calendar`
        self.closed = set()  # days on which nobody works
        self.links = {}  # {role: {pattern of a page: its newest link}}
        self.extra = {}  # notes of a part of life for the next days

    def stop(self):
        self.site.stop()
        self.bucket.stop()

    def staff(self, role, site=None):
        """A user of our team in this role, at this site if one is named."""
        users = [u for u in self.users if u.role == role and (not site or site in u.sites)]
        return self.dice.choice(users)

    def partner(self):
        return self.dice.choice([user for user in self.users if user.role == "association"])

    def site_today(self):
        """A site, most often the first."""
        return self.dice.choices(self.sites, [5, 3, 2])[0]

    def chance(self, share):
        return self.dice.random() < share

    def number(self):
        self.numbers += 1
        return self.numbers

    def do(self, action, page):
        """Count an act that took some minutes; return whether it was done."""
        self.clock.pass_minutes(1)
        return self.journal.note(action, page)

    def category(self, code):
        if code not in self.extra:
            sql = "SELECT id FROM catalogue_category WHERE code = ?"
            self.extra[code] = self.site.value(sql, code)
        return self.extra[code]

    def in_days(self, days):
        return (self.clock.today() + timedelta(days=days)).isoformat()

    def stored_time(self, ago=timedelta()):
        """The time as SQLite stores it."""
        return f"{self.clock.now().astimezone(UTC) - ago:%Y-%m-%d %H:%M:%S}"

    def wait_for_jobs(self):
        """Wait until the worker has nothing to do; the time of jobs is real time."""
        end = monotonic() + MAX_JOB_SECONDS
        sql = """
            SELECT count(*) FROM django_tasks_database_dbtaskresult
            WHERE status IN ('READY', 'RUNNING') AND (run_after IS NULL OR run_after <= ?)
        """
        while self.site.value(sql, self.stored_time()):
            if monotonic() > end:
                self.journal.find(f"Jobs wait: {self.site.log('worker')[-500:]}")
                return
            sleep(0.05)
