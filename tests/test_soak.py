"""The moving clock of the soak test (`make year`), and the proof of the upgrade."""

from datetime import datetime, timedelta

import pytest

from tests.soak import upgrades
from tests.soak.clock import PARIS, Clock
from tests.soak.site import ROOT


@pytest.mark.parametrize("month", [1, 7])
def test_the_clock_says_the_time_of_the_processes_in_every_season(tmp_path, month):
    """Also if the season of the machine is another one."""
    clock = Clock(tmp_path / "time", datetime(2030, month, 1, 9, tzinfo=PARIS))
    clock.until(datetime(2030, month, 2, 6, 5, tzinfo=PARIS))
    assert abs(clock.now().timestamp() - clock.stamp()) < 5
    assert float(clock.file.read_text()) == pytest.approx(clock.offset.total_seconds(), abs=0.001)
    late = clock.now() - datetime(2030, month, 2, 6, 5, tzinfo=PARIS)
    assert timedelta(seconds=-2) < late < timedelta(minutes=1)


def test_the_proof_of_the_upgrade_reads_what_the_upgrade_says():
    program = (ROOT / "deploy" / "upgrade").read_text(encoding="utf-8")
    assert f'"{upgrades.MIGRATING.removeprefix("== ")}"' in program
    assert '"Pour revenir en arrière\u00a0:"' in program
    printed = (
        "== Pour revenir en arrière\u00a0:\n==   git checkout a\n==   python manage.py restore b\n"
    )
    assert upgrades.LAST_COMMANDS.search(printed).groups() == (
        "git checkout a",
        "python manage.py restore b",
    )
