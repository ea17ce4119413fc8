"""Every label format, printed at 300 dpi and decoded as by a phone."""

from math import ceil

import pytest
from PIL import ImageDraw

from inventory.labels.sheets import label_sheet, module_of
from inventory.models import LabelFormat
from tests.factories import IdentityFactory
from tests.inventory import sheets
from tests.inventory.sheets import FORMATS, PAPER_IS_LIGHTER_THAN, ROLLS, corners, dots, labels

pytestmark = pytest.mark.django_db
START = 5
IDENTITIES = {
    "long": ("Association numérique solidaire " + "Villeneuve" * 4, "+33 (0)2 99 00 00 00"),
    "short": ("Les Ordis Solidaires", "02 99 00 00 00"),
    "unreachable": ("Œuvres d’été à Châteauneuf", ""),
}
KINDS = [
    {},
    {"brand": "Hewlett-Packard " * 3, "model": "EliteBook" * 8, "serial": "5CG" * 20},
    {"brand": "", "model": "", "serial": None, "grade": ""},
]


@pytest.fixture(autouse=True)
def identity(settings, reference):
    """An identity, with a host long enough for a code of 29 modules."""
    settings.SITE_URL = "https://rebond.example.org"
    return IdentityFactory(name="Œuvres numériques solidaires", phone="02 99 00 00 00")


def rename(identity, called):
    identity.name, identity.phone = IDENTITIES[called]
    identity.save()
    identity.clear_cache()


def of_all_kinds(count):
    runs = [labels(count, **kind) for kind in KINDS]
    return [runs[number % len(KINDS)][number] for number in range(count)]


def with_all_lines(code):
    fmt = LabelFormat.objects.get(code=code)
    fmt.line_2, fmt.line_3, fmt.line_4 = "serial", "grade", "own"
    fmt.own_line = "Prêt gratuit, à rendre"
    return fmt


def test_every_format_with_codes_is_tested():
    formats = LabelFormat.objects.all()
    assert [fmt.code for fmt in formats if not fmt.is_roll and module_of(fmt)] == FORMATS
    assert {fmt.code for fmt in formats if fmt.is_roll} == {*ROLLS}


def test_texts_of_any_length_stay_in_their_label_apart_and_complete(identity):
    """Each kind of label is printed with the longest name, and its codes are decoded."""
    rename(identity, "long")
    for code in [*FORMATS, *ROLLS, "L4731"]:
        fmt, run = with_all_lines(code), of_all_kinds(3)
        depth = fmt.top + fmt.pitch_y * ceil(3 / fmt.columns) + 5
        content = label_sheet(run, fmt)
        read_back(content, fmt, run if code != "L4731" else [], depth=depth)
        is_complete(content, run, identity.phone, code)


@pytest.mark.audit
def test_texts_below_other_names_stay_in_their_label_apart_and_complete(identity):
    for called in ("short", "unreachable"):
        rename(identity, called)
        for code in [*FORMATS, *ROLLS, "L4731"]:
            fmt, run = with_all_lines(code), of_all_kinds(3)
            content = label_sheet(run, fmt)
            is_complete(content, run, identity.phone, code)
            places = [[at * 25.4 / sheets.DPI for at in cell] for cell in sheets.cells(fmt)]
            with sheets.pypdfium2.PdfDocument(content) as pdf:
                for page in pdf:
                    boxes = list(sheets.text_boxes(page))
                    assert not sheets.overlaps(boxes), (called, code)
                    for box in boxes:
                        assert any(is_inside(box, place) for place in places), (called, code)


def is_inside(box, place):
    left, top, right, bottom = place
    return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom


def is_complete(content, run, phone, code):
    text = "".join(sheets.text_of(content).split())
    assert [label.code for label in run if label.code not in text] == [], code
    assert "".join(phone.split()) in text, code


def test_each_label_of_a_whole_print_is_decoded_in_its_cell(identity):
    """The print is a half-used sheet and a label of a second; all formats are tested weekly."""
    rename(identity, "long")
    fmt = with_all_lines("L7160")
    run = of_all_kinds(fmt.per_sheet - START + 2)
    read_back(label_sheet(run, fmt, start=START), fmt, run, start=START)


@pytest.mark.audit
@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize("count", [240, 1_200])
def test_each_label_of_a_long_print_is_decoded_in_its_cell(code, count):
    fmt = LabelFormat.objects.get(code=code)
    read_back(label_sheet(labels(count), fmt, start=START), fmt, labels(count), start=START)


def read_back(content, fmt, run, start=1, depth=None):
    """Read all pages at 300 dpi: they have these labels from `start` on, and no other ink."""
    places = [None] * (start - 1) + [label.address for label in run]
    with sheets.pypdfium2.PdfDocument(content) as pdf:
        boxes = [list(sheets.text_boxes(page)) for page in pdf]
    images = sheets.printed(content, depth)
    assert len(images) == max(ceil(len(places) / fmt.per_sheet), 1)
    for number, (image, texts) in enumerate(zip(images, boxes, strict=True)):
        sheet = places[number * fmt.per_sheet :][: fmt.per_sheet]
        wanted = {place: url for place, url in enumerate(sheet, start=1) if url}
        codes = sheets.read(image)
        assert sheets.by_cell(image, fmt, codes) == wanted, (fmt.code, number)
        assert not sheets.ink_between_labels(image, fmt), (fmt.code, number)
        assert not sheets.overlaps(texts + [box_of(code) for code in codes]), (fmt.code, number)


def box_of(barcode):
    """Return (left, top, right, bottom) of a code in mm."""
    edges = [corner * 25.4 / sheets.DPI for at in corners(barcode) for corner in (at.x, at.y)]
    return min(edges[::2]), min(edges[1::2]), max(edges[::2]), max(edges[1::2])


def test_a_qr_module_is_at_least_half_a_millimetre_with_a_quiet_zone():
    for code in [*FORMATS, *ROLLS]:
        fmt = LabelFormat.objects.get(code=code)
        (image,) = sheets.printed(label_sheet(labels(1), fmt), fmt.top + fmt.pitch_y + 5)
        (barcode,) = sheets.read(image)
        top_left, _top_right, bottom_right, _bottom_left = corners(barcode)
        module = (bottom_right.x - top_left.x) / 29
        assert module >= dots("0.5") - 1, code
        assert module_of(fmt) * 300 / 25.4 == pytest.approx(module, abs=1), code
        quiet = round(3.8 * module)
        around = image.crop(
            (top_left.x - quiet, top_left.y - quiet, bottom_right.x + quiet, bottom_right.y + quiet)
        )
        side = around.width - quiet
        ImageDraw.Draw(around).rectangle((quiet - 3, quiet - 3, side + 3, side + 3), fill=255)
        assert around.getextrema()[0] > PAPER_IS_LIGHTER_THAN, code
