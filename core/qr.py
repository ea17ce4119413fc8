"""QR codes that stay sharp at any size: one pixel a module, enlarged by the printer."""

import base64
import io

from PIL import Image
from qrcode import QRCode, constants, util

# Any of the eight masks reads as well; trying them all is most of the work of encoding.
MASK = 2
# Of the levels that need no larger code, the most forgiving of dirt.
LEVELS = (constants.ERROR_CORRECT_H, constants.ERROR_CORRECT_Q, constants.ERROR_CORRECT_M)


def qr_modules(text):
    """The modules of the smallest QR code of level M or better for `text`, as rows of booleans.

    Square, without quiet zone. Upper-case letters, digits and ` $%*+-./:` make the smallest codes
    (alphanumeric mode, ISO/IEC 18004).
    """
    version = _version(text, constants.ERROR_CORRECT_M)
    level = next(level for level in LEVELS if _version(text, level) == version)
    code = QRCode(version, error_correction=level, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make(fit=False)
    return code.modules


def _version(text, level):
    code = QRCode(None, error_correction=level)
    code.add_data(util.QRData(text), optimize=0)
    return code.best_fit()


def qr_data_uri(text):
    """A `data:` address of a PNG, one pixel a module; show it with `image-rendering: pixelated`."""
    modules = qr_modules(text)
    image = Image.new("1", (len(modules), len(modules)), 1)
    image.putdata([not dark for row in modules for dark in row])
    png = io.BytesIO()
    image.save(png, "PNG")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()
