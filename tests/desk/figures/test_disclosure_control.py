"""Disclosure control: no group of one to four people is published or deducible by subtraction."""

from itertools import product
from random import Random

import pytest

from desk.figures.disclosure_control import DISCLOSURE_THRESHOLD, guard, text_of, totals


def possible(groups, guarded):
    """Return {suppressed key: possible numbers}, given the published numbers."""
    hidden = [key for key, number in guarded.groups.items() if number is None]
    minimum_shown = [n for n in guarded.groups.values() if n]
    maximum = min(minimum_shown, default=sum(groups.values()))
    ranges = [
        range(1, DISCLOSURE_THRESHOLD)
        if key in guarded.few
        else range(DISCLOSURE_THRESHOLD, maximum + 1)
        for key in hidden
    ]
    numbers = {key: set() for key in hidden}
    shown = sum(number for number in guarded.groups.values() if number is not None)
    for way in product(*ranges):
        total = shown + sum(way)
        if (guarded.total in {None, total}) and (
            not guarded.is_few or total < DISCLOSURE_THRESHOLD
        ):
            for key, number in zip(hidden, way, strict=True):
                numbers[key].add(number)
    return numbers


def random_groups():
    random = Random(20260704)  # noqa: S311 (the same groups at each run)
    for _time in range(400):
        size = random.randint(1, 5)
        yield {key: random.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 12]) for key in range(size)}


def test_no_small_group_can_be_computed():
    for groups in random_groups():
        guarded = guard(groups)
        shown = [n for n in [*guarded.groups.values(), guarded.total] if n is not None]
        assert all(n == 0 or n >= DISCLOSURE_THRESHOLD for n in shown), groups
        ways = possible(groups, guarded)
        assert all(len(ways[key]) > 1 for key in guarded.few), groups


def test_published_numbers_are_exact():
    for groups in random_groups():
        guarded = guard(groups)
        assert all(groups[key] == n for key, n in guarded.groups.items() if n is not None), groups
        assert guarded.total in {None, sum(groups.values())}, groups


def test_a_second_group_is_suppressed_beside_a_total():
    guarded = guard({"a": 3, "b": 9, "c": 40})
    assert guarded.groups == {"a": None, "b": None, "c": 40}
    assert guarded.total == 52


def test_nothing_is_suppressed_without_a_small_group():
    guarded = guard({"a": 0, "b": 5})
    assert guarded.groups == {"a": 0, "b": 5}
    assert guarded.total == 5


@pytest.mark.usefixtures("english")
def test_a_small_number_is_shown_as_fewer_than_five_and_suppressed_ones_are_marked():
    texts = [text_of(number) for number in (0, 1, 4, 5)]
    assert texts == ["0", "fewer than 5", "fewer than 5", "5"]
    guarded = guard({"a": 3, "b": 9, "c": 40})
    assert [guarded.text(key) for key in "abc"] == ["fewer than 5", "not disclosed", "40"]


def test_a_total_of_communes_discloses_no_hidden_commune():
    groups = {"a": 20, "b": 2, "c": 3, "d": 4, "e": 30, "f": 2}
    epci, department = {"ab": {"a", "b"}, "cd": {"c", "d"}}, {"35": set(groups)}
    of_epci, of_department = totals(groups, [epci, department])
    assert of_epci == {"ab": "non communiqué", "cd": "7"}  # 22 minus 20 would reveal b
    assert of_department == {"35": "61"}
    del groups["f"]  # then 59 minus 7, 20 and 30 would reveal b
    shown = totals(groups, [epci, {"35": set(groups)}])
    assert {text for part in shown for text in part.values()} == {"non communiqué"}
    assert totals({"a": 9, "b": 8}, [{"ab": {"a", "b"}}]) == [{"ab": "17"}]
