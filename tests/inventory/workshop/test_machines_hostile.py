"""Damaged or hostile hardware reports are refused with a message, or parsed to valid values."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.workflow.lifecycle import Refused
from inventory.models import Specification
from inventory.workshop.machine_reports.machine import Disk
from inventory.workshop.machine_reports.readers import MAX_REPORT_BYTES, read
from tests.inventory.workshop.machines import NAMES, sample


def test_unknown_report_formats_are_refused():
    for content in (
        b"",
        b"  \n",
        b"\0\0\0",
        b"hello",
        b"%PDF-1.7 %%EOF",
        b"PK\x03\x04",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"[[]]",
        b"{}",
        b"null",
        b'{"rebond_collect": 1}',
        b'{"rebond_collect": 2, "cpu": "x"}',
        b'{"rebond_collect": 1, "cores": NaN}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"rebond_collect": ' + b"9" * 10_000 + b"}",
        b" " * (MAX_REPORT_BYTES + 1),
    ):
        with pytest.raises(Refused) as refusal:
            read(content)
        assert refusal.value.messages[0], content[:80]


def test_impossible_values_are_ignored():
    data = {
        "rebond_collect": 1,
        "cpu": "x" * 5_000 + "\x1b[31m",
        "cores": 10**30,
        "memory_kib": 10**17,
        "disks": [{"name": "sda", "bytes": 10**17}, 7, None],
        "screen": {"width_mm": 10**9, "height_mm": 1, "width": 1920},
        "battery": {"design_mwh": 1_000, "full_mwh": 99_000, "cycles": -4},
        "webcam": "yes",
        "tpm": 2,
        "firmware": ["uefi"],
        "os": "templeos",
    }
    machine = read(json.dumps(data).encode())
    assert machine.facts == {"cpu": "x" * 100}
    assert machine.disks == [Disk()]


def test_the_number_of_disks_is_limited():
    data = json.loads(sample("collect_tower.json"))
    data["disks"] *= 1_000
    assert len(read(json.dumps(data).encode()).disks) == 24


def is_sound(content):
    """Whether parsing is refused with a message, or returns values that the database accepts."""
    try:
        machine = read(content)
    except Refused as refusal:
        return bool(refusal.messages)
    Specification(**machine.facts).clean_fields(exclude=["device"])
    texts = [machine.maker, machine.model, machine.serial, *(d.serial for d in machine.disks)]
    return all(len(text) <= 80 and text.isprintable() for text in texts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.binary(max_size=2_000))
def test_random_bytes_raise_no_other_error(content):
    assert is_sound(content)


def damaged(content, data):
    """`content` with a few bytes replaced by others."""
    content = bytearray(content)
    for _count in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 40))
        content[place : place + length] = data.draw(st.binary(max_size=40))
    return bytes(content)


def spoilt(value, data):
    """Parsed JSON with some values replaced by others."""
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(JSON)
    if isinstance(value, dict):
        return {key: spoilt(inner, data) for key, inner in value.items()}
    return [spoilt(inner, data) for inner in value] if isinstance(value, list) else value


@SLOW
@given(st.sampled_from(NAMES), st.data())
def test_a_damaged_file_raises_no_other_error(name, data):
    assert is_sound(damaged(sample(name), data))


@SLOW
@given(st.sampled_from(NAMES), st.data())
def test_json_with_wrong_types_raises_no_other_error(name, data):
    assert is_sound(json.dumps(spoilt(json.loads(sample(name)), data)).encode())
