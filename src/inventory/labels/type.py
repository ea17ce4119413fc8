"""Text widths in the font of labels, in ems."""

import re
from functools import cache, lru_cache

from PIL import ImageFont

from core.pdf.render import FONT_FOLDER

# The groups around the counter of a tag are smaller and spaced (in ems of the counter), so that the
# tag is read as three groups but copied as one word.
SIDE_GROUP_SCALE, GROUP_GAP_EM = 0.78, 0.1
WIDTH_TOLERANCE = 1.02  # PDF readers render text slightly wider than the font metrics


def groups(tag):
    """Split a tag for reading: prefix and year, counter, check character."""
    match = re.fullmatch(r"([A-Z]+\d\d)(\d+)(.)", tag)
    return match.groups() if match else ("", tag, "")


def tag_width(tag):
    """Width of a tag, in ems of its counter."""
    before, number, check = groups(tag)
    return width(number, "Bold") + SIDE_GROUP_SCALE * width(before + check) + 2 * GROUP_GAP_EM


def width(text, face="Regular"):
    return _font(face).getlength(text) / 100


@lru_cache(maxsize=64)
def lines_of(text, room):
    """Number of lines of `text` at a width of `room` ems; long words are broken."""
    lines, free = 1, room
    for word in text.split(" "):
        needed = width(word)
        if needed > free and free < room:
            lines, free = lines + 1, room
        while needed > room:
            lines, needed = lines + 1, needed - room
        free -= needed + width(" ")
    return lines


@cache
def _font(face):
    return ImageFont.truetype(FONT_FOLDER / f"AtkinsonHyperlegible-{face}.ttf", 100)
