"""Calibration page: measures the offset of a printer on plain paper.

The user measures with a ruler from the edge of the paper to a cross: no sign has to be chosen.
Half-used sheets are stored with the printer.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.pdf.render import render_sheets
from inventory.labels.design import POINT

RULER = 100  # mm
ROOM = 180  # mm a side
ARM = 8  # mm; of the cross
CIRCLE = 2.5  # mm
# A circle of radius 1 as four Bézier curves.
ROUND = 0.5523


def cross_of(fmt):
    """The position of the cross in mm from the left and upper edge of the page."""
    return (20, 20) if _has_room(fmt) else (10, 10)


def calibration_page(printer, fmt):
    """The PDF (bytes) of a page of `fmt`: outlines of its labels, a cross to measure, two rulers.

    What `printer` is known to be off is made up for: a second page shows whether it is right.
    """
    x, y = cross_of(fmt)
    context = {
        "printer": printer,
        "fmt": fmt,
        "x": x,
        "y": y,
        "shift_x": float(printer.shift_x),
        "shift_y": float(printer.shift_y),
        "ruler": RULER,
        "steps": _steps(x, y) if _has_room(fmt) else (),
    }
    drawing = _drawing(printer, fmt)
    return render_sheets(
        "papers/inventory/labels/calibration.html",
        context,
        style="inventory/labels/labels.css",
        drawings=[drawing],
    )


def _has_room(fmt):
    """Whether text and rulers fit beside the cross."""
    return fmt.page_width >= ROOM and fmt.page_height >= ROOM


def _steps(x, y):
    """The instructions printed on the page, in order."""
    params = {"x": number_format(x), "y": number_format(y), "ruler": RULER}
    return [
        _("The rulers must be %(ruler)s mm long. If not, print again at 100 %%, not fitted.")
        % params,
        _("Measure from the left edge of the paper to the cross. Right is %(x)s mm.") % params,
        _("Measure from the upper edge of the paper to the cross. Right is %(y)s mm.") % params,
        _("Type both figures on the page of the printer, and print this once more to see."),
        _("Last, hold it with a sheet of labels against the light: the frames are the labels."),
    ]


def _drawing(printer, fmt):
    """PDF operators, in millimetres from the upper left corner."""
    scale = 1 / POINT
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
    """The edge of each label; on a roll, of what can be printed."""
    inside = (float(fmt.margin_x), float(fmt.margin_y)) if fmt.is_roll else (0, 0)
    width, height = float(fmt.width) - 2 * inside[0], float(fmt.height) - 2 * inside[1]
    for x, y in fmt.corners():
        left, top = float(x) + inside[0], float(y) + inside[1]
        yield f"{left:.3f} {top:.3f} {width:.3f} {height:.3f} re S"


def _cross(x, y):
    yield f"{x - ARM} {y} m {x + ARM} {y} l {x} {y - ARM} m {x} {y + ARM} l S"
    r, c = CIRCLE, CIRCLE * ROUND
    yield (
        f"{x + r} {y} m {x + r} {y + c} {x + c} {y + r} {x} {y + r} c"
        f" {x - c} {y + r} {x - r} {y + c} {x - r} {y} c"
        f" {x - r} {y - c} {x - c} {y - r} {x} {y - r} c"
        f" {x + c} {y - r} {x + r} {y - c} {x + r} {y} c S"
    )


def _rulers(x, y):
    """Across and down from beside the cross, a tick each millimetre."""
    left, top = 2 * x, 2 * y
    yield f"{left} {y} m {left + RULER} {y} l {x} {top} m {x} {top + RULER} l S"
    for at in range(RULER + 1):
        tick = 3 if at % 10 == 0 else 2 if at % 5 == 0 else 1
        yield f"{left + at} {y} m {left + at} {y + tick} l S"
        yield f"{x} {top + at} m {x + tick} {top + at} l S"
