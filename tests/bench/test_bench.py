import pytest
from django.core.management import call_command

from bench import labels
from bench.management.commands.bench import line
from bench.measure import Measure, Result
from tests.factories import DeviceFactory


def test_a_line_shows_the_median_beside_its_target_and_the_floor():
    measure = Measure("Scan", act=None, target=8)
    result = Result(spent=4.0, cpu=3.0, queries=6, memory=12.3)
    words = ["Scan", "4.0", "8", "50%", "3.0", "6", "12", "2.0"]
    assert line(measure, result, 2.0).split() == words


@pytest.mark.django_db
def test_a_measure_records_time_queries_and_memory():
    blocks = []
    # So much that it always comes from the system anew, and each byte written.
    result = Measure("Keep", act=lambda: blocks.append(b"x" * 60_000_000), times=1).run()
    assert result.memory > 50
    assert (result.queries, len(blocks)) == (0, 1)


@pytest.mark.django_db
def test_labels_are_counted_beside_the_floor_and_one_document_each(monkeypatch):
    call_command("load_reference", verbosity=0)
    DeviceFactory.create_batch(2)
    monkeypatch.setattr(labels, "COUNTS", (2, 3))
    monkeypatch.setattr(labels, "SLOWLY", (2,))
    heading, *ways = labels.lines()
    assert heading.split()[-2:] == ["2", "3"]
    assert len(ways) == 5
    assert all(int(way.split()[-1].replace(",", "")) > 0 for way in ways)
