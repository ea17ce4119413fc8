from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.workflow.event_messages import Sentence
from inventory.imports.cells import SerialWidget
from inventory.imports.check import set_verdicts
from inventory.imports.donor_list import FIELDS, DonorListResource
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
)
from tests.inventory.lists import check_rows, trial, write_rows
from tests.visits import undone

IMEI, OTHER = "356938035643809", "352099001761481"
MAPPING = {str(index): name for index, name in enumerate(FIELDS)}


def row(**cells):
    return [cells.get(name, "") for name in FIELDS]


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop")


@pytest.fixture
def phone(db):
    return CategoryFactory(code="phone")


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


@pytest.fixture
def all_written(coordinator, donation, laptop):
    """Factory `all_written({"brand": "HP"}, ...)` for devices created from rows of laptops."""

    def written(*rows):
        cells = [row(**one) for one in rows]
        facts = {"donation": donation, "default_category": laptop, "by": coordinator}
        return [device for [device] in write_rows(cells, MAPPING, **facts)]

    return written


@pytest.fixture
def written(all_written):
    """Factory `written(brand="HP")` for the device created from this row."""
    return lambda **cells: all_written(cells)[0]


@pytest.fixture
def wrong(donation, laptop):
    """Factory `wrong(imei="12")` for the errors of this row, in English."""

    def wrong(*rows, **cells):
        rows = [row(**one) for one in rows] or [row(**cells)]
        problems = check_rows(rows, MAPPING, donation=donation, default_category=laptop)
        return {index: [str(sentence) for sentence in why] for index, why in problems.items()}

    return wrong


def test_a_cell_is_parsed(all_written):
    cells = [
        ("serial", "  5cg 123 ", "5CG123"),
        ("serial", '="00123"', "00123"),
        ("serial", "inconnu", None),
        ("imei", "35-693803-564380-9", "356938035643809"),
        ("year_made", "2015", 2015),
        ("year_made", "04/03/2015", 2015),
        ("year_made", "03/2015", 2015),
        ("year_made", "2015-03-04 00:00:00", 2015),
        ("year_made", "inconnu", None),
        ("age_years", "3", Decimal(3)),
        ("age_years", "2,5", Decimal("2.5")),
        ("age_years", "2.5 ans", Decimal("2.5")),
        ("age_years", "18 mois", Decimal("1.5")),
        ("age_years", "n/a", None),
        ("fault", " écran \n fêlé ", "écran fêlé"),
        ("remark", "ligne 1\nligne 2", "ligne 1\nligne 2"),
        ("donor_grade", "A", "A"),
        ("donor_grade", "grade b", "B"),
        ("donor_grade", "Bon état", "B"),
        ("donor_grade", "vert", ""),
    ]
    devices = all_written(*({field: text} for field, text, _value in cells))
    for (field, text, value), device in zip(cells, devices, strict=True):
        assert getattr(device, field) == value, (field, text)
        assert (device.grade, device.status) == ("", "received")  # the donor's grade is a claim


def test_an_invalid_cell_gives_a_message(english, time_machine, wrong):
    time_machine.move_to("2026-06-01 12:00:00Z")
    shortened = "The spreadsheet has shortened a number to “%s”: format this column as text."
    one_device = (
        "A serial number or IMEI belongs to one device, but this row is for 12 devices: give "
        "each device its own row."
    )
    unclear = "Numbers in this row: 1. Devices: 12. Choose above how many devices there are."
    cells = [
        ({"category": "grille-pain"}, "“grille-pain” is not a known category."),
        ({"imei": "3,56938E+14"}, shortened % "3,56938E+14"),
        ({"serial": "1.2E+15"}, shortened % "1.2E+15"),
        ({"serial": "x" * 61}, "This serial number is too long."),
        ({"year_made": "1915"}, "“1915” is not a year between 1980 and 2026."),
        ({"year_made": "2062"}, "“2062” is not a year between 1980 and 2026."),
        ({"year_made": "04/03/15"}, "“04/03/15” is not a year between 1980 and 2026."),
        ({"age_years": "vieux"}, "“vieux” is not an age from 0 to 60 years."),
        ({"age_years": "2015"}, "“2015” is not an age from 0 to 60 years."),
        ({"brand": "b" * 61}, "“bbbbbbbbbbbbbbbbbbbb…” is too long: 60 characters at most."),
        ({"model": "m" * 81}, "“mmmmmmmmmmmmmmmmmmmm…” is too long: 80 characters at most."),
        ({"remark": "r" * 4001}, "“rrrrrrrrrrrrrrrrrrrr…” is too long: 4000 characters at most."),
        ({"quantity": "12", "serial": "ONE0001"}, unclear),
        ({"quantity": "12", "imei": "490154203237518"}, unclear),
        ({"quantity": "12", "imei2": "353879234252633"}, one_device),
    ]
    cells += [
        ({"quantity": text}, f"“{text}” is not a quantity from 1 to 1000.")
        for text in ("0", "-1", "1001", "1.5", "douze", "1e3")
    ]
    rows, sentences = zip(*cells, strict=True)
    assert wrong(*rows) == {index: [sentence] for index, sentence in enumerate(sentences)}


