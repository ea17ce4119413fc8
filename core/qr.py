"""QR codes (ISO/IEC 18004), drawn so that they stay sharp at any size."""

from functools import lru_cache

from qrcode import QRCode, constants, util

# Any of the eight masks reads as well; trying them all is most of the work of encoding.
MASK = 2
# Of the levels that need no larger code, the most forgiving of dirt.
LEVELS = (constants.ERROR_CORRECT_H, constants.ERROR_CORRECT_Q, constants.ERROR_CORRECT_M)
QUIET_ZONE = 4  # modules of white that a code needs on each side


def qr_modules(text):
    """The modules of the smallest QR code of level M or better for `text`, as rows of booleans.

    Square, dark is true, without quiet zone. Upper-case letters, digits and ` $%*+-./:` make the
    smallest codes (alphanumeric mode).
    """
    data = util.QRData(text)
    version, level = _size(data.mode, len(data))
    code = QRCode(version, error_correction=level, border=0, mask_pattern=MASK)
    code.add_data(data)
    code.make(fit=False)
    return code.modules


@lru_cache(maxsize=256)
def _size(mode, length):
    """The smallest version at level M for so many characters, and the best level it holds."""
    versions = {level: _version(mode, length, level) for level in LEVELS}
    smallest = versions[constants.ERROR_CORRECT_M]
    return smallest, next(level for level in LEVELS if versions[level] == smallest)


def _version(mode, length, level):
    code = QRCode(error_correction=level)
    code.add_data(util.QRData(b"0" * length, mode=mode))
    return code.best_fit()


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
