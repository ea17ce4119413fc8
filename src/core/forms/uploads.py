"""Validation of uploaded files: content is checked, and images are re-encoded without metadata."""

import base64
import binascii
import io

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

from core.workflow.lifecycle import Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2_400
MAX_SIGNATURE_BYTES = 300_000
LEAST_INK = 40
MIN_SIGNATURE_SPAN = 1 / 12  # fraction of the frame's width; a smaller signature is a dot or a slip
LOGO_SIDE = 640
# For each EXIF orientation (tag 274), the transposition that turns the pixels upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def open_image(content):
    """Return an upright PIL image of these bytes; raise `Refused` if it is invalid or too large."""
    try:
        image = Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"])
        if image.width * image.height > MAX_PIXELS:
            raise Refused(_("This picture is too large: 40 million pixels at most."))
        image = _upright(image)
        image.thumbnail((MAX_SIDE, MAX_SIDE))
    except BOMBS as error:
        raise Refused(_("This picture is too large: 40 million pixels at most.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(_("This file is not a picture that we can read.")) from error
    return image


def _upright(image):
    """Rotate the picture by its EXIF orientation, if that can be read.

    Pillow's `exif_transpose` also rewrites the rest of the EXIF, which fails on odd values.
    """
    image.load()
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    return image if turn is None else image.transpose(turn)


def _content_of(upload):
    """Return the bytes of an upload; raise `Refused` if it is too large."""
    if upload.size > MAX_BYTES:
        raise Refused(_("This file is too large: 10 MB at most."))
    upload.seek(0)
    return upload.read()


def clean_logo(upload):
    """Return an uploaded picture as a PNG without metadata, at most 640 pixels a side.

    Raise `Refused` if it is not a valid picture.
    """
    image = open_image(_content_of(upload)).convert("RGBA")
    image.thumbnail((LOGO_SIDE, LOGO_SIDE))
    image.info = {}
    output = io.BytesIO()
    image.save(output, "PNG", optimize=True)
    return output.getvalue()


def clean_picture(upload):
    """Return an uploaded picture as a JPEG without EXIF, at most 2,400 pixels a side.

    Raise `Refused` if it is not a valid picture.
    """
    return _as_jpeg(_content_of(upload))


def _as_jpeg(content):
    image = open_image(content).convert("RGB")
    image.info = {}  # otherwise comments in the file would be saved again
    output = io.BytesIO()
    image.save(output, "JPEG", quality=85, optimize=True)
    return output.getvalue()


def clean_scan(upload):
    """Return the bytes and content type of a scan: a PDF unchanged, a picture re-encoded.

    Raise `Refused` for any other type, and above 10 MB.
    """
    content = _content_of(upload)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-1024:]:
            raise Refused(_("This PDF is incomplete: send it again."))
        return content, "application/pdf"
    if upload.name.lower().endswith(".pdf"):
        raise Refused(_("This file is not a readable PDF: save it again, or send a photo."))
    return _as_jpeg(content), "image/jpeg"


def clean_signature(data_uri):
    """Return a signature drawn on a canvas (`data:image/png;base64,...`) as a clean PNG.

    Raise `Refused` if it is not a PNG picture, or hardly larger than a dot.
    """
    head, _comma, body = (data_uri or "").partition(",")
    if head != "data:image/png;base64" or len(body) > MAX_SIGNATURE_BYTES:
        raise Refused(_("The signature could not be read: sign again."))
    try:
        image = open_image(base64.b64decode(body, validate=True))
    except binascii.Error as error:
        raise Refused(_("The signature could not be read: sign again.")) from error
    ink = image.convert("RGBA").getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    if ink.histogram()[255] < LEAST_INK:
        raise Refused(_("Please sign in the frame first."))
    left, top, right, bottom = ink.getbbox()
    if max(right - left, bottom - top) < image.width * MIN_SIGNATURE_SPAN:
        raise Refused(_("This signature is too small: please sign larger, in the whole frame."))
    paper = Image.new("L", image.size, 255)
    paper.paste(0, mask=ink)
    output = io.BytesIO()
    paper.crop((left, top, right, bottom)).save(output, "PNG")
    return output.getvalue()
