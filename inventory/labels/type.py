"""Text widths in the font of labels, in ems."""

import re
from functools import cache, lru_cache

from PIL import ImageFont

from core.pdf.render import FONT_FOLDER

# Around its counter a tag is smaller, and a little apart (in ems of the counter): seen as three
# groups, copied as one word.
REST, APART = 0.78, 0.1
SLACK = 1.02  # a machine sets type a little wider than its letters are


def groups(tag):
    """A tag as people read it: prefix and year, counter, check character."""
    match = re.fullmatch(r"([A-Z]+\d\d)(\d+)(.)", tag)
    return match.groups() if match else ("", tag, "")


def tag_width(tag):
    """The width of a tag, in ems, by its counter."""
    before, number, check = groups(tag)
    return width(number, "Bold") + REST * width(before + check) + 2 * APART


def width(text, face="Regular"):
    return _font(face).getlength(text) / 100


@lru_cache(maxsize=64)
def lines_of(text, room):
    """The number of lines of `text` at a width of `room` ems; long words are broken."""
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
