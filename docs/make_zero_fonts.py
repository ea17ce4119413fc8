"""Make static/fonts/RebondZero-*.ttf: the zero of Atkinson Hyperlegible without its slash.

Text has dates, amounts and postcodes, where a slashed zero reads like ∅; codes keep the slash. Run
it when the package of the font has a new version: .venv/bin/python docs/make_zero_fonts.py
"""

from pathlib import Path

from fontpkg_atkinson_hyperlegible import __file__ as font_package
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables.ttProgram import Program

NAME = "Rebond Zero"
TARGET = Path(__file__).parent.parent / "static" / "fonts"


def without_slash(glyph, glyf):
    """The outer contour, and one hole in it as high and wide as the two that the slash leaves."""
    points, ends, flags = glyph.getCoordinates(glyf)
    outer, holes = list(points[: ends[0] + 1]), list(points[ends[0] + 1 :])
    (left, low, right, high), hole = box(outer), box(holes)
    wide = (hole[2] - hole[0]) / (right - left)
    tall = (hole[3] - hole[1]) / (high - low)
    scaled = [(hole[0] + (x - left) * wide, hole[1] + (y - low) * tall) for x, y in outer]
    inner = [(round(x), round(y)) for x, y in reversed(scaled)]
    made = Glyph()
    made.numberOfContours = 2
    made.coordinates = GlyphCoordinates(outer + inner)
    made.endPtsOfContours = [ends[0], 2 * ends[0] + 1]
    made.flags = flags[: ends[0] + 1] + flags[: ends[0] + 1][::-1]
    made.program = Program()
    made.program.fromBytecode([])
    made.recalcBounds(glyf)
    return made


def box(points):
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def make(source, target):
    font = TTFont(source)
    options = Options(layout_features=["tnum", "pnum"], hinting=False, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(text="0 \u00a0\u202f")  # a space is drawn in the font of what it follows
    subsetter.subset(font)
    for name in ("zero", "zero.tf"):
        font["glyf"][name] = without_slash(font["glyf"][name], font["glyf"])
    for record in font["name"].names:
        text = record.toUnicode().replace("Atkinson Hyperlegible", NAME)
        record.string = text.replace("AtkinsonHyperlegible", NAME.replace(" ", ""))
    font.save(target)


for path in sorted((Path(font_package).parent / "files").glob("*.ttf")):
    make(path, TARGET / path.name.replace("AtkinsonHyperlegible", "RebondZero"))
