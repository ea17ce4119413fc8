"""The demo commands in README.md, read from the file, work as described."""

import re
import shlex
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from donations.models import Donation
from inventory.models import Device
from people.models import Site

pytestmark = pytest.mark.usefixtures("demo", "db")

MANAGE = re.compile(r"^\.venv/bin/python manage\.py (\w+) (.+)$", re.MULTILINE)


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """Factory `typed(name, **instead)`: run a command of the README; return its output.

    `instead` replaces the value of an option.
    """
    (tmp_path / "fixtures").symlink_to(settings.BASE_DIR / "fixtures")
    monkeypatch.chdir(tmp_path)
    lines = dict(MANAGE.findall((settings.BASE_DIR / "README.md").read_text()))
    assert lines.keys() == {"intake", "labels"}

    def typed(name, **instead):
        words, output = shlex.split(lines[name]), StringIO()
        for option, value in instead.items():
            words[words.index(f"--{option}") + 1] = value
        call_command(name, *words, stdout=output)
        return output.getvalue()

    return typed


def test_the_example_list_of_the_readme_is_imported_and_its_labels_printed(typed, tmp_path):
    printed = typed("intake")
    donation = Donation.objects.latest("pk")
    assert donation.reference in printed
    assert str(donation.donor) == "Mairie de Saint-Aubin"
    assert donation.site == Site.objects.get(name="Dépôt de Rennes")
    devices = Device.objects.filter(donation=donation)
    assert devices.count() == 11
    assert not devices.filter(model=None).exists()
    assert devices.exclude(imei=None).count() == 3

    assert "11" in typed("labels", donation=donation.reference)
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF")
