"""Share of rows of imaginary, realistic lists that are right without corrections."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from bench.management.commands.try_lists import outcome_of
from inventory.models import Device, ImportBatch
from tests.inventory.imports.made_lists import EXPECTED, write_lists

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def reference():
    names = ("categories", "brands", "models")
    files = [settings.BASE_DIR / f"fixtures/{name}.json" for name in names]
    call_command("loaddata", *files, verbosity=0)


def outcomes_of(folder, *tables):
    """Return {name: `Outcome`} of the lists in these tables."""
    write_lists(folder, *tables)
    paths = [path for path in folder.iterdir() if not path.name.endswith(EXPECTED)]
    return {path.name: outcome_of(path) for path in paths}


@pytest.mark.parametrize(
    "tables",
    [
        ["real.txt", "tools.txt", "edges.txt"],
        ["aside.txt", "later.txt"],
        ["faults.txt", "fresh.txt", "second.txt", "third.txt", "fourth.txt"],
        ["fifth.txt", "sixth.txt", "seventh.txt", "eighth.txt", "ninth.txt"],
        ["tenth.txt", "eleventh.txt", "twelfth.txt", "thirteenth.txt"],
        ["fourteenth.txt", "fifteenth.txt", "sixteenth.txt"],
    ],
)
def test_no_list_is_silently_wrong_and_most_need_no_correction(reference, tmp_path, tables):
    outcomes = outcomes_of(tmp_path, *tables)

    for name, outcome in outcomes.items():
        faults = (outcome.silently, outcome.wrongly, outcome.leaked, outcome.lost)
        assert faults == (0, 0, 0, 0), (name, outcome.differences)
    right = [name for name, outcome in outcomes.items() if not outcome.questioned]
    assert len(right) * 10 >= len(outcomes) * 8, set(outcomes) - set(right)


def test_lists_with_weak_evidence_raise_questions_and_keep_each_cell(reference, tmp_path):
    for name, outcome in outcomes_of(tmp_path, "weak.txt").items():
        faults = (outcome.silently, outcome.leaked, outcome.lost)
        assert faults == (0, 0, 0), (name, outcome.differences)
        assert outcome.questioned, name


def test_the_command_prints_a_line_for_each_file_and_writes_nothing(reference, tmp_path, capsys):
    write_lists(tmp_path, "edges.txt")
    (tmp_path / "note.pdf").write_bytes(b"%PDF-1.4\n\0\0")

    call_command("try_lists", tmp_path, verbosity=2)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[:3] == ["file", "rows", "devices"]
    assert re.search(
        r"^X5 sizes.csv\t4\t4\t0\t0\t4\t0\t0\t0\t0\t0\t0$", "\n".join(lines), re.MULTILINE
    )
    assert any(line.startswith("note.pdf\tThis file is not a table") for line in lines)
    assert not Device.objects.exists()
    assert not ImportBatch.objects.exists()
