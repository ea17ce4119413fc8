"""Every page that a role can reach by links, opened with the links of today."""

import re
from urllib.parse import urlsplit

from tests.soak.browser import Gone
from tests.soak.forms import links_of
from tests.soak.journal import pattern_of

ROLES = ("volunteer", "technician", "counter", "coordinator", "admin", "association")
MAX_PAGES = 600  # of a role in a night
LEFT_OUT = re.compile(r"^/(accounts/log|agenda/|static/|language/)|\.(zip|ods|xlsx)$")
STARTS = ["/", "/help/", "/profile/", "/find/?code=RB", "/scan/", "/settings/", "/api/"]


def walk(soak, role, dice):
    """Open one link to each page that this role can reach; return the number of pages."""
    user = next(user for user in soak.users if user.role == role)
    browser = user.at_work()
    queue, seen = [(path, "") for path in STARTS], {pattern_of(path) for path in STARTS}
    count = 0
    while queue and count < MAX_PAGES:
        path, source = queue.pop(dice.randrange(len(queue)))
        try:
            page = browser.get(path)
        except Gone:
            continue
        count += 1
        if page.status not in {200, 403, 404}:
            soak.journal.find(f"{role} opened {path}: {page.status}")
        if page.status in {403, 404} and path not in STARTS:
            soak.journal.find(f"{source} links to {path}, which answers {page.status} ({role})")
        kind = page.headers.get("content-type", "")
        if page.status != 200 or "html" not in kind:
            continue
        links = sorted(links_of(page.text))
        dice.shuffle(links)
        for link in links:
            pattern = pattern_of(urlsplit(link).path)
            if pattern not in seen and not LEFT_OUT.search(urlsplit(link).path):
                seen.add(pattern)
                queue.append((link, path))
    return count
