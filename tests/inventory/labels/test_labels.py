"""Label sheets, printed at 300 dpi and decoded as by a phone."""

from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from core.models import Document
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import clean_code, make_tag, place_url, tag_url
from inventory.labels.content import place_label, tag_label
from inventory.labels.sheets import label_sheet, module_of
from inventory.models import LabelFormat, Place, Printer
from tests.factories import IdentityFactory, UserFactory
from tests.inventory.sheets import (
    by_cell,
    cells,
    corners,
    dots,
    ink_between_labels,
    labels,
    printed,
    read,
    text_of,
)

OWN = "Prêt gratuit, à rendre"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def identity(settings, reference):
    """An identity, with a host long enough for a code of 29 modules."""
    settings.SITE_URL = "https://rebond.example.org"
    return IdentityFactory(name="Les Ordis Solidaires", phone="02 99 00 00 00")


def test_a_label_has_human_readable_text_and_prints_at_its_true_size():
    content = label_sheet(labels(1), LabelFormat.objects.get(code="L7160"))
    text = plain(content)
    assert make_tag("RB", 26, 1) in text.replace(" ", "")
    for words in ["Les Ordis Solidaires", "02 99 00 00 00", "Lenovo ThinkPad T470"]:
        assert words in text
    with pypdfium2.PdfDocument(content) as pdf:
        assert not pypdfium2.raw.FPDF_VIEWERREF_GetPrintScaling(pdf)


def test_a_label_without_room_for_a_readable_code_has_text_only():
    tiny = LabelFormat.objects.get(code="L4731")
    content = label_sheet(labels(2), tiny)
    assert module_of(tiny) == 0
    assert read(printed(content, 60)[0]) == []
    assert make_tag("RB", 26, 2) in text_of(content).replace(" ", "")


def test_a_label_of_any_shape_has_a_readable_code_or_none():
    for width, height, holds in (
        (30, 30, True),  # the text is below the code
        (36, 89, True),
        (25, 25, True),
        (24, 24, False),
        (89, 14, False),
        (16, 60, True),
        (15, 60, False),
    ):
        fmt = a_roll(width, height)
        (image,) = printed(label_sheet(labels(1), fmt))
        wanted = [label.address for label in labels(1)] * holds
        assert [code.text for code in read(image)] == wanted, (width, height)
        assert (module_of(fmt) >= 0.4) == holds, (width, height)
        assert not ink_between_labels(image, fmt), (width, height)


def a_roll(width, height):
    size = {"page_width": width, "page_height": height, "width": width, "height": height}
    grid = {"left": 0, "top": 0, "pitch_x": width, "pitch_y": height}
    return LabelFormat(code="ROLL", **{name: Decimal(mm) for name, mm in (size | grid).items()})


def test_a_format_prints_the_lines_it_is_set_to():
    fmt = LabelFormat.objects.get(code="L7163")
    fmt.shows_association = fmt.shows_phone = False
    fmt.line_1 = fmt.line_2 = ""
    expected = {
        "shows_association": (True, "Les Ordis Solidaires"),
        "shows_phone": (True, "02 99 00 00 00"),
        "line_1": ("model", "Lenovo ThinkPad T470"),
        "line_2": ("serial", "PF0ABC12"),
        "line_3": ("grade", "Grade B"),
        "own_line": (OWN, ""),
        "line_4": ("own", OWN),
    }
    for name, (value, words) in expected.items():
        fmt.shows_association = False  # otherwise the last line does not fit
        assert not words or words not in plain(label_sheet(labels(1), fmt))
        setattr(fmt, name, value)
        assert words in plain(label_sheet(labels(1), fmt))


def test_the_lines_are_in_the_order_of_the_format():
    fmt = LabelFormat.objects.get(code="L7163")
    fmt.line_1, fmt.line_2, fmt.line_3, fmt.line_4 = "own", "grade", "model", "own"
    fmt.own_line = OWN
    text = plain(label_sheet(labels(1), fmt))
    places = [text.index(words) for words in (OWN, "Grade B", "Lenovo ThinkPad T470")]
    assert places == sorted(places)
    assert text.count(OWN) == 1


