"""Calibration page: the printed offset is measured as a user does."""

from decimal import Decimal

import pypdfium2
import pytest

from inventory.models import LabelFormat
from modules.label_setup.calibration import calibration_page, cross_of
from tests.factories import PrinterFactory
from tests.inventory.sheets import ROLLS, dots, printed, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
INK = 200


def is_ink(image, x, y):
    """Whether there is ink within a fifth of a millimetre of this point (mm)."""
    box = (dots(x - 0.2), dots(y - 0.2), dots(x + 0.2), dots(y + 0.2))
    return image.crop(box).getextrema()[0] < INK


def test_the_cross_is_at_its_stated_position_plus_the_offset():
    straight = PrinterFactory()
    moved = PrinterFactory(shift_x=Decimal("-1.5"), shift_y=Decimal("2.5"))
    tries = [("L7160", straight), *((code, moved) for code in ("L7160", "L4731", *ROLLS))]
    for code, printer in tries:
        fmt = LabelFormat.objects.get(code=code)
        (image,) = printed(calibration_page(printer, fmt), 60)
        x, y = cross_of(fmt)
        x, y = x + float(printer.shift_x), y + float(printer.shift_y)
        assert is_ink(image, x, y), code
        assert is_ink(image, x + 7.8, y), code
        assert is_ink(image, x, y - 7.8) or y < 8.5, code
        assert not is_ink(image, x + 1.3, y + 1.3), code


def test_frames_match_labels_and_rulers_are_to_scale():
    fmt = LabelFormat.objects.get(code="L7160")
    (image,) = printed(calibration_page(PrinterFactory(), fmt))
    for left, top in list(fmt.corners())[-3:]:
        assert is_ink(image, float(left), float(top) + 20)
        assert is_ink(image, float(left) + 30, float(top))
    assert is_ink(image, 40, 22.5)
    assert is_ink(image, 140, 22.5)
    assert not is_ink(image, 140.6, 21.5)
    assert is_ink(image, 22.5, 140)


def test_the_calibration_page_has_instructions_and_prints_at_full_size(english):
    fmt = LabelFormat.objects.get(code="L7160")
    content = calibration_page(PrinterFactory(name="Front desk"), fmt)
    text = " ".join(text_of(content).split())
    assert "Front desk" in text
    assert "The rulers must be 100 mm long." in text
    assert "It should be 20 mm." in text
    with pypdfium2.PdfDocument(content) as pdf:
        assert not pypdfium2.raw.FPDF_VIEWERREF_GetPrintScaling(pdf)
