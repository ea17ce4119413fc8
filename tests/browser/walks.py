"""Pictures of written walks, for people to look at."""

from contextlib import suppress

from django.conf import settings
from playwright.sync_api import Error

WALKS = settings.BASE_DIR / "test-results" / "walks"


def seen(page, name):
    """Keep a picture of the page; no test stands on it, and a busy browser may take none."""
    WALKS.mkdir(parents=True, exist_ok=True)
    with suppress(Error):
        page.screenshot(path=WALKS / f"{name}.png")
