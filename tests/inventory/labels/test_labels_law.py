"""Database constraints of label formats and printers."""

import pytest

from tests.cases import tried
from tests.factories import LabelFormatFactory, PrinterFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_sheet_has_labels():
    for changes in ({"columns": 0}, {"rows": 0}, {"width": 0}, {"height": 0}):
        with tried(changes), refused("inventory_labelformat_grid"):
            write(LabelFormatFactory(), **changes)


def test_labels_do_not_overlap_and_margins_are_symmetrical():
    for rule, changes in (
        ("inventory_labelformat_inside", {"columns": 4}),
        ("inventory_labelformat_inside", {"rows": 8}),
        ("inventory_labelformat_inside", {"left": -1, "page_width": 193}),
        ("inventory_labelformat_apart", {"pitch_x": 63, "page_width": 204}),
        ("inventory_labelformat_apart", {"pitch_y": 38, "page_height": "296.4"}),
        ("inventory_labelformat_symmetrical", {"left": "7.50"}),
        ("inventory_labelformat_symmetrical", {"top": "14.90"}),
        ("inventory_labelformat_margins", {"margin_x": "31.75"}),
        ("inventory_labelformat_margins", {"margin_y": "-0.01"}),
        ("inventory_labelformat_dpi", {"dpi": 72}),
    ):
        with tried(rule, changes), refused(rule):
            write(LabelFormatFactory(), **changes)


def test_margins_may_differ_a_little():
    assert write(LabelFormatFactory(), left="7.35", top="15.05") == 1


def test_the_offset_of_a_printer_is_bounded():
    for shift in ("-15.1", "15.1"):
        for name in ("shift_x", "shift_y"):
            with tried(shift, name), refused("inventory_printer_shift"):
                write(PrinterFactory(), **{name: shift})


def test_printer_names_are_unique_in_a_site():
    with refused("inventory_printer_name"):
        copy(PrinterFactory())
