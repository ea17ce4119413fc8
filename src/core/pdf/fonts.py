"""Characters that papers can print, because an installed font has them."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from core.pdf.render import FONT_FOLDER

FONT_FOLDERS = [
    FONT_FOLDER,
    Path("/usr/share/fonts"),
]  # as core.pdf.render declares them to fontconfig
ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}


def missing_letters(text):
    """Characters of `text` that no font contains, each once, in order.

    These would be printed as boxes.
    """
    drawn = printable()
    return [sign for sign in dict.fromkeys(text) if not sign.isspace() and ord(sign) not in drawn]


@cache
def printable():
    """Code points of all fonts, read once, and invisible code points, which need no font."""
    files = (path for folder in FONT_FOLDERS for path in folder.rglob("*"))
    points = set(range(0x200B, 0x2010)) | {0xFEFF, 0xAD, *range(0x2060, 0x2070)}
    for path in files:
        if path.suffix.lower() in ENDINGS:
            points |= _points_of(path)
    return frozenset(points)


def _points_of(path):
    is_collection = path.suffix.lower() in {".ttc", ".otc"}
    with TTCollection(path) if is_collection else TTFont(path, lazy=True) as opened:
        fonts = opened.fonts if is_collection else [opened]
        return {point for font in fonts for point in font.getBestCmap() or ()}
