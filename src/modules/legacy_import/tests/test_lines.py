"""Errors for which a line of an earlier register is refused, in plain sentences."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.operations.intake import RowsRefused
from inventory.models import Device
from modules.legacy_import.lines import faults_of
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.operations.undo import undo_takeover
from people.models import Recipient
from tests.factories import DeviceFactory, IdentityFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def faults(site):
    """The error sentences of each of these lines."""

    def judge(*lines):
        problems = faults_of(list(lines), [line.unsaved(site) for line in lines])
        return {
            index: [str(sentence) for sentence in sentences]
            for index, sentences in problems.items()
        }

    return judge


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_dates_are_in_order_and_not_to_come(line, faults):
    assert faults(line(received_on=date(2024, 1, 1), erased_on=date(2024, 1, 1))) == {}
    nobody = {"organisation": None, "person": None, "starts_on": None, "due_on": None}
    assert faults(line(status=DeviceStatus.READY, **nobody)) == {}  # in stock
    for name in ("received_on", "erased_on", "starts_on"):
        sentence = faults(line(**{name: tomorrow()}, due_on=date(2099, 1, 1)))[0][0]
        assert f"{tomorrow():%d/%m/%Y}" in sentence, name
        assert sentence.endswith("is in the future."), name
    late, before = (
        date(2024, 3, 5),
        {"received_on": date(2024, 2, 2), "erased_on": date(2024, 2, 1)},
    )
    for days, sentence in (
        (
            {"due_on": date(2024, 3, 3)},
            "The device is due on 03/03/2024, before it left (04/03/2024).",
        ),
        ({"received_on": late}, "The device left on 04/03/2024, before it arrived on 05/03/2024."),
        ({"erased_on": late}, "The device left on 04/03/2024, before it was erased on 05/03/2024."),
        (before, "The device was erased on 01/02/2024, before it arrived on 02/02/2024."),
    ):
        assert faults(line(**days)) == {0: [sentence]}


def test_equal_dates_are_in_order(line, coordinator, site):
    today = timezone.localdate()
    days = dict.fromkeys(["received_on", "erased_on", "starts_on", "due_on"], today)
    take_over([line(**days)], by=coordinator, site=site, is_attested=True)

    assert Device.objects.get().status == DeviceStatus.ON_LOAN


def test_a_lent_or_given_line_has_holder_and_dates(line, faults):
    assert faults(
        line(organisation=None, person=None),
        line(organisation=None),
        line(starts_on=None),
        line(due_on=None),
    ) == {
        0: ["The device is out: enter the person or organisation that has it."],
        1: ["No organisation: fill the cell, or choose one for the whole list."],
        2: ["The device is out: enter its start date, or choose one for the whole list."],
        3: ["A loan needs a due date: fill in the cell, or choose a date for the whole list."],
    }


def test_an_inventory_number_is_unique_in_the_list(line, faults):
    twice = "Inventory number LP-1 is used twice: see row"

    assert faults(line(code="lp-1"), line(code="LP-1 "), line(code="LP-2"), line()) == {
        0: [f"{twice} 2."],
        1: [f"{twice} 1."],
    }


def test_an_existing_inventory_number_names_its_device(line, faults):
    device = DeviceFactory()
    TagFactory(foreign=True, code="LP-1", device=device)

    assert faults(line(code="lp-1")) == {
        0: [f"Inventory number LP-1 is already in the register: {device}."]
    }
    assert "is already in the register" in faults(line(code=device.asset_tag))[0][0]


def test_an_inventory_number_in_our_format_or_too_long_is_refused(line, faults):
    IdentityFactory(tag_prefix="RB")
    assert faults(line(code="RB2600001Y"), line(code="x" * 65)) == {
        0: ["Inventory number RB2600001Y has the same form as our own tags."],
        1: ["This inventory number is longer than 64 characters."],
    }
    assert len(faults(line(starts_on=None, person=Recipient(), code="x" * 65))[0]) == 3


def test_serial_numbers_are_validated_as_at_intake(line, faults):
    DeviceFactory(serial="SN9", model=None)

    problems = faults(line(serial="sn1"), line(serial="SN1"), line(serial="sn9"))
    assert sorted(problems) == [0, 1, 2]


def test_the_number_of_a_withdrawn_device_is_free_again(line, coordinator, site, faults):
    first = take_over([line(code="LP-1")], by=coordinator, site=site, is_attested=True)
    undo_takeover(first, by=coordinator)
    assert faults(line(code="LP-1")) == {}

    [again] = take_over([line(code="LP-1")], by=coordinator, site=site, is_attested=True)
    assert Device.objects.matching_code("LP-1").get() == again


def test_an_error_prevents_the_import(line, coordinator, site):
    with pytest.raises(RowsRefused):
        take_over([line(starts_on=None)], by=coordinator, site=site, is_attested=True)
