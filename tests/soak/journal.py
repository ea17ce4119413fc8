"""Counters and notes of a run: actions, rejections, faults, slow pages, findings."""

import re
import time
from collections import Counter, defaultdict

MAX_EXAMPLES = 3


def pattern_of(path):
    """Return a path without ids, tokens and search terms, so that alike pages are counted once."""
    path = path.partition("?")[0]
    path = re.sub(r"(?<=/)(\d+|[0-9a-f-]{36})(?=/|$)", "…", path)
    return re.sub(r"^/(m|s|outcome|invitation|E|e|V|v|D|P|A|a)/[^/]+", r"/\1/…", path)


class Journal:
    """Counters of a run."""

    def __init__(self, now):
        self.now, self.start = now, time.monotonic()
        self.seconds, self.statuses = defaultdict(list), Counter()
        self.done, self.rejected, self.busy = Counter(), Counter(), Counter()
        self.reasons = defaultdict(Counter)
        self.faults, self.findings, self.growth, self.events = [], [], [], []
        self.opened, self.expects_trouble = defaultdict(set), False
        self.interrupted = self.pages_opened = self.books_checked = 0
        self.commands = Counter()

    def minutes(self):
        return (time.monotonic() - self.start) / 60

    # --- From browsers ----------------------------------------------------------------------------
    def answered(self, who, method, path, page, seconds):
        pattern = pattern_of(path)
        self.statuses[page.status] += 1
        if page.status == 200:
            self.opened[method, pattern].add(who)
        if not self.expects_trouble:
            self.seconds[method, pattern].append(seconds)
        if page.status >= 500 and not (page.status == 503 and self.expects_trouble):
            self.find(f"{method} {path} answered {page.status} to {who}: {page.reason}")

    def gone(self, method, path):
        self.interrupted += 1
        if not self.expects_trouble:
            self.find(f"{method} {path}: no answer")

    # --- From lives -------------------------------------------------------------------------------
    def note(self, action, page):
        """Count an action by its page; return whether it was done."""
        if page.is_busy:
            self.busy[action] += 1
        elif page.is_done:
            self.done[action] += 1
            return True
        else:
            self.rejected[action] += 1
            self.reasons[action][f"{page.status} {page.reason}"[:160]] += 1
        return False

    def ran(self, command, answer):
        """Count a management command; return whether it succeeded."""
        self.commands[command] += 1
        if answer["error"] and not self.expects_trouble:
            self.find(f"{command}: {answer['error'][-600:]} {answer['output'][-300:]}")
        return not answer["error"]

    def find(self, text):
        self.findings.append(f"{self.now():%Y-%m-%d %H:%M} {text}")
        print("FINDING", self.findings[-1][:400], flush=True)  # noqa: T201

    def happen(self, text):
        self.events.append(f"{self.now():%Y-%m-%d %H:%M} {text}")
        print(self.events[-1], flush=True)  # noqa: T201
