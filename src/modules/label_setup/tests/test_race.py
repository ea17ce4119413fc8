"""Concurrent users of a printer keep each other's sheets and offsets."""

import pytest

from inventory.labels.operations.printers import save_sheet_position
from modules.label_setup.operations import calibrate
from tests.factories import LabelFormatFactory, PrinterFactory
from tests.races.together import FOUR, done, race

pytestmark = [pytest.mark.usefixtures("again"), pytest.mark.engine]


def test_concurrent_measures_and_half_used_sheets_of_a_printer_are_all_saved(coordinator):
    formats = LabelFormatFactory.create_batch(2)
    printer = PrinterFactory()

    def act(number, mine):
        if number < 2:
            fmt = formats[number]
            return save_sheet_position(mine, by=coordinator, fmt=fmt, free=number + 2)
        return calibrate(mine, by=coordinator, off_x=1, off_y=-1)

    assert len(done(race(act, printer))) == FOUR
    printer.refresh_from_db()
    assert printer.free == {fmt.code: n + 2 for n, fmt in enumerate(formats)}
    assert (printer.shift_x, printer.shift_y) == (-2, 2)
