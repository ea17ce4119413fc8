"""Pictures that people send: read for what they are, and written anew."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.lives import Refused

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 20_000_000


def rewritten_png(upload, *, side):
    """The picture in `upload` as PNG bytes, upright, at most `side` pixels wide and high.

    Only its pixels are kept: no EXIF, no comment, no colour profile, nothing appended. Raises
    `Refused` for what is not a PNG, JPEG or WebP picture, or is too large.
    """
    if upload.size > MOST_BYTES:
        raise Refused(_("This picture is too heavy: 4 MB at most."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _upright(Image.open(upload, formats=FORMATS))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as wrong:
        raise Refused(_("This is not a PNG, JPEG or WebP picture.")) from wrong
    picture.thumbnail((side, side))
    picture.info = {}
    png = io.BytesIO()
    picture.save(png, "PNG", optimize=True)
    return png.getvalue()


def _upright(picture):
    """The picture decoded and turned as its EXIF says; its size is read before its pixels."""
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(_("This picture is too large: 20 million pixels at most."))
    return ImageOps.exif_transpose(picture).convert("RGBA")
