import zxingcpp
from PIL import Image

from core.qr import QUIET_ZONE_MODULES, qr_drawing, qr_modules

URL = "HTTPS://REBOND.EXAMPLE.ORG/A/RB26000017"


def read(image):
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return [code.text for code in codes]


def picture(modules, scale=6):
    """Return the code as an image with its quiet zone."""
    side = len(modules) + 2 * QUIET_ZONE_MODULES
    image = Image.new("L", (side, side), 255)
    for row, darks in enumerate(modules):
        for column, dark in enumerate(darks):
            if dark:
                image.putpixel((column + QUIET_ZONE_MODULES, row + QUIET_ZONE_MODULES), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def test_a_qr_code_decodes_to_its_text():
    for text in ("A", "RB26000017", URL, "https://rebond.example.org/é", URL * 4):
        assert read(picture(qr_modules(text))) == [text], text


def test_a_qr_code_uses_the_smallest_version_for_level_m():
    for length, modules in ((38, 25), (39, 29), (61, 29), (62, 33)):
        assert len(qr_modules("A" * length)) == modules, (length, modules)


def test_upper_case_text_gives_a_smaller_qr_code():
    assert len(qr_modules(URL * 2)) < len(qr_modules(URL.lower() * 2))


def test_a_qr_code_uses_the_highest_level_of_its_version():
    (code,) = zxingcpp.read_barcodes(picture(qr_modules(URL)))
    assert code.ec_level == "Q"


def test_the_drawing_covers_each_run_of_dark_modules_once():
    modules = [[True, True, False], [False, False, False], [True, False, True]]
    assert qr_drawing(modules, 10, 20, 1.5).decode().splitlines() == [
        "q",
        "1.5000 0 0 -1.5000 10.0000 20.0000 cm",
        "0 0 2 1 re",
        "0 2 1 1 re",
        "2 2 1 1 re",
        "f",
        "Q",
    ]


def test_a_damaged_qr_code_decodes():
    """The code tolerates a spot of a tenth of its side."""
    for text in ("0" * 60, "0" * 59 + "A", URL, URL.lower()):
        modules = qr_modules(text)
        image = picture(modules, scale=9)
        middle, spot = image.width // 2, len(modules) * 9 // 20
        image.paste(0, (middle - spot, middle - spot, middle + spot, middle + spot))
        assert read(image) == [text], text
