"""Sheets of labels, printed at 300 dpi and read as a phone reads them."""

from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from django.core.management import call_command
from django.utils import translation
from PIL import ImageDraw

from catalogue.models import Brand, Category, DeviceModel
from core.lives import Refused
from inventory.identifiers import make_tag, tag_url
from inventory.labels import label_sheet
from inventory.models import Device, LabelFormat
from tests.factories import IdentityFactory

pytestmark = pytest.mark.django_db
FORMATS = ["L7160", "L7159", "L7163", "L7651", "L4736", "L6011"]
DPI = 300
MARGIN = 1.2  # mm inside each label where nothing is printed
PAPER_IS_LIGHTER_THAN = 160


@pytest.fixture(autouse=True)
def house(settings):
    """A host long enough for a code of 29 modules."""
    settings.SITE_URL = "https://rebond.example.org"
    call_command("load_reference", verbosity=0)
    return IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")


def devices(count, brand="Lenovo", model="ThinkPad T470", serial="PF0ABC12"):
    facts = {
        "category": Category(name_fr="ordinateur portable", name_en="laptop"),
        "brand": Brand(name=brand),
        "model": DeviceModel(name=model),
        "serial": serial,
    }
    return [Device(asset_tag=make_tag("RB", 26, n + 1), **facts) for n in range(count)]


def dots(mm):
    return round(float(mm) * DPI / 25.4)


def printed(content):
    """The sheets as grey images at 300 dpi."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pdf]


def read(image):
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCodeModel2)


def cells(fmt, inside=Decimal(0)):
    """The box (left, top, right, bottom, in dots) of each label, less so many mm on each side."""
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


def by_cell(image, fmt):
    """{number of the label: text of the code that lies in it}; one that lies in none fails."""
    boxes = list(cells(fmt))
    found = {}
    for code in read(image):
        (number,) = [
            number
            for number, (left, top, right, bottom) in enumerate(boxes, start=1)
            if all(left <= c.x <= right and top <= c.y <= bottom for c in corners(code))
        ]
        found[number] = code.text
    return found


def ink_between_labels(image, fmt):
    """Whether anything is printed outside the labels, or too near to their edges."""
    rest = image.copy()
    draw = ImageDraw.Draw(rest)
    for box in cells(fmt, inside=Decimal(str(MARGIN))):
        draw.rectangle(box, fill=255)
    return rest.getextrema()[0] < PAPER_IS_LIGHTER_THAN


def text_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


@pytest.mark.parametrize("code", FORMATS)
def test_each_code_reads_as_its_tag_in_its_own_label(code):
    fmt = LabelFormat.objects.get(code=code)
    labelled = devices(fmt.per_sheet + 3)
    urls = [tag_url(device.asset_tag) for device in labelled]
    first, second = printed(label_sheet(labelled, fmt, start=5))
    assert by_cell(first, fmt) == dict(enumerate(urls[: fmt.per_sheet - 4], start=5))
    assert by_cell(second, fmt) == dict(enumerate(urls[fmt.per_sheet - 4 :], start=1))


@pytest.mark.parametrize("code", FORMATS)
def test_a_module_is_half_a_millimetre_or_more_with_its_quiet_zone(code):
    fmt = LabelFormat.objects.get(code=code)
    (image,) = printed(label_sheet(devices(1), fmt))
    (found,) = read(image)
    top_left, _top_right, bottom_right, _bottom_left = corners(found)
    module = (bottom_right.x - top_left.x) / 29
    assert module >= dots("0.5")
    quiet = round(3.8 * module)
    around = image.crop(
        (top_left.x - quiet, top_left.y - quiet, bottom_right.x + quiet, bottom_right.y + quiet)
    )
    side = around.width - quiet
    ImageDraw.Draw(around).rectangle((quiet - 3, quiet - 3, side + 3, side + 3), fill=255)
    assert around.getextrema()[0] > PAPER_IS_LIGHTER_THAN


@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_long_texts_stay_in_their_label_and_leave_the_code_alone(house, code, language):
    house.name = "Association numérique solidaire " + "Villeneuve" * 4
    house.phone = "+33 (0)2 99 00 00 00"
    house.save()
    house.forget()
    fmt = LabelFormat.objects.get(code=code)
    labelled = devices(fmt.per_sheet, "Hewlett-Packard " * 3, "EliteBook" * 8, "5CG" * 20)
    with translation.override(language):
        (image,) = printed(label_sheet(labelled, fmt))
    assert not ink_between_labels(image, fmt)
    assert len(by_cell(image, fmt)) == fmt.per_sheet


def test_the_label_says_what_a_person_reads():
    text = text_of(label_sheet(devices(1), LabelFormat.objects.get(code="L7160")))
    tag = make_tag("RB", 26, 1)
    assert tag in text.replace(" ", "")
    for words in [
        "Les Ordis Solidaires",
        "02\u00a099\u00a000\u00a000\u00a000",
        "Lenovo ThinkPad T470",
    ]:
        assert words.replace("\u00a0", " ") in text.replace("\u00a0", " ")


def test_a_label_without_room_for_a_readable_code_has_text_only():
    tiny = LabelFormat(
        code="L4731",
        width=Decimal("25.4"),
        height=Decimal(10),
        columns=7,
        rows=27,
        left=Decimal("8.48"),
        top=Decimal("13.5"),
        pitch_x=Decimal("27.94"),
        pitch_y=Decimal(10),
    )
    content = label_sheet(devices(2), tiny)
    assert read(printed(content)[0]) == []
    assert make_tag("RB", 26, 2) in text_of(content).replace(" ", "")


@pytest.mark.parametrize("start", [0, 22])
def test_a_sheet_starts_at_one_of_its_labels(english, start):
    with pytest.raises(Refused, match="A sheet of L7160 has labels 1 to 21"):
        label_sheet(devices(1), LabelFormat.objects.get(code="L7160"), start=start)


def test_no_device_is_no_sheet(english):
    with pytest.raises(Refused, match="There is no label to print"):
        label_sheet([], LabelFormat.objects.get(code="L7160"))


def test_a_viewer_prints_labels_at_their_true_size():
    content = label_sheet(devices(1), LabelFormat.objects.get(code="L7160"))
    with pypdfium2.PdfDocument(content) as pdf:
        assert not pypdfium2.raw.FPDF_VIEWERREF_GetPrintScaling(pdf)
