"""The half-used sheets of a printer, when several print at once."""

import pytest

from inventory.labels.operations import calibrate, save_sheet_position
from inventory.models import Printer
from tests.factories import LabelFormatFactory, PrinterFactory, UserFactory
from tests.races.together import FOUR, race

pytestmark = pytest.mark.usefixtures("again")


def test_concurrent_half_used_sheets_are_all_saved():
    formats = LabelFormatFactory.create_batch(FOUR)
    printer, user = PrinterFactory(), UserFactory(volunteer=True)

    def begin(number):
        mine = Printer.objects.get(pk=printer.pk)
        save_sheet_position(mine, by=user, fmt=formats[number], free=number + 2)

    race(FOUR, begin)

    printer.refresh_from_db()
    assert printer.free == {fmt.code: n + 2 for n, fmt in enumerate(formats)}


def test_concurrent_calibrations_are_all_saved():
    printer, user = PrinterFactory(), UserFactory(coordinator=True)

    def measure(_number):
        calibrate(Printer.objects.get(pk=printer.pk), by=user, off_x=1, off_y=-1)

    race(FOUR, measure)

    printer.refresh_from_db()
    assert (printer.shift_x, printer.shift_y) == (-FOUR, FOUR)
