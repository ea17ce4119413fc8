"""Validate whether the labels of a format fit on the page."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Maximum difference between opposite margins of a sheet.
MAX_ASYMMETRY_MM = Decimal("0.2")


def _mm(**lengths):
    """Format these lengths for display."""
    return {name: number_format(f"{length.normalize():f}") for name, length in lengths.items()}


def problems_of(fmt):
    """Map fields of a `LabelFormat` with invalid lengths to an error message; empty if valid."""
    return _across(fmt) | _down(fmt)


def _across(fmt):
    if fmt.width <= 0:  # reported already
        return {}
    params = {"count": fmt.columns}
    params |= _mm(pitch=fmt.pitch_x, size=fmt.width, page=fmt.page_width)
    if 2 * fmt.margin_x >= fmt.width:
        return {"margin_x": _("With these side margins, there is no room left to print.")}
    if fmt.columns > 1 and fmt.pitch_x < fmt.width:
        return {"pitch_x": _("Labels %(size)s mm wide, one every %(pitch)s mm, overlap.") % params}
    if fmt.right < 0:
        params |= _mm(end=fmt.page_width - fmt.right)
        return {
            "columns": ngettext(
                "%(count)s column ends at %(end)s mm: the page is %(page)s mm wide.",
                "%(count)s columns end at %(end)s mm: the page is %(page)s mm wide.",
                fmt.columns,
            )
            % params
        }
    if abs(fmt.right - fmt.left) > MAX_ASYMMETRY_MM:
        return {"left": _uneven_sides(fmt)}
    return {}


def _down(fmt):
    if fmt.height <= 0:
        return {}
    params = {"count": fmt.rows}
    params |= _mm(pitch=fmt.pitch_y, size=fmt.height, page=fmt.page_height)
    if 2 * fmt.margin_y >= fmt.height:
        free = _("With these top and bottom margins, there is no room left to print.")
        return {"margin_y": free}
    if fmt.rows > 1 and fmt.pitch_y < fmt.height:
        return {"pitch_y": _("Labels %(size)s mm high, one every %(pitch)s mm, overlap.") % params}
    if fmt.bottom < 0:
        params |= _mm(end=fmt.page_height - fmt.bottom)
        return {
            "rows": ngettext(
                "%(count)s row ends at %(end)s mm: the page is %(page)s mm high.",
                "%(count)s rows end at %(end)s mm: the page is %(page)s mm high.",
                fmt.rows,
            )
            % params
        }
    if abs(fmt.bottom - fmt.top) > MAX_ASYMMETRY_MM:
        return {"top": _uneven_ends(fmt)}
    return {}


def _uneven_sides(fmt):
    return _(
        "The left margin is %(one)s mm and the right margin %(other)s mm. On a sheet they are equal"
        " within 0.2 mm: %(middle)s mm here. Measure again, or check the columns."
    ) % _mm(one=fmt.left, other=fmt.right, middle=(fmt.left + fmt.right) / 2)


def _uneven_ends(fmt):
    return _(
        "The top margin is %(one)s mm and the bottom margin %(other)s mm. On a sheet they are equal"
        " within 0.2 mm: %(middle)s mm here. Measure again, or check the rows."
    ) % _mm(one=fmt.top, other=fmt.bottom, middle=(fmt.top + fmt.bottom) / 2)
