"""What no linter sees in a template: an icon that does not exist breaks its page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from lucide.templatetags.lucide import lucide

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
ICON = re.compile(r"""icon "([a-z0-9-]+)"|picture="([a-z0-9-]+)\"""")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_exists(path):
    names = {first or second for first, second in ICON.findall(path.read_text())}
    for name in names:
        assert lucide(name).startswith("<svg")
