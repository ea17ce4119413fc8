"""Load test of the server, started with gunicorn.conf.py.

It measures pages per second, then simulates 50 users for a minute. Their writes stay in the
database, which is checked afterwards: every scan and hand-over must exist.
"""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import islice
from statistics import quantiles
from time import monotonic, perf_counter, sleep
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import acts
from inventory.models import Device
from loans.allocation.operations.preparation import prepare
from loans.models import Loan, LoanItem

HOST, PORT = "127.0.0.1", 8765
CONNECTIONS, SECONDS = 8, 10
USERS, MINUTE, THINK = 50, 60, (1, 5)  # number, seconds, seconds between two pages of a user
LOANS, DEVICES = 4, 3  # loans that a user may hand over, and devices scanned onto each
TOKEN = "b" * 32  # CSRF token of POST requests, as cookie and header


@contextmanager
def server():
    """Run gunicorn on the measured database within this context."""
    url = os.environ["DATABASE_URL"]
    environment = os.environ | {"BIND": f"{HOST}:{PORT}", "DATABASE_URL": url}
    command = [sys.executable, "-m", "gunicorn", "--log-level", "error"]
    with subprocess.Popen(  # noqa: S603
        command, cwd=settings.PROJECT_DIR, env=environment
    ) as process:
        try:
            _wait_for(process)
            yield
        finally:
            process.terminate()


def _wait_for(process):
    for _time in range(240):
        if process.poll() is not None:
            break
        with suppress(OSError):
            http = HTTPConnection(HOST, PORT)
            http.request("GET", reverse("account_login"))
            http.getresponse().read()
            return
        sleep(0.5)
    raise CommandError("The server did not start.")


@dataclass
class Browser:
    """A signed-in user on a persistent connection; `times` are its response times in seconds."""

    user: object
    times: list = field(default_factory=list)
    errors: int = 0
    http: HTTPConnection | None = None
    until: float = 0  # time at which the server closes the idle connection

    def __post_init__(self):
        client = Client()
        client.force_login(self.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Accept-Encoding": "gzip",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, path, data=None):
        """Get a page, or post `data`; return whether the response is not an error."""
        if self.http is None or monotonic() > self.until:
            self.http = HTTPConnection(HOST, PORT, timeout=60)
        started = perf_counter()
        try:
            body = data and urlencode(data)
            self.http.request("POST" if data else "GET", path, body, self.headers)
            answer = self.http.getresponse()
            answer.read()
            is_well = answer.status in {200, 302}
        except (OSError, HTTPException):
            self.http, is_well = None, False
        self.times.append(perf_counter() - started)
        self.errors += not is_well
        self.until = monotonic() + 1
        return is_well


def lines(reader, user):
    """Yield the lines of the report; `reader` reads lists, `user` hands devices over."""
    with server():
        yield _list_pages(reader)
        yield from _minute(user)


def _list_pages(user):
    path, ends = reverse("device_list"), monotonic() + 2 + SECONDS

    def read(browser):
        browser.ask(path)
        while monotonic() < ends - SECONDS:
            browser.ask(path)
        browser.times = []
        while monotonic() < ends:
            browser.ask(path)
        return len(browser.times)

    browsers = [Browser(user) for _number in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        count = sum(pool.map(read, browsers))
    return (
        f"{count / SECONDS:,.0f} pages a second of the device list (goal 80),"
        f" {CONNECTIONS} kept connections, {os.cpu_count()} processors"
    )


def _minute(user):
    """Run 50 users: of five requests, four read a page, and one scans or hands over."""
    loans = _loans(user)
    reads = _pages(user)
    browsers = [Browser(user) for _number in range(USERS)]
    with ThreadPoolExecutor(USERS) as pool:
        mine = [loans[number::USERS] for number in range(USERS)]
        done = list(pool.map(lambda browser, own: _use(browser, own, reads), browsers, mine))
    connection.close()
    times = [time * 1000 for browser in browsers for time in browser.times]
    cuts = quantiles(times, n=100)
    yield (
        f"{USERS} users for {MINUTE} s: {len(times) / MINUTE:,.1f} requests a second, p50"
        f" {cuts[49]:,.0f}, p95 {cuts[94]:,.0f} ms (goal 300), p99 {cuts[98]:,.0f}, maximum"
        f" {max(times):,.0f}; {sum(browser.errors for browser in browsers)} errors"
    )
    scans = [scan for scanned, _signed in done for scan in scanned]
    signed = [pk for _scanned, signed in done for pk in signed]
    there = sum(
        LoanItem.objects.filter(loan=pk, device__asset_tag=tag).exists() for pk, tag in scans
    )
    active = Loan.objects.filter(pk__in=signed, status="active", agreements__status="signed")
    stored = active.exclude(agreements__document=None).distinct().count()
    yield f"Stored: {there} of {len(scans)} scans, {stored} of {len(signed)} hand-overs"


def _loans(user):
    """Prepare loans without items; return [(loan, tags of the devices to add by scanning)]."""
    person, site, tags = acts.for_hand_over(user, USERS * LOANS * DEVICES)
    tags = iter(tags)
    loans = []
    while some := list(islice(tags, DEVICES)):
        facts = {"organisation": person.organisation, "recipient": person, "site": site}
        loans.append((prepare(by=user, **facts), some))
    return loans


def _pages(user):
    devices = Device.objects.visible_to(user).order_by("-pk")[:200]
    names = ["home", "device_list", "request_list", "loan_list", "overdue_list"]
    return [
        *[reverse(name) for name in names for _time in range(20)],
        *[f"{reverse('scan')}?code={device.asset_tag}" for device in devices],
        *[device.get_absolute_url() for device in devices],
    ]


def _use(browser, loans, reads):
    """Run one user; return the scans, and the loans handed over."""
    chance, ends = random.Random(id(browser)), monotonic() + MINUTE  # noqa: S311
    scans, signed = [], []
    steps = (
        (loan.pk, name, path, data)
        for loan, tags in loans
        for name, path, data in acts.steps_of(loan, tags)
    )
    sleep(chance.uniform(0, THINK[1]))
    while monotonic() < ends:
        if chance.random() < 0.8:
            browser.ask(chance.choice(reads))
        else:  # a scan; after the last, the steps up to the signature
            for pk, name, path, data in steps:
                is_well = browser.ask(path, data)
                if name == "loan_scan" and is_well:
                    scans.append((pk, data["code"]))
                if name == "agreement_sign" and is_well:
                    signed.append(pk)
                if name in {"loan_scan", "agreement_sign"}:
                    break
        sleep(chance.uniform(*THINK))
    connection.close()
    return scans, signed
