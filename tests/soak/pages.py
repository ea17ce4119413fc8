"""Every page that a role can reach by links, opened with links of today.

To open all of them each night would take longer than a year may. So each role opens a part each
night, those that were not opened for longest; all of them come in turn within about a month.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.soak.browser import Gone
from tests.soak.forms import links_of
from tests.soak.journal import pattern_of

ROLES = ("volunteer", "technician", "counter", "coordinator", "admin", "association")
LEFT_OUT = re.compile(r"^/(accounts/log|agenda/|static/|language/)|\.(zip|ods|xlsx)$")
STARTS = ["/", "/help/", "/profile/", "/scan/", "/api/"]
REFUSED = {403, 404}


@dataclass
class Link:
    """The newest link to a page, and the page that has it."""

    path: str
    source: str
    opened: int = 0  # the night when it was opened last


def open_some(soak, count):
    """Each role opens `count` pages; return their number."""
    return sum(_open_some(soak, role, count) for role in ROLES)


def _open_some(soak, role, count):
    known = soak.links.setdefault(role, {path: Link(path, "") for path in STARTS})
    browser = next(user for user in soak.users if user.role == role).at_work()
    night = len(soak.journal.growth) + 1
    opened = 0
    while opened < count:
        waiting = [link for link in known.values() if link.opened < night]
        if not waiting:
            break
        link = min(waiting, key=lambda link: link.opened)
        link.opened = night
        opened += 1
        try:
            _open(soak, browser, role, link, known)
        except Gone:
            continue
    return opened


def _open(soak, browser, role, link, known):
    page = browser.get(link.path)
    if page.status in REFUSED:
        if _is_still_there(browser, link):
            text = f"{link.source} links to {link.path}, which answers {page.status} ({role})"
            soak.journal.find(text)
        return
    if page.status != 200:
        soak.journal.find(f"{role} opened {link.path}: {page.status}")
    if page.status != 200 or "html" not in page.headers.get("content-type", ""):
        return
    for path in sorted(links_of(page.text)):
        bare = urlsplit(path).path
        if not LEFT_OUT.search(bare):
            former = known.get(pattern_of(bare))
            night = former.opened if former else 0
            known[pattern_of(bare)] = Link(path, link.path, night)


def _is_still_there(browser, link):
    """Whether the page with this link still has it: rows come to an end."""
    return bool(link.source) and link.path in links_of(browser.get(link.source).text)
