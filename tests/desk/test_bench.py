from desk.bench.measures import Measure
from desk.management.commands.bench import line


def test_a_line_shows_the_median_beside_its_target_and_the_floor():
    measure = Measure("Scan", act=None, target=8)
    assert line(measure, 4.0, 6, 2.0).split() == ["Scan", "4.0", "8", "50%", "6", "2.0"]