def test_a_bar_code_is_beside_the_qr_code_if_it_fits():
    for code, has_room in (("L7163", True), ("L7160", False)):
        fmt = LabelFormat.objects.get(code=code)
        fmt.shows_bars = True
        labelled = labels(4)
        (image,) = printed(label_sheet(labelled, fmt), 100)
        found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.Code128)
        wanted = sorted(label.code for label in labelled) if has_room else []
        assert sorted(code.text for code in found) == wanted
        assert not ink_between_labels(image, fmt)
        assert len(read(image)) == len(labelled)


def test_the_logo_replaces_the_name_if_it_fits(identity):
    picture = BytesIO()
    Image.new("RGB", (60, 20), (200, 0, 0)).save(picture, "PNG")
    identity.logo = Document.objects.store(
        picture.getvalue(), kind="logo", name="logo.png", content_type="image/png", by=UserFactory()
    )
    identity.save()
    identity.clear_cache()
    fmt, tiny = LabelFormat.objects.get(code="L7160"), LabelFormat.objects.get(code="L4731")
    fmt.shows_logo = tiny.shows_logo = True
    content = label_sheet(labels(1), fmt)
    assert identity.name not in plain(content)
    with pypdfium2.PdfDocument(content) as pdf:
        colours = pdf[0].render(scale=2).to_pil().convert("RGB").getcolors(1 << 20)
    assert sum(count for count, colour in colours if colour == (200, 0, 0)) > 200
    assert label_sheet(labels(1), tiny)


def plain(content):
    return text_of(content).replace("\u00a0", " ")


def test_copies_are_consecutive_and_shifted_by_the_printer_offset():
    fmt = LabelFormat.objects.get(code="L7160")
    one, other = labels(2)
    (image,) = printed(label_sheet([one, other], fmt, copies=3, start=16))
    assert by_cell(image, fmt) == dict(enumerate([one.address] * 3 + [other.address] * 3, start=16))
    moved = Printer(shift_x=Decimal("-1.5"), shift_y=Decimal(2))
    ((straight,), (shifted,)) = (
        read(printed(label_sheet([one], fmt, printer=printer), 60)[0]) for printer in (None, moved)
    )
    at, now = corners(straight)[0], corners(shifted)[0]
    assert now.x - at.x == pytest.approx(dots("-1.5"), abs=2)
    assert now.y - at.y == pytest.approx(dots(2), abs=2)


def test_a_sheet_starts_at_an_existing_label(english):
    fmt = LabelFormat.objects.get(code="L7160")
    for start in (0, 22):
        with pytest.raises(Refused, match="A sheet of L7160 has labels 1 to 21"):
            label_sheet(labels(1), fmt, start=start)
    with pytest.raises(Refused, match="There are no labels to print"):
        label_sheet([], fmt)


def test_a_free_tag_prints_its_code_alone():
    (image,), text = sheet_and_text([tag_label(make_tag("RB", 26, 7))])
    assert [code.text for code in read(image)] == [tag_url(make_tag("RB", 26, 7))]
    assert text.replace(" ", "").splitlines()[0].strip() == make_tag("RB", 26, 7)
    assert "S/N" not in text


def test_a_shelf_label_decodes_and_is_distinct_from_a_device_label():
    (device,), _text = sheet_and_text(labels(1))
    for code in ("A1", "ÉTAGÈRE-3/B", "BENCH2", "X" * 20):
        place = Place(code=code, name="Réserve du fond, à gauche de la porte coupe-feu")
        (image,), text = sheet_and_text([place_label(place)])
        (barcode,) = read(image)
        assert barcode.text == place_url(code)
        assert clean_code(barcode.text) == code
        assert code in text
        fmt = LabelFormat.objects.get(code="L7160")
        assert not ink_between_labels(image, fmt), code
        is_dark = [sum(crop_first(each, fmt).histogram()[:128]) for each in (image, device)]
        assert is_dark[0] > 1.8 * is_dark[1], code


def crop_first(image, fmt):
    return image.crop(next(cells(fmt)))


def sheet_and_text(wanted):
    """Return the top row of a sheet of these labels as images, and the text of the sheet."""
    content = label_sheet(wanted, LabelFormat.objects.get(code="L7160"))
    return printed(content, 60), text_of(content)