def test_an_invalid_imei_is_a_warning_that_keeps_the_device(donation, laptop, coordinator):
    cells = [
        ({"imei": "356938035643808"}, None, ["356938035643808"]),
        ({"imei2": "12", "remark": "rayé"}, None, ["rayé", "12"]),
        ({"imei": f"{IMEI} / 352099001761480"}, IMEI, ["352099001761480"]),
    ]
    rows = [row(**one) for one, _imei, _remark in cells]
    batch, rows = trial(rows, MAPPING, donation=donation, default_category=laptop)
    set_verdicts(batch, rows)

    assert [(row.outcome.verdict, len(row.problems)) for row in rows] == [("good", 1)] * 3
    made = DonorListResource(batch, rows).write(rows, by=coordinator)
    for [device], (_cells, imei, remark) in zip(made, cells, strict=True):
        assert (device.imei, device.imei2) == (imei, None)
        assert all(part in device.remark for part in remark)


def test_all_errors_of_a_row_are_reported_at_once(english, wrong):
    assert len(wrong(year_made="x", age_years="y", category="z")[0]) == 3


def test_messages_are_in_the_language_of_the_user(laptop):
    sentence = Sentence("%(imei)s is not an IMEI.", {"imei": "50%"})

    assert str(sentence).startswith("50%")


def test_a_row_without_a_category_needs_one_for_the_list(english, donation, laptop):
    problems = check_rows([row(brand="HP")], MAPPING, donation=donation, default_category=None)

    assert [str(why) for why in problems[0]] == [
        "The category is missing: fill in the cell, or choose one for the whole list."
    ]


def test_the_category_of_a_row_has_priority(written, phone):
    assert written(category="Mobile").category == phone


def test_spellings_of_a_brand_are_one_brand_and_an_existing_one_keeps_its_name(
    coordinator, donation, laptop
):
    asus = BrandFactory(name="ASUS")
    names = ["Asus", "asus ", "ASUS", "toshiba", "Toshiba", "Unknown", "", "Inconnu"]

    devices = write_rows(
        [row(brand=name) for name in names],
        MAPPING,
        donation=donation,
        default_category=laptop,
        by=coordinator,
    )

    brands = [device.brand for [device] in devices]
    assert brands[:3] == [asus] * 3
    assert brands[3] == brands[4]
    assert brands[3].key == "toshiba"
    assert brands[5:] == [None] * 3


def test_a_model_belongs_to_its_brand(written):
    existing = DeviceModelFactory(brand=BrandFactory(name="Dell"), name="Latitude 5400")

    assert written(brand="DELL", model="latitude  5400").model == existing
    assert written(brand="HP", model="Latitude 5400").model != existing


def test_a_model_equal_to_its_category_is_ignored(written):
    assert written(model="Smartphone").model is None
    assert written(model="iPhone").model.name == "iPhone"


def test_a_too_long_fault_is_complete_in_the_remark(written):
    story = "il s’éteint " * 20

    device = written(fault=story, remark="sacoche")

    assert device.fault.endswith("…")
    assert device.remark == f"{story.strip()}\nsacoche"


def test_duplicate_rows_are_both_refused(english, wrong):
    problems = wrong({"serial": "A1"}, {"serial": "B2"}, {"serial": "a 1 "})

    twice = ["Serial number A1 appears twice: rows 2, 4."]
    assert problems == {0: twice, 2: twice}


