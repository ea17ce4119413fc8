"""Screenshots of scripted walks, for review: `WALKS=1 make test ARGS="-m browser"`."""

import os
from contextlib import suppress

from django.conf import settings
from playwright.sync_api import Error

WALKS = settings.PROJECT_DIR / "test-results" / "walks"


def seen(page, name):
    """Take a screenshot if requested; ignore failures of a busy browser."""
    if "WALKS" not in os.environ:
        return
    WALKS.mkdir(parents=True, exist_ok=True)
    with suppress(Error):
        page.screenshot(path=WALKS / f"{name}.png")
