import pytest

from bench.management.commands.bench import line
from bench.measure import LISTS, MS, ROWS, Measure, run_in_rounds


def test_a_line_shows_an_act_as_a_multiple_of_the_minimal_page_beside_its_goal():
    measure = Measure("Scan", act=None, goal=0.5, queries=6, memory=12.3)
    measure.timed = [(0.004, 0.003, 0.4), (0.006, 0.003, 0.4), (0.005, 0.003, 0.9)]
    words = ["Scan", "5.0", "3.0", "0.4", "lists", "0.5", "lists", "80%", "6", "12"]
    assert line(measure).split() == words
    measure.unit, measure.goal = MS, 60
    assert line(measure).split()[3:8] == ["3", "ms", "60", "ms", "5%"]


@pytest.mark.django_db
def test_measures_are_run_in_rounds_beside_the_minimal_pages():
    blocks = []
    # Large enough to be allocated by the system each time, with each byte written.
    keep = Measure("Keep", act=lambda: blocks.append(b"x" * 60_000_000), times=1)
    often = Measure("Often", act=lambda: sum(range(10_000)), times=3)
    pages = {LISTS: lambda: sum(range(1_000)), ROWS: lambda: sum(range(1_000))}
    run_in_rounds([keep, often], pages)
    assert keep.memory > 50
    assert (keep.queries, len(blocks)) == (0, 1)
    assert [len(measure.timed) for measure in (keep, often)] == [1, 3]
    assert often.medians[2] > 1
