"""Proof of the upgrade path: to a sample 1.0.1, interrupted half-way, and back by its backup.

`python -m tests.soak.upgrades` runs it on SQLite, and on PostgreSQL if TEST_DATABASE_URL is set.
The release adds a column and fills it (`release.py`). The upgrade is killed while it migrates; it
must leave the former database whole and the site closed, and finish when it is run again. Then the
commands that it printed must bring back release 1.0.0 with the same rows.
"""

import argparse
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.soak import release
from tests.soak.browser import HOST
from tests.soak.nodes import RealClock
from tests.soak.site import ROOT, Site, git

NAME = "rebond_upgraded"
NO_MAIL = 9  # the discard port: no mail leaves
TABLES = ("inventory_device", "loans_loan", "core_event", "core_document", "people_recipient")
# Output of `deploy/upgrade` in French, its language unless the locale is English.
MIGRATING = "== La base de données"
LAST_COMMANDS = re.compile(
    r"== Pour revenir en arrière\s:\n==\s+(git .*)\n==\s+(\S+ manage\.py restore .*)\n"
)


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)  # noqa: T201


def require(condition, text):
    if not condition:
        raise SystemExit(f"FAILED: {text}")
    say(text)


class Upgraded(Site):
    """A site at release 1.0.0, on either engine."""

    def __init__(self, folder, server_url):
        super().__init__(folder, RealClock(), NO_MAIL)
        self.url = urlsplit(server_url)._replace(path=f"/{NAME}").geturl() if server_url else ""
        self.server_url = server_url
        if self.url:
            self.variables["DATABASE_URL"] = self.url
            self.on_server(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
            self.on_server(f"CREATE DATABASE \"{NAME}\" TEMPLATE template0 ENCODING 'UTF8'")

    def on_server(self, sql):
        url = urlsplit(self.server_url)._replace(path="/postgres").geturl()
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql)

    def connect(self):
        return psycopg.connect(self.url) if self.url else super().connect()

    def counts(self):
        return {name: self.value(f"SELECT count(*) FROM {name}") for name in TABLES}

    def lost_since(self, before):
        """Tables with fewer rows than before; the backup has added an event."""
        return {name: count for name, count in self.counts().items() if count < before[name]}

    def has_column(self):
        with closing(self.connect()) as database:
            cursor = database.execute("SELECT * FROM inventory_device LIMIT 1")
            return "sample_note" in [column[0] for column in cursor.description]

    def has_applied(self):
        sql = "SELECT count(*) FROM django_migrations WHERE app = 'inventory'"
        return self.value(sql) > 1

    def status(self):
        with closing(HTTPConnection(self.address, timeout=60)) as visitor:
            visitor.request("GET", "/accounts/login/", headers={"Host": HOST})
            return visitor.getresponse().status

    def interrupt_upgrade(self, seconds):
        """Start the upgrade, and kill it with its children this long after `migrate` began."""
        upgrade = subprocess.Popen(
            ["deploy/upgrade"],
            cwd=self.program,
            env=self.env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        output = []
        for line in upgrade.stdout:
            output.append(line)
            if line.startswith(MIGRATING):
                break
        else:
            raise SystemExit("FAILED: the upgrade ended early: " + "".join(output)[-3000:])
        time.sleep(seconds)
        was_running = upgrade.poll() is None
        os.killpg(upgrade.pid, signal.SIGKILL)
        upgrade.wait()
        return was_running


def prove(folder, server_url, devices, seconds):
    site = Upgraded(folder, server_url)
    try:
        _prove(site, folder, server_url, devices, seconds)
    finally:
        site.stop()
        if server_url:
            site.on_server(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def _prove(site, folder, server_url, devices, seconds):
    say("Installing 1.0.0 on " + ("PostgreSQL" if server_url else "SQLite"))
    site.install()
    release.tag(site.origin)
    start = time.monotonic()
    site.manage(
        "demo", "--devices", str(devices), "--published-password", "--everything", "-v", "0"
    )
    before = site.counts()
    say(f"{before['inventory_device']:,} devices in {time.monotonic() - start:.0f} s: {before}")
    site.start_web()
    require(site.status() == 200, "The site serves")
    release.publish(site.origin, folder)
    start = time.monotonic()
    was_running = site.interrupt_upgrade(seconds)
    require(was_running, f"Killed {seconds} s after the migration began")
    time.sleep(1)  # PostgreSQL notices that its client is gone
    require(not site.has_applied() and not site.has_column(), "The database is as it was")
    require(not site.lost_since(before), "No row is missing")
    require(site.status() == 503, "The site stays closed")
    code, output = site.run("deploy/upgrade", check=False)
    require(code == 0, f"Run again, the upgrade ends after {time.monotonic() - start:.0f} s")
    site.stop()
    site.start_web()
    require(site.status() == 200, "The new release serves")
    filled = site.value("SELECT count(*) FROM inventory_device WHERE sample_note LIKE 'Note %'")
    require(filled == before["inventory_device"], f"{filled:,} devices have their note")
    require(site.manage("check", "--database", "default")[0] == 0, "The database fits the program")
    site.stop()
    go_back(site, output)
    require(not site.has_applied() and not site.has_column(), "Back: the column is gone")
    require(not site.lost_since(before), "Back: no row is missing")
    site.start_web()
    require(site.status() == 200, "Back: release 1.0.0 serves")


def go_back(site, output):
    """Run the commands that the upgrade printed."""
    found = LAST_COMMANDS.search(output)
    require(found, "The upgrade printed how to go back")
    start = time.monotonic()
    site.run("bash", "-c", found[1])
    site.run(*shlex.split(found[2]))
    say(f"Restored in {time.monotonic() - start:.0f} s")
    require(git(site.program, "describe", "--tags") == "v1.0.0", "The program is 1.0.0")


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--devices", type=int, default=100_000)
    words.add_argument(
        "--seconds", type=float, default=6, help="of the migration before it is killed"
    )
    words.add_argument("--engine", choices=["sqlite", "postgresql"], help="only this one")
    options = words.parse_args()
    server = os.environ.get("TEST_DATABASE_URL", "")
    urls = {"sqlite": "", "postgresql": server}
    for engine, url in urls.items():
        if options.engine not in {None, engine} or (engine == "postgresql" and not url):
            continue
        folder = Path(tempfile.mkdtemp(prefix="rebond-upgrade-"))
        try:
            prove(folder, url, options.devices, options.seconds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    say(f"Proven, from {ROOT.name} at {git(ROOT, 'rev-parse', '--short', 'HEAD')}")


if __name__ == "__main__":
    sys.exit(main())
