"""The moving clock of the soak test (`make year`)."""

from datetime import datetime, timedelta

import pytest

from tests.soak.clock import PARIS, Clock


@pytest.mark.parametrize("month", [1, 7])
def test_the_clock_says_the_time_of_the_processes_in_every_season(tmp_path, month):
    """Also if the season of the machine is another one."""
    clock = Clock(tmp_path / "time", datetime(2030, month, 1, 9, tzinfo=PARIS))
    clock.until(datetime(2030, month, 2, 6, 5, tzinfo=PARIS))
    assert abs(clock.now().timestamp() - clock.stamp()) < 5
    assert float(clock.file.read_text()) == pytest.approx(clock.offset.total_seconds(), abs=0.001)
    late = clock.now() - datetime(2030, month, 2, 6, 5, tzinfo=PARIS)
    assert timedelta(seconds=-2) < late < timedelta(minutes=1)
