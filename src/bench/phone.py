"""First visit on an old phone: bytes downloaded, largest contentful paint, and layout shift.

The server is gunicorn with the files of `collectstatic`. Chromium is slowed down through its
debugging protocol, which does not delay local connections, so the round trips of a mobile network
come on top.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from statistics import median

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from playwright.sync_api import sync_playwright

from modules.config import configs

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True}
BYTES_A_SECOND = 400_000 // 8
CPU_SLOWDOWN = 4  # factor by which the processor is slowed down
HEAVIEST, LATEST = 120_000, 1_500  # limits of a first visit, in bytes and milliseconds
MAX_SHIFT = 0.1  # cumulative layout shift, as a share of the window
VISITS = 5
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
WATCH = """
window.painted = window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.painted = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visit:
    """A visit: number of requests, bytes on the wire, largest paint in ms, and layout shift."""

    requests: int
    bytes: int
    painted: float
    shifted: float


@contextmanager
def served(port):
    """Serve the current database until the context ends; yield the address of the site."""
    address = f"http://127.0.0.1:{port}"
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    own = {"DEBUG": "0", "SECURE": "0", "MFA_REQUIRED": "0", "ALLOWED_HOSTS": "127.0.0.1"}
    own |= {"BIND": f"127.0.0.1:{port}", "SITE_URL": address, "DATABASE_URL": database}
    running = {"env": os.environ | own, "cwd": settings.PROJECT_DIR}
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(manage, check=True, **running)  # noqa: S603
    gunicorn = [sys.executable, "-m", "gunicorn", "--log-level", "error"]
    with subprocess.Popen(gunicorn, **running) as server:  # noqa: S603
        try:
            yield address
        finally:
            server.terminate()


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def visits(address, session, paths):
    """Yield (path, median first visit, median second visit)."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        _await(browser, address)
        for path in paths:
            pairs = [_twice(browser, address, session, path) for _time in range(VISITS)]
            yield path, *(_median(of_one) for of_one in zip(*pairs, strict=True))


def measures(address, session):
    """Yield the result of each module's `phone_benchmark.measured`: name, times and target in ms.

    It gets a page of the user of the session, with a slow processor and the full network.
    """
    names = [f"{config.name}.phone_benchmark" for config in configs()]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in filter(find_spec, names):
            context = browser.new_context(**PHONE, base_url=address)
            _enter(context, address, session)
            page = context.new_page()
            _slow_down(context.new_cdp_session(page))
            yield import_module(name).measured(page)
            context.close()


def _enter(context, address, session):
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
    context.add_cookies([cookie])


def _slow_down(protocol):
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})


def _await(browser, address):
    """Open a page once the server answers, so that the first request is not measured."""
    page = browser.new_page()
    for _second in range(60):
        try:
            page.goto(address)
        except Exception:  # noqa: BLE001  (playwright has one class for all errors of a connection)
            page.wait_for_timeout(1_000)
        else:
            break
    page.close()


def _twice(browser, address, session, path):
    """Visit a page twice in the same browser profile, first with an empty cache."""
    context = browser.new_context(**PHONE)
    if session:
        _enter(context, address, session)
    page = context.new_page()
    page.add_init_script(WATCH)
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    slow = {"offline": False, "latency": 0, "uploadThroughput": BYTES_A_SECOND}
    protocol.send("Network.emulateNetworkConditions", slow | {"downloadThroughput": BYTES_A_SECOND})
    _slow_down(protocol)
    loaded = []
    protocol.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    results = []
    for _time in range(2):
        loaded.clear()
        answer = page.goto(address + path, wait_until="networkidle")
        if not answer.ok:
            raise CommandError(f"{path} answered {answer.status}.")
        shown = page.evaluate("[window.painted, window.shifted]")
        results.append(Visit(len(loaded), sum(loaded), *shown))
    context.close()
    return results


def _median(same):
    return Visit(*(median(getattr(one, name) for one in same) for name in Visit.__annotations__))


def line(path, first, second):
    """Format a line of the table: both visits, and whether the first exceeds a limit."""
    is_met = first.bytes <= HEAVIEST and first.painted <= LATEST and first.shifted <= MAX_SHIFT
    return (
        f"{path:28}{first.requests:>6.0f}{first.bytes / 1000:>8.1f}{first.painted:>8.0f}"
        f"{first.shifted:>7.3f}{second.bytes / 1000:>10.1f}{second.painted:>8.0f}"
        f"{'' if is_met else '   over'}"
    )


def answer_line(name, times, target):
    """Format a line of local answers: their median, the slowest, and whether it is too slow."""
    middle = median(times)
    return f"{name:28}{middle:>6.0f} ms{max(times):>8.0f} ms{'' if middle <= target else '   over'}"
