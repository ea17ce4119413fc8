"""`manage.py remove_module workshop_figures`: it has no table, and nothing prevents it."""

import pytest
from django.core.management import call_command

from modules.removal import installed, reasons_to_keep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_no_data_prevents_the_removal(capsys, tmp_path):
    module = installed()["workshop_figures"]
    assert module.models == []
    assert list(reasons_to_keep(module)) == []
    call_command("remove_module", "workshop_figures", to=tmp_path / "data.zip")
    assert "To remove it: manage.py remove_module workshop_figures --yes" in capsys.readouterr().out
