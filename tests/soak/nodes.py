"""A day on several machines: two web nodes, a worker, two timers by mistake, and services around.

`python -m tests.soak.nodes` needs PostgreSQL (TEST_DATABASE_URL), pgbouncer, Redis and nginx. All
listen on loopback only. Each node is a clone with its own folder; documents are in a bucket.
A node is killed at work, PostgreSQL loses its connections, Redis and the bucket hang, and the nodes
are upgraded one after the other, as docs/operations.md says.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.soak import days, opening, release
from tests.soak.browser import HOST
from tests.soak.clock import PARIS
from tests.soak.lives import counter, donors, partners, warehouse, workshop
from tests.soak.site import ROOT, Died, Site, free_port, git
from tests.soak.soak import Soak

NAME = "rebond_nodes"
PARTNERS = 6
LOAD = (
    (donors.receive_lot, ()),
    (workshop.refurbish, (3,)),
    (partners.ask, ()),
    (partners.answer, (3,)),
    (counter.hand_over, (2,)),
    (counter.walk_in, ()),
    (counter.take_back, (1,)),
    (warehouse.shelve, (8,)),
)
# Books that must balance, on PostgreSQL.
BOOKS = {
    "a device that is out has one open item": """
        SELECT d.id, d.status, count(i.id) FROM inventory_device d
        LEFT JOIN loans_loanitem i ON i.device_id = d.id AND i.status IN ('reserved', 'open')
        GROUP BY d.id, d.status
        HAVING count(i.id) <> (CASE WHEN d.status IN ('reserved', 'on_loan') THEN 1 ELSE 0 END)
            AND d.status <> 'given'
    """,
    "an active loan has one signed agreement": """
        SELECT l.id, count(a.id) FROM loans_loan l
        LEFT JOIN loans_agreement a ON a.loan_id = l.id AND a.status = 'signed'
        WHERE l.status = 'active' GROUP BY l.id HAVING count(a.id) <> 1
    """,
    "numbers of loans are unique": """
        SELECT number, count(*) FROM loans_loan GROUP BY number HAVING count(*) > 1
    """,
    "no letter was posted twice": """
        SELECT kind, about_id, channel, "on", turn, user_id, recipient_id, organisation_id, count(*)
        FROM people_message GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING count(*) > 1
    """,
    "no job failed": """
        SELECT id, status FROM django_tasks_database_dbtaskresult WHERE status = 'FAILED'
    """,
}


class RealClock:
    """The real time, which PostgreSQL has too: nothing moves it."""

    offset = skew = timedelta()

    def env(self):
        return {}

    def now(self):
        return datetime.now(PARIS)

    def today(self):
        return self.now().date()

    def stamp(self):
        return time.time()

    def until(self, moment):
        """Do not wait."""

    def pass_minutes(self, minutes):
        """Do not wait."""


class Node(Site):
    """A machine with a clone of its own; only the first runs worker and timers."""

    def __init__(self, folder, soak, variables):
        super().__init__(folder, soak.clock, soak.mail.port)
        self.variables = self.variables | variables | {"BIND": self.address}
        self.soak = soak

    def clone(self, origin, env_file=None):
        git(self.folder, "clone", "--quiet", "--branch", "soak", str(origin), str(self.program))
        (self.program / ".venv").symlink_to(ROOT / ".venv")
        self.origin = origin
        self.run("make", "--silent", "setup")
        lines = [f"{name}={value}" for name, value in self.variables.items()]
        if env_file is None:
            written = (self.program / ".env").read_text().splitlines()
            env_file = [line for line in written if not line.startswith("ALLOWED_HOSTS")]
        (self.program / ".env").write_text("\n".join([*env_file, *lines, ""]))
        self.run(".venv/bin/python", "manage.py", "collectstatic", "--no-input", "-v", "0")
        return env_file

    def connect(self):
        return psycopg.connect(self.soak.database_url)

    def rows(self, sql, *values):
        with closing(self.connect()) as database:
            sql = sql.replace("?", "%s") if values else sql
            return database.execute(sql, values or None).fetchall()


class Services:
    """pgbouncer, Redis and nginx, each with its files in `folder`."""

    def __init__(self, folder, database_url):
        self.folder, self.processes = folder, {}
        self.redis_port, self.pool_port, self.proxy_port = free_port(), free_port(), free_port()
        parts = urlsplit(database_url)
        self.user = parts.username
        self.pool_url = f"postgres://{self.user}@127.0.0.1:{self.pool_port}/{NAME}"
        sample = (ROOT / "deploy/pgbouncer.ini").read_text()
        sample = sample.replace(
            "rebond = host=127.0.0.1 port=5432 dbname=rebond",
            (f"{NAME} = host={parts.hostname} port={parts.port or 5432} dbname={NAME}"),
        )
        sample = sample.replace("listen_port = 6432", f"listen_port = {self.pool_port}")
        sample = sample.replace("scram-sha-256", "trust")
        sample = sample.replace("/etc/pgbouncer/userlist.txt", str(folder / "users"))
        sample += f"\nlogfile = {folder}/pgbouncer.log\nunix_socket_dir =\n"
        (folder / "pgbouncer.ini").write_text(sample)
        (folder / "users").write_text(f'"{self.user}" ""\n')

    def start(self, nodes):
        self._start(
            "redis",
            "redis-server",
            "--port",
            str(self.redis_port),
            "--save",
            "",
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.folder),
        )
        own = [] if os.geteuid() else ["--user", "nobody"]
        if own:
            for file in (self.folder, *self.folder.iterdir()):
                shutil.chown(file, "nobody")
        self._start("pool", "pgbouncer", *own, str(self.folder / "pgbouncer.ini"))
        self._start("proxy", "nginx", "-c", str(self._nginx(nodes)), "-g", "daemon off;")

    def _nginx(self, nodes):
        """The sample of deploy/, without TLS, on loopback, in front of these nodes."""
        text = (ROOT / "deploy/nginx.conf").read_text()
        servers = "\n".join(f"    server {node.address} max_fails=0;" for node in nodes)
        text = re.sub(r"    server 127\.0\.0\.1:8000 max_fails=0;", servers, text)
        text = re.sub(r"server \{\s*listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
        text = re.sub(r"    listen \[::\]:443 ssl;\n", "", text)
        text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{self.proxy_port};")
        text = re.sub(r"    ssl_.*\n", "", text).replace("/var/log/nginx/", f"{self.folder}/")
        text = text.replace("lending.example.org", HOST)
        (self.folder / "site.conf").write_text(text)
        main = self.folder / "nginx.conf"
        main.write_text(
            f"pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log; user root;"
            f" events {{}} http {{ include {self.folder}/site.conf; }}\n"
        )
        return main

    def _start(self, name, *words):
        with (self.folder / f"{name}.out").open("w") as log:
            self.processes[name] = subprocess.Popen(words, stdout=log, stderr=log)

    def signal(self, name, how):
        os.kill(self.processes[name].pid, how)

    def stop(self):
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait()


class Nodes(Soak):
    """A soak whose site is two nodes behind a proxy."""

    def __init__(self, folder, server_url):
        super().__init__(folder, datetime.now(PARIS).date(), partners=PARTNERS)
        self.clock = RealClock()
        self.journal.now = self.clock.now
        self.server_url = server_url
        self.database_url = urlsplit(server_url)._replace(path=f"/{NAME}").geturl()
        self.services = Services(self._folder("services"), self.database_url)
        shared = {
            "DATABASE_URL": self.database_url,
            "POOL_URL": self.services.pool_url,
            "CACHE_URL": f"rediscache://127.0.0.1:{self.services.redis_port}/0",
            "DOCUMENTS_URL": self.bucket.url.replace("/copies", "/documents"),
            "BACKUP_COPY": "",
            "BEHIND_PROXY": "1",
        }
        self.nodes = [Node(self._folder(name), self, shared) for name in ("one", "two")]
        self.site = self.nodes[0]
        self.timers = []

    def _folder(self, name):
        folder = self.folder / name
        folder.mkdir()
        return folder

    def install(self):
        self._server(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        self._server(f"CREATE DATABASE \"{NAME}\" TEMPLATE template0 ENCODING 'UTF8'")
        self.bucket.create("documents")
        origin = self.folder / "origin"
        git(self.folder, "clone", "--quiet", "--bare", str(ROOT), str(origin))
        git(origin, "update-ref", "refs/heads/soak", git(ROOT, "rev-parse", "HEAD"))
        keys = None
        for node in self.nodes:
            (node.folder / "documents").mkdir()
            (node.folder / "backups").mkdir()
            keys = node.clone(origin, keys)
        self.services.start(self.nodes)
        for command in ("migrate", "load_reference"):
            self.site.manage(command, "--verbosity", "0")
        for node in self.nodes:
            node.start_web()
        self.site.start_worker()
        self.site.address = f"127.0.0.1:{self.services.proxy_port}"

    def _server(self, sql):
        url = urlsplit(self.server_url)._replace(path="/postgres").geturl()
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql)

    def start_timers(self):
        """Two timers, by mistake: one on each node."""
        for node in self.nodes:
            node.start_clerk()

    def tick_twice(self, *words):
        """Both timers run the same command at the same moment."""
        for node in self.nodes:
            node.order(*words)
        return [node.answer() for node in self.nodes]

    def check(self):
        for name, sql in BOOKS.items():
            if wrong := self.site.rows(sql):
                self.journal.find(f"Books: {name}: {wrong[:3]}")

    def stop(self):
        for node in self.nodes:
            node.stop()
        self.services.stop()
        self.bucket.stop()
        self._server(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def work(soak, rounds=1):
    for _round in range(rounds):
        for act, words in LOAD:
            days.live(soak, act, words)


def morning(soak):
    soak.journal.happen("Morning: both nodes serve.")
    work(soak, 2)
    for words in (("tick",), ("backup", "--keep", "3")):
        answers = soak.tick_twice(*words)
        if all(answer["error"] for answer in answers):
            soak.journal.find(f"Both timers failed at {words}: {answers[0]['error'][-800:]}")
        for answer in answers:
            text = answer["error"].strip().splitlines()[-1:] or ["done"]
            soak.journal.happen(f"A timer, {words[0]}: {text[0][:150]}")
    soak.wait_for_jobs()
    soak.check()


def killed_node(soak):
    soak.journal.happen("The second node is killed while users write.")
    soak.journal.expects_trouble = True
    timer = threading.Timer(0.4, soak.nodes[1].kill, ("web",))
    timer.start()
    work(soak)
    timer.join()
    soak.journal.expects_trouble = False
    soak.journal.happen(f"{soak.journal.interrupted} acts had no answer; one node serves on.")
    work(soak)
    soak.nodes[1].start_web()
    soak.check()


def broken_services(soak):
    """PostgreSQL cuts all connections; Redis hangs; then the bucket."""
    soak.journal.expects_trouble = True
    soak._server(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{NAME}' AND pid <> pg_backend_pid()"
    )
    soak.journal.happen("PostgreSQL ended all connections.")
    work(soak)
    for name, pause, resume in (
        (
            "Redis",
            lambda: soak.services.signal("redis", signal.SIGSTOP),
            lambda: soak.services.signal("redis", signal.SIGCONT),
        ),
        ("The bucket", soak.bucket.pause, soak.bucket.resume),
    ):
        pause()
        soak.journal.happen(f"{name} hangs.")
        work(soak)
        resume()
    time.sleep(11)  # a failed bucket is skipped for ten seconds
    soak.journal.expects_trouble = False
    soak.journal.happen("All services answer again.")
    work(soak)
    soak.wait_for_jobs()
    soak.check()


def rolling_upgrade(soak):
    """The first node is upgraded, then the second; the proxy asks the open one."""
    release.publish(soak.site.origin, soak.folder)
    soak.journal.expects_trouble = True
    for number, node in enumerate(soak.nodes):
        node.stop("clerk", "worker")
        code, output = node.run("deploy/upgrade", check=False)
        if code:
            soak.journal.find(f"Upgrade of node {number + 1}: {output[-2000:]}")
        node.stop("web")
        node.start_web()
        if number == 0:
            node.start_worker()
            for _request in range(4):  # the second node still runs the former program
                soak.users[0].browser.get("/healthz")
            work(soak)
            soak.journal.happen("The first node is upgraded and serves; the second answers 503.")
    soak.journal.expects_trouble = False
    for node in soak.nodes:
        node.wait_for("/readyz")
    soak.journal.happen("Both nodes are upgraded and serve.")
    for user in soak.users:
        user.used = None
    work(soak, 2)
    soak.wait_for_jobs()
    soak.check()
    filled = soak.site.value(
        "SELECT count(*) FROM inventory_device WHERE sample_note = '' AND id <= ("
        "SELECT max(id) FROM inventory_device WHERE sample_note <> '')"
    )
    if filled:
        soak.journal.find(f"{filled} devices have no note of the data migration.")


def main():
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        sys.exit("TEST_DATABASE_URL names no PostgreSQL.")
    folder = Path(tempfile.mkdtemp(prefix="rebond-nodes-"))
    folder.chmod(0o755)
    soak = Nodes(folder, server)
    try:
        soak.install()
        opening.open_site(soak)
        soak.start_timers()
        morning(soak)
        killed_node(soak)
        broken_services(soak)
        rolling_upgrade(soak)
    except Died as error:
        soak.journal.find(str(error))
    finally:
        soak.stop()
        shutil.rmtree(folder, ignore_errors=True)
    done = sum(soak.journal.done.values())
    print(f"{done} acts done; findings: {len(soak.journal.findings)}")  # noqa: T201
    return 1 if soak.journal.findings else 0


if __name__ == "__main__":
    sys.exit(main())
