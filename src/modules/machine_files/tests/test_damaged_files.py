"""Damaged output of other tools is refused with a message, or parsed to valid values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workflow.lifecycle import Refused
from inventory.workshop.machine_reports.readers import read
from modules.machine_files.tests.machines import HERE, NAMES, sample
from tests.inventory.workshop.test_machines_hostile import SLOW, damaged, is_sound, spoilt

TREES = [name for name in NAMES if name.endswith(".json")]
LINES = [
    line
    for name in NAMES
    if name.endswith(".txt")
    for line in (HERE / name).read_text().splitlines()
]


@pytest.mark.parametrize(
    "content",
    [
        b'{"id": "x", "class": "system"}',
        b'{"id": "x", "class": ["system"]}',
        b"Handle 0x0001, DMI type 1, 27 bytes\n",
        b"01: None 00.0: 10105 BIOS\n  Hardware Class: bios\n",
    ],
)
def test_files_that_say_nothing_are_refused(content):
    with pytest.raises(Refused):
        read(content)


@SLOW
@given(st.sampled_from(NAMES), st.data())
def test_a_damaged_file_raises_no_other_error(name, data):
    assert is_sound(damaged(sample(name), data))


@SLOW
@given(st.sampled_from(TREES), st.data())
def test_json_with_wrong_types_raises_no_other_error(name, data):
    assert is_sound(json.dumps(spoilt(json.loads(sample(name)), data)).encode())


@SLOW
@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_shuffled_lines_raise_no_other_error(lines):
    assert is_sound("\n".join(lines).encode())
