"""Pictures of a code as seen by a camera: a video for Chromium's fake camera, or a photo."""

import io

from PIL import Image

from core.qr import qr_modules

GREY = 128


def code_picture(text, *, side=300):
    """Return the QR code of `text` with its quiet zone, as a square of `side` pixels."""
    modules = qr_modules(text)
    picture = Image.new("L", (len(modules) + 8, len(modules) + 8), 255)
    for row, line in enumerate(modules, start=4):
        for column, is_dark in enumerate(line, start=4):
            picture.putpixel((column, row), 0 if is_dark else 255)
    return picture.resize((side, side), Image.Resampling.NEAREST)


def film(path, *texts, seconds=1):
    """Write a film (YUV4MPEG2, 640 x 480, ten frames a second) with these codes in sequence."""
    width, height, rate = 640, 480, 10
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            picture = Image.new("L", (width, height), GREY)
            if text:
                picture.paste(code_picture(text), (170, 90))
            colours = bytes([GREY]) * (width * height // 2)
            frame = b"FRAME\n" + picture.tobytes() + colours
            file.write(frame * rate * seconds)
    return path


def photo(text, *, size=(4_000, 3_000), turned=None):
    """Return a phone's photo as a JPEG: a code among other objects, perhaps rotated.

    `turned` is the EXIF orientation of the phone.
    """
    picture = Image.new("RGB", size, (120, 130, 110))
    if text:
        code = code_picture(text, side=size[1] // 8).convert("RGB")
        code = code.rotate(8, expand=True, fillcolor=(120, 130, 110))
        picture.paste(code, (size[0] // 3, size[1] // 4))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
        picture = picture.rotate(90, expand=True)
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=85, exif=exif)
    return output.getvalue()
