"""Labels for tests, and their printed sheets as a phone sees them."""

from decimal import Decimal

import pypdfium2
import zxingcpp
from PIL import ImageDraw

from catalogue.models import Brand, Category, DeviceModel
from inventory.devices.identifiers import make_tag
from inventory.labels.content import device_label
from inventory.models import Device

FORMATS = ["L7160", "L7159", "L7163", "L7651", "L4736", "L6011"]
ROLLS = ["DK-11209", "DK-22205", "99012", "11354", "ZEBRA-50X25", "ZEBRA-57X32"]
DPI = 300
MARGIN = 1.2  # unprinted margin inside each label
PAPER_IS_LIGHTER_THAN = 160


def labels(count, brand="Lenovo", model="ThinkPad T470", serial="PF0ABC12", grade="B"):
    facts = {
        "grade": grade,
        "category": Category(names={"fr": "ordinateur portable", "en": "laptop"}),
        "brand": Brand(name=brand),
        "model": DeviceModel(name=model),
        "serial": serial,
    }
    return [
        device_label(Device(asset_tag=make_tag("RB", 26, n + 1), **facts)) for n in range(count)
    ]


def dots(mm):
    return round(float(mm) * DPI / 25.4)


def printed(content, depth=None):
    """Return the sheets as grey images at 300 dpi, down to `depth` (mm) if given."""
    with pypdfium2.PdfDocument(content) as pdf:
        cut = max(pdf[0].get_height() - float(depth) * 72 / 25.4, 0) if depth else 0
        crop = (0, cut, 0, 0)
        return [page.render(scale=DPI / 72, grayscale=True, crop=crop).to_pil() for page in pdf]


def read(image):
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCodeModel2)


def cells(fmt, inside=Decimal(0)):
    """Yield the box of each label (left, top, right, bottom, in dots), `inside` mm smaller."""
    for row in range(fmt.rows):
        for column in range(fmt.columns):
            left, top = fmt.left + column * fmt.pitch_x, fmt.top + row * fmt.pitch_y
            yield tuple(
                dots(mm)
                for mm in (
                    left + inside,
                    top + inside,
                    left + fmt.width - inside,
                    top + fmt.height - inside,
                )
            )


def corners(code):
    where = code.position
    return [where.top_left, where.top_right, where.bottom_right, where.bottom_left]


def by_cell(image, fmt, codes=None):
    """Return {number of a label: text of its code}; fail for a code outside labels."""
    boxes = list(cells(fmt))
    texts = {}
    for code in read(image) if codes is None else codes:
        (number,) = [
            number
            for number, (left, top, right, bottom) in enumerate(boxes, start=1)
            if all(left <= c.x <= right and top <= c.y <= bottom for c in corners(code))
        ]
        texts[number] = code.text
    return texts


def ink_between_labels(image, fmt):
    """Whether there is ink outside the labels, or too near to their edges."""
    rest = image.copy()
    draw = ImageDraw.Draw(rest)
    for box in cells(fmt, inside=Decimal(str(MARGIN))):
        draw.rectangle(box, fill=255)
    return rest.getextrema()[0] < PAPER_IS_LIGHTER_THAN


def text_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def text_boxes(page):
    """Yield the box of each line of text on a PDF page (left, top, right, bottom, in mm)."""
    words = page.get_textpage()
    height = page.get_height()
    for index in range(words.count_rects()):
        left, bottom, right, top = words.get_rect(index)
        yield tuple(mm * 25.4 / 72 for mm in (left, height - top, right, height - bottom))


def overlaps(boxes):
    """Return the pairs of overlapping boxes; each box is compared with its neighbours."""
    boxes = sorted(boxes)
    pairs = []
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other[0] >= one[2]:
                break
            if overlap(one, other):
                pairs.append((one, other))
    return pairs


def overlap(one, other, slack=0.15):
    """Whether two boxes overlap by more than `slack`."""
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > slack
        and min(one[3], other[3]) - max(one[1], other[1]) > slack
    )
