"""Make the fonts of static/fonts from Atkinson Hyperlegible: its zero without the slash.

Text has dates, amounts and postcodes, where a slashed zero reads like ∅; codes keep the slash.
Papers take that zero alone (RebondZero-*.ttf) and the rest from the package. Pages load a face of
11 KB for French and English, and one more where a name has other letters. With its hints it has
17 KB. Without any program, Linux would hint it anew and space its letters badly (`UNHINTED`). Run
it when the package has a new version: .venv/bin/python src/styles/fonts/make_zero_fonts.py
"""

from pathlib import Path

from fontpkg_atkinson_hyperlegible import __file__ as font_package
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables.ttProgram import Program

SOURCE = "Atkinson Hyperlegible"
TARGET = Path(__file__).parents[2] / "static" / "fonts"
OF_PAGES = ("Regular", "Bold", "Italic")
# As `unicode-range` in styles/tokens.css.
LATIN = {*range(0x100), 0x131, 0x152, 0x153, 0x178, 0x2C6, 0x2DA, 0x2DC, *range(0x2000, 0x2300)}
# FreeType hints a font automatically if its program has at most 7 bytes. This one has ten: it turns
# dropout control on for all sizes, twice.
UNHINTED = bytes.fromhex("b801ff85" + 2 * "b0048d")


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


def make(source, target, name, characters, **options):
    """Write a font of this name with these characters and another zero."""
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(Options(**options))
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    for glyph in {"zero", "zero.tf"}.intersection(font.getGlyphOrder()):
        font["glyf"][glyph] = without_slash(font["glyf"][glyph], font["glyf"])
    for record in font["name"].names:
        text = record.toUnicode().replace(SOURCE, name)
        record.string = text.replace(SOURCE.replace(" ", ""), name.replace(" ", ""))
    font.flavor = options.get("flavor")
    if font.flavor:
        program = Program()
        program.fromBytecode(UNHINTED)
        font["prep"] = newTable("prep")
        font["prep"].program = program
    font.save(TARGET / target)


for path in sorted((Path(font_package).parent / "files").glob("*.ttf")):
    face = path.stem.partition("-")[2]
    # A space is drawn in the font of what it follows.
    zero, features = set(map(ord, "0 \u00a0\u202f")), ["tnum", "pnum"]
    options = {"layout_features": features, "hinting": False, "name_IDs": ["*"]}
    make(path, f"RebondZero-{face}.ttf", "Rebond Zero", zero, **options)
    if face in OF_PAGES:
        rest = set(TTFont(path).getBestCmap()) - LATIN
        options = {"layout_features": ["*"], "hinting": False, "flavor": "woff2"}
        make(path, f"Rebond-{face}.woff2", "Rebond", LATIN, **options)
        make(path, f"Rebond-{face}-more.woff2", "Rebond", rest, **options)
