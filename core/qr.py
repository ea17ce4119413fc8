"""QR codes (ISO/IEC 18004), drawn so that they stay sharp at any size."""

import base64
from functools import lru_cache
from io import BytesIO
from urllib.parse import quote

import zxingcpp
from django.conf import settings
from PIL import Image

# Of the levels that need no larger code, the most forgiving of dirt.
LEVELS = "HQM"
QUIET_ZONE = 4  # modules of white that a code needs on each side
DIGITS = frozenset("0123456789")
CAPITALS = DIGITS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def qr_modules(text):
    """The modules of the smallest QR code of level M or better for `text`, as rows of booleans.

    Square, dark is true, without quiet zone. Upper-case letters, digits and ` $%*+-./:` make the
    smallest codes (alphanumeric mode).
    """
    if CAPITALS.issuperset(text):
        level = _level("0" if DIGITS.issuperset(text) else "A", len(text))
    else:
        level = _best_level(text)
    return [[not light for light in row] for row in memoryview(_code(text, level)).tolist()]


@lru_cache(maxsize=256)
def _level(sign, length):
    """The best level for so many signs of one mode: all such texts need codes of one size."""
    return _best_level(sign * length)


def _best_level(text):
    sizes = {level: memoryview(_code(text, level)).shape[0] for level in LEVELS}
    return next(level for level in LEVELS if sizes[level] == sizes["M"])


def _code(text, level):
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return code.to_image(add_quiet_zones=False)


def qr_drawing(modules, x, y, module):
    """PDF operators (bytes) that paint these modules as one shape, so without seams.

    `x` and `y` are the code's upper left corner and `module` the side of a module, in points, from
    the page's lower left corner.
    """
    runs = [
        f"{start} {row} {length} 1 re"
        for row, darks in enumerate(modules)
        for start, length in _runs(darks)
    ]
    place = f"{module:.4f} 0 0 {-module:.4f} {x:.4f} {y:.4f} cm"
    return "\n".join(["q", place, *runs, "f", "Q"]).encode()


def _runs(darks):
    """(start, length) of each unbroken run of dark modules in a row."""
    start = None
    for column, dark in enumerate([*darks, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None


def qr_picture(text):
    """A code with its quiet zone as a `data:` address of a PNG, one pixel per module.

    Show it `image-rendering: pixelated`.
    """
    modules = qr_modules(text)
    side = len(modules) + 2 * QUIET_ZONE
    picture = Image.new("1", (side, side), 1)
    pixels = picture.load()
    for row, darks in enumerate(modules, QUIET_ZONE):
        for column, is_dark in enumerate(darks, QUIET_ZONE):
            pixels[column, row] = not is_dark
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


def document_address(number):
    """What the code on a paper holds: the address that leads to what has this number."""
    return f"{settings.SITE_URL}/D/{quote(number, safe='')}".upper()


def certificate_address(token):
    """Where anybody reads what an erasure certificate proves, whatever its number."""
    return f"{settings.SITE_URL}/E/{token}".upper()


def agreement_address(token):
    """Where anybody with the paper of an agreement reads whether it is genuine."""
    return f"{settings.SITE_URL}/V/{token}".upper()
