"""QR codes (ISO/IEC 18004), drawn so that they stay sharp at any size.

A code holds an upper-case URL, since the alphanumeric mode gives the smallest code. The public page
behind it makes no query, so that known and unknown tags look the same.

`qrcode` draws the codes; zxing-cpp reads them, and gives the bars of a Code 128. Version and level
are chosen once for all codes of one length (so once per sheet), and the mask is fixed: comparing
all eight is most of qrcode’s work, and every mask can be read. Codes alone are drawn at 850 a
second, but whole sheets at 60 labels a second, because of their text (two busy cores).
"""

import base64
from functools import lru_cache
from io import BytesIO
from urllib.parse import quote

import zxingcpp
from django.conf import settings
from PIL import Image
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import QRData

# Levels of error correction, best first: the best level that needs no larger code is used.
LEVELS = (ERROR_CORRECT_H, ERROR_CORRECT_Q, ERROR_CORRECT_M)
MASK = 2  # fixed: comparing all eight masks is most of the work, and any of them can be read
QUIET_ZONE_MODULES = 4  # white margin of a code on each side, in modules


def qr_modules(text):
    """Modules of the smallest QR code of level M or better for `text`, as rows of booleans.

    The code is square, without quiet zone; True is dark. Upper-case letters, digits and ` $%*+-./:`
    make the smallest codes (alphanumeric mode).
    """
    data = QRData(text)
    version, level = _fit(data.mode, len(data))
    code = QRCode(version, level, mask_pattern=MASK)
    code.add_data(data)
    code.make(fit=False)
    return code.modules


@lru_cache(maxsize=256)
def _fit(mode, length):
    """(version, level) for this number of characters in one mode, cached for all codes of a
    sheet.
    """
    versions = {level: _version(mode, length, level) for level in LEVELS}
    smallest = versions[ERROR_CORRECT_M]
    return smallest, next(level for level in LEVELS if versions[level] == smallest)


def _version(mode, length, level):
    code = QRCode(error_correction=level)
    code.add_data(QRData(b"0" * length, mode))
    return code.best_fit()


def bar_modules(text):
    """The modules of a Code 128 of `text`, without quiet zones: one row of booleans."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    return [[picture[0, column] == 0 for column in range(picture.shape[1])]]


def qr_drawing(modules, x, y, module, height=None):
    """PDF operators (bytes) that paint these modules as one shape, without seams.

    `x` and `y` are the code's upper left corner and `module` the side of a module, in points, from
    the page's lower left corner; bars have a `height` of their own.
    """
    runs = [
        f"{start} {row} {length} 1 re"
        for row, darks in enumerate(modules)
        for start, length in _runs(darks)
    ]
    place = f"{module:.4f} 0 0 {-(height or module):.4f} {x:.4f} {y:.4f} cm"
    return "\n".join(["q", place, *runs, "f", "Q"]).encode()


def _runs(darks):
    """(start, length) of each run of dark modules in a row."""
    start = None
    for column, dark in enumerate([*darks, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None


def qr_picture(text):
    """A code with its quiet zone as a `data:` URL of a PNG, one pixel per module.

    Show it with `image-rendering: pixelated`.
    """
    modules = qr_modules(text)
    side = len(modules) + 2 * QUIET_ZONE_MODULES
    picture = Image.new("1", (side, side), 1)
    pixels = picture.load()
    for row, darks in enumerate(modules, QUIET_ZONE_MODULES):
        for column, is_dark in enumerate(darks, QUIET_ZONE_MODULES):
            pixels[column, row] = not is_dark
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


def document_address(number):
    """The URL in the QR code of a paper; it leads to the object with this number."""
    return f"{settings.SITE_URL}/D/{quote(number, safe='')}".upper()


def certificate_address(token):
    """The public URL that verifies an erasure certificate."""
    return f"{settings.SITE_URL}/E/{token}".upper()


def agreement_address(token):
    """The public URL that verifies a paper agreement."""
    return f"{settings.SITE_URL}/V/{token}".upper()
