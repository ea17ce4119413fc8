"""The demo commands in README.md, read from the file, work as described."""

import re
import shlex
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from inventory.models import Device, ImportBatch

pytestmark = pytest.mark.usefixtures("demo", "db")

MANAGE = re.compile(r"^\.venv/bin/python manage\.py (\w+) (.+)$", re.MULTILINE)


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """Factory `typed(name, **instead)`: run a command of the README; return its output.

    `instead` replaces the value of an option.
    """
    (tmp_path / "src").symlink_to(settings.BASE_DIR)
    monkeypatch.chdir(tmp_path)
    lines = dict(MANAGE.findall((settings.PROJECT_DIR / "README.md").read_text()))
    assert lines.keys() == {"intake", "labels"}

    def typed(name, **instead):
        words, output = shlex.split(lines[name]), StringIO()
        for option, value in instead.items():
            words[words.index(f"--{option}") + 1] = value
        call_command(name, *words, stdout=output)
        return output.getvalue()

    return typed


def test_the_labels_of_a_donation_are_printed(typed, tmp_path):
    donation = ImportBatch.objects.filter(status="applied").exclude(donation=None)[0].donation
    count = Device.objects.exclude(status="withdrawn").filter(donation=donation).count()

    assert str(count) in typed("labels", donation=donation.reference)
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF")
