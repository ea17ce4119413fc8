"""The site under test: a clone of the program, and its processes on loopback."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.soak.browser import HOST

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def git(folder, *words):
    who = ["-c", "user.name=Lou", "-c", "user.email=lou@example.org"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class Died(Exception):
    """A process ended although nobody killed it, or did not start."""


class Site:
    """A clone with its own database, files and processes; `folder` is its disk."""

    def __init__(self, folder, clock, mail_port, bucket=""):
        self.folder, self.clock = folder, clock
        self.program, self.origin = folder / "program", folder / "origin"
        self.database = folder / "rebond.db"
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.processes = {}
        self.variables = {
            "DEBUG": "0",
            "SECURE": "0",
            "MFA_REQUIRED": "1",
            "SITE_URL": f"http://{HOST}",
            "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
            "BIND": self.address,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(folder / "documents"),
            "BACKUP_FOLDER": str(folder / "backups"),
            "BACKUP_COPY": bucket,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DEFAULT_FROM_EMAIL": "rebond@soak.test",
            "ADMIN_EMAIL": "admin@soak.test",
            "BEHIND_PROXY": "1",  # each user comes from a network of their own
            "WEBHOOKS_TO_PRIVATE": "1",
            "WEB_CONCURRENCY": "2",
            "WEB_THREADS": "2",
            "METRICS_TOKEN": "soak",
        }

    # --- Installing -------------------------------------------------------------------------------
    def install(self):
        """Clone the program, and set it up as docs/operations.md says."""
        git(self.folder, "clone", "--quiet", "--bare", str(ROOT), str(self.origin))
        git(self.origin, "update-ref", "refs/heads/soak", git(ROOT, "rev-parse", "HEAD"))
        git(
            self.folder, "clone", "--quiet", "--branch", "soak", str(self.origin), str(self.program)
        )
        (self.program / ".venv").symlink_to(ROOT / ".venv")
        for name in ("documents", "backups"):
            (self.folder / name).mkdir()
        self.run("make", "--silent", "setup")
        keys = [
            line
            for line in (self.program / ".env").read_text().splitlines()
            if not line.startswith("ALLOWED_HOSTS")
        ]
        lines = [f"{name}={value}" for name, value in self.variables.items()]
        (self.program / ".env").write_text("\n".join([*keys, *lines, ""]))
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_reference", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def env(self):
        return {"PATH": PATH, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"} | self.clock.env()

    def run(self, *words, check=True, **variables):
        """Run a command in the program; return (exit code, output)."""
        done = subprocess.run(
            list(map(str, words)),
            cwd=self.program,
            env=self.env() | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise Died(f"{' '.join(map(str, words))}: {done.stdout[-3000:]}")
        return done.returncode, done.stdout

    def manage(self, *words, **options):
        return self.run(".venv/bin/python", "manage.py", *words, **options)

    # --- Processes --------------------------------------------------------------------------------
    def start(self):
        self.start_web()
        self.start_worker()
        self.start_clerk()

    def start_web(self):
        self._start("web", ".venv/bin/gunicorn")
        self.wait_for("/readyz")

    def start_worker(self):
        self._start("worker", ".venv/bin/python", "manage.py", "db_worker")

    def start_clerk(self):
        code = (Path(__file__).parent / "clerk.py").read_text()
        shell = ["manage.py", "shell", "--no-imports", "-v", "0", "-c", code]
        self._start("clerk", ".venv/bin/python", *shell, stdin=subprocess.PIPE)
        if self.processes["clerk"].stdout.readline() != "ready\n":
            raise Died(self.log("clerk"))

    def _start(self, name, *words, stdin=subprocess.DEVNULL):
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                words,
                cwd=self.program,
                env=self.env(),
                stdin=stdin,
                stdout=subprocess.PIPE if name == "clerk" else log,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def wait_for(self, path):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with closing(HTTPConnection(self.address, timeout=5)) as visitor:
                    visitor.request("GET", path)
                    if visitor.getresponse().status == 200:
                        return
            except (OSError, HTTPException):
                pass
            time.sleep(0.1)
        raise Died(f"{path} does not answer: {self.log('web')}")

    def stop(self, *names):
        self._end(names or tuple(self.processes), signal.SIGTERM)

    def kill(self, *names):
        """End processes and their children at once, as a power cut does."""
        self._end(names, signal.SIGKILL)

    def _end(self, names, how):
        ended = [self.processes.pop(name) for name in names if name in self.processes]
        for process in ended:
            if process.poll() is None:
                os.killpg(process.pid, how)
        for process in ended:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(timeout=70)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def restart(self):
        self.stop()
        self.start()

    def check_alive(self):
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise Died(f"{name} ended: {self.log(name)}")

    def order(self, *words):
        """Have the clerk begin a command."""
        clerk = self.processes["clerk"]
        clerk.stdin.write(json.dumps(words) + "\n")
        clerk.stdin.flush()

    def answer(self):
        """Return the answer of the clerk: output and error."""
        line = self.processes["clerk"].stdout.readline()
        if not line:
            raise Died(f"The clerk ended: {self.log('clerk')}")
        return json.loads(line)

    def clerk(self, *words):
        self.order(*words)
        return self.answer()

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()[-3000:]

    # --- Database ---------------------------------------------------------------------------------
    def connect(self):
        return sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)

    def rows(self, sql, *values):
        with closing(self.connect()) as database:
            return database.execute(sql, *([values] if values else [])).fetchall()

    def value(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None