def test_a_serial_number_shared_by_new_models_is_refused_in_a_list(english, wrong):
    rows = [
        {"serial": "A1", "brand": "HP", "model": "Un"},
        {"serial": "A1", "brand": "HP", "model": "Deux"},
    ]

    twice = ["Serial number A1 appears twice: rows 2, 3."]
    assert wrong(*rows) == {0: twice, 1: twice}


def test_an_existing_device_is_refused_with_its_tag(english, wrong):
    device = DeviceFactory(
        serial="A1", imei="356938035643809", model=None, donation=DonationFactory()
    )
    lot = device.donation.reference

    assert wrong({"serial": "a 1"}, {"imei2": "356938035643809"}) == {
        0: [f"Serial number A1 is already in the register: {device.asset_tag}, lot {lot}."],
        1: [f"IMEI 356938035643809 is already in the register: {device.asset_tag}, lot {lot}."],
    }


def test_an_existing_device_without_a_lot_is_named_by_its_tag(english, wrong):
    device = DeviceFactory(serial="A1", model=None, donation=None)

    assert wrong({"serial": "A1"}) == {
        0: [f"Serial number A1 is already in the register: {device.asset_tag}."]
    }


def test_two_imeis_may_share_a_cell(written):
    for mark in ("/", " / ", ";", "\n", " | ", ", "):
        with undone():
            device = written(imei=f"{IMEI}{mark}{OTHER}")
            assert (device.imei, device.imei2) == (IMEI, OTHER), mark


def test_the_same_imei_twice_in_a_row_is_one(written):
    device = written(imei=IMEI, imei2="35-693803-564380-9")

    assert (device.imei, device.imei2) == (IMEI, None)


def test_three_imeis_are_too_many(english, wrong):
    assert wrong(imei=f"{IMEI}/{OTHER}", imei2="490154203237518") == {
        0: ["A device can have at most two IMEIs, but this row gives 3."]
    }


def test_an_imei_of_two_rows_is_a_duplicate_in_either_column(english, wrong):
    problems = wrong({"imei": f"{OTHER}/{IMEI}"}, {"serial": "A1"}, {"imei2": IMEI})

    twice = [f"IMEI {IMEI} appears twice: rows 2, 4."]
    assert problems == {0: twice, 2: twice}


def test_at_most_five_rows_are_named(english, wrong):
    problems = wrong(*[{"serial": "A1", "remark": f"shelf {number}"} for number in range(9)])

    assert problems[0] == ["Serial number A1 appears twice: rows 2, 3, 4, 5, 6…."]


def test_the_quantity_of_a_row_creates_several_devices(coordinator, donation, laptop):
    rows = [row(brand="HP", quantity="12"), row(brand="HP", quantity="2,0"), row(serial="A1")]

    devices = write_rows(rows, MAPPING, donation=donation, default_category=laptop, by=coordinator)

    assert [len(made) for made in devices] == [12, 2, 1]
    assert {device.brand.key for device in devices[0]} == {"hp"}
    assert len({device.asset_tag for made in devices for device in made}) == 15


def test_placeholder_serial_numbers_are_ignored(wrong):
    assert wrong(quantity="12", serial="inconnu", imei="-") == {}


def test_checking_writes_nothing(wrong, django_assert_num_queries):
    with django_assert_num_queries(17) as queries:
        wrong({"brand": "Neuve", "model": "X1", "serial": "A1", "imei": "356938035643809"})

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_the_label_before_a_serial_number_is_no_part_of_it():
    for text in ("S/N: CZCKL001", "s/n:CZCKL001", "SN CZCKL001", "N° de série : CZCKL001"):
        assert SerialWidget().clean(text) == "CZCKL001"
    for text in ("SN5CDAA002", "sn 9"):
        assert SerialWidget().clean(text) == text


def test_several_serial_numbers_in_a_cell_are_refused():
    for text in (
        "5CDAA003 / 5CDAA004",
        "5CDAA003,5CDAA004",
        "5CDAA003 5CDAA004",
        "5CDA03 à 5CDA09",
    ):
        with pytest.raises(ValidationError, match="several serial numbers"):
            SerialWidget().clean(text)
    for text in ("PF-0A1B2 / 20KH", "CN-0X1234-74261-5CK", "5CD AA003"):
        assert SerialWidget().clean(text) == text
