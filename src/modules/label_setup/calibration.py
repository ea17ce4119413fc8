"""Calibration page: measures the offset of a printer on plain paper.

The user measures the distance from the edges of the paper to a cross, so that no sign has to be
chosen. The position on half-used sheets is stored with the printer.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.pdf.render import render_sheets
from inventory.labels.design import MM_PER_POINT

RULER_MM = 100
MIN_PAGE_MM = 180  # minimum width and height for text and rulers beside the cross
CROSS_ARM_MM = 8
CIRCLE_RADIUS_MM = 2.5
# Control point distance for a circle of radius 1 as four Bézier curves.
BEZIER_CIRCLE = 0.5523


def cross_of(fmt):
    """Position of the cross in mm from the left and upper edge of the page."""
    return (20, 20) if _has_room(fmt) else (10, 10)


def calibration_page(printer, fmt):
    """Render a calibration page (PDF, bytes): label outlines, a cross to measure, and two rulers.

    The known offset of `printer` is applied, so that a second page shows whether it is right.
    """
    x, y = cross_of(fmt)
    context = {
        "printer": printer,
        "fmt": fmt,
        "x": x,
        "y": y,
        "shift_x": float(printer.shift_x),
        "shift_y": float(printer.shift_y),
        "ruler": RULER_MM,
        "steps": _steps(x, y) if _has_room(fmt) else (),
    }
    drawing = _drawing(printer, fmt)
    return render_sheets(
        "papers/label_setup/calibration.html",
        context,
        style="inventory/labels/labels.css",
        drawings=[drawing],
    )


def _has_room(fmt):
    """Whether text and rulers fit beside the cross."""
    return fmt.page_width >= MIN_PAGE_MM and fmt.page_height >= MIN_PAGE_MM


def _steps(x, y):
    """The instructions printed on the page, in order."""
    params = {"x": number_format(x), "y": number_format(y), "ruler": RULER_MM}
    return [
        _(
            "The rulers must be %(ruler)s mm long. If not, print again at 100 %%, not "
            "fitted to the page."
        )
        % params,
        _("Measure from the left edge of the paper to the cross. It should be %(x)s mm.") % params,
        _("Measure from the top edge of the paper to the cross. It should be %(y)s mm.") % params,
        _("Enter both figures on the printer’s page, and print this page again to check."),
        _(
            "Finally, hold this page against the light with a sheet of labels: the "
            "frames must match the labels."
        ),
    ]


def _drawing(printer, fmt):
    """Return the PDF operators of the page, in millimetres from the upper left corner."""
    scale = 1 / MM_PER_POINT
    left, top = float(printer.shift_x) * scale, float(printer.shift_y) * scale
    height = float(fmt.page_height) * scale
    return "\n".join(
        [
            "q",
            f"{scale:.5f} 0 0 {-scale:.5f} {left:.4f} {height - top:.4f} cm",
            "0.1 w 0.55 G",
            *_frames(fmt),
            "0.15 w 0 G",
            *_cross(*cross_of(fmt)),
            *(_rulers(*cross_of(fmt)) if _has_room(fmt) else ()),
            "Q",
        ]
    ).encode()


def _frames(fmt):
    """Yield the outline of each label or, on a roll, of its printable area."""
    inside = (float(fmt.margin_x), float(fmt.margin_y)) if fmt.is_roll else (0, 0)
    width, height = float(fmt.width) - 2 * inside[0], float(fmt.height) - 2 * inside[1]
    for x, y in fmt.corners():
        left, top = float(x) + inside[0], float(y) + inside[1]
        yield f"{left:.3f} {top:.3f} {width:.3f} {height:.3f} re S"


def _cross(x, y):
    arm = CROSS_ARM_MM
    yield f"{x - arm} {y} m {x + arm} {y} l {x} {y - arm} m {x} {y + arm} l S"
    r, c = CIRCLE_RADIUS_MM, CIRCLE_RADIUS_MM * BEZIER_CIRCLE
    yield (
        f"{x + r} {y} m {x + r} {y + c} {x + c} {y + r} {x} {y + r} c"
        f" {x - c} {y + r} {x - r} {y + c} {x - r} {y} c"
        f" {x - r} {y - c} {x - c} {y - r} {x} {y - r} c"
        f" {x + c} {y - r} {x + r} {y - c} {x + r} {y} c S"
    )


def _rulers(x, y):
    """Yield the rulers to the right of the cross and below it, with a tick for each millimetre."""
    left, top = 2 * x, 2 * y
    yield f"{left} {y} m {left + RULER_MM} {y} l {x} {top} m {x} {top + RULER_MM} l S"
    for at in range(RULER_MM + 1):
        tick = 3 if at % 10 == 0 else 2 if at % 5 == 0 else 1
        yield f"{left + at} {y} m {left + at} {y + tick} l S"
        yield f"{x} {top + at} m {x + tick} {top + at} l S"
