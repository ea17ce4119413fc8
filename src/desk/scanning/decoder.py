"""Decoder of codes in an image from a camera or a photo; the image is not stored.

One form serves every scan (`components/scanbox.html`): typing, a USB scanner, the camera and a
photo all fill it in; a page only sets its target. The server decodes if the browser cannot. Codes
that command a phone or lead to other sites are shown and never opened: a URL is ours only by
`SITE_URL` or `FORMER_SITE_URLS`, since any domain may have a path `/A/`.
"""

import io

import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from core.forms.uploads import BOMBS, MAX_BYTES, MAX_PIXELS
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import clean_code, is_tag

# First small, which is fast and reads close labels; then large, for a small label in a wide photo.
MAX_SIDES_PX = (1_200, 3_000)
MAX_CODES = 8
MIN_CODE_LENGTH = 4
FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.Code93,
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.ITF,
    ]
)


def codes_in(upload):
    """Codes in an uploaded JPEG, PNG or WebP, our own labels first.

    Raises `Refused` if the file is not an image, or exceeds 10 MB or 40 million pixels.
    """
    if upload is None:
        raise Refused(_("This file is not a picture that we can read."))
    if upload.size > MAX_BYTES:
        raise Refused(_("This file is too large: 10 MB at most."))
    picture = _grey(upload.read())
    for side in MAX_SIDES_PX:
        copy = picture.copy()
        copy.thumbnail((side, side))
        barcodes = zxingcpp.read_barcodes(copy, formats=FORMATS, text_mode=zxingcpp.TextMode.Plain)
        texts = [code.text for code in barcodes if len(code.text) >= MIN_CODE_LENGTH]
        if texts or max(picture.size) <= side:
            break
    return sorted(dict.fromkeys(texts), key=lambda text: not is_tag(clean_code(text)))[:MAX_CODES]


def _grey(content):
    """Decode an image to greyscale; its size is checked before decompression."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"])
        if picture.width * picture.height > MAX_PIXELS:
            raise Refused(_("This picture is too large: 40 million pixels at most."))
        picture.draft("L", (MAX_SIDES_PX[-1], MAX_SIDES_PX[-1]))
        return picture.convert("L")
    except BOMBS as error:
        raise Refused(_("This picture is too large: 40 million pixels at most.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(_("This file is not a picture that we can read.")) from error
