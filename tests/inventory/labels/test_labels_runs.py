"""Long runs of labels on each sheet that holds codes: every one reads, in its own cell."""

from math import ceil

import pypdfium2
import pytest

from inventory.labels.sheets import label_sheet, module_of
from inventory.models import LabelFormat
from tests.factories import IdentityFactory
from tests.inventory.sheets import (
    DPI,
    FORMATS,
    by_cell,
    ink_between_labels,
    labels,
    overlap,
    text_boxes,
)

pytestmark = pytest.mark.django_db
START = 5


@pytest.fixture(autouse=True)
def identity(settings, reference):
    """A host long enough for a code of 29 modules."""
    settings.SITE_URL = "https://rebond.example.org"
    IdentityFactory(name="Œuvres numériques solidaires", phone="02 99 00 00 00")


def test_every_sheet_that_holds_codes_is_tried():
    sheets = [fmt for fmt in LabelFormat.objects.all() if not fmt.is_roll]
    assert [fmt.code for fmt in sheets if module_of(fmt)] == FORMATS


@pytest.mark.parametrize("code", FORMATS)
def test_each_label_of_a_short_print_is_decoded_in_its_cell(code):
    """A sheet that is begun, a whole one, and the first labels of a third."""
    fmt = LabelFormat.objects.get(code=code)
    read_back(fmt, 2 * fmt.per_sheet)


@pytest.mark.audit
@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize("count", [240, 1_200])
def test_each_label_of_a_long_print_is_decoded_in_its_cell(code, count):
    read_back(LabelFormat.objects.get(code=code), count)


def read_back(fmt, count):
    """Print so many labels from the fifth on, and read every page at 300 dpi."""
    run = [label.address for label in labels(count)]
    cells = [None] * (START - 1) + run
    with pypdfium2.PdfDocument(label_sheet(labels(count), fmt, start=START)) as pdf:
        assert len(pdf) == ceil(len(cells) / fmt.per_sheet)
        for number, page in enumerate(pdf):
            sheet = cells[number * fmt.per_sheet :][: fmt.per_sheet]
            image = page.render(scale=DPI / 72, grayscale=True).to_pil()
            wanted = {place: url for place, url in enumerate(sheet, start=1) if url}
            assert by_cell(image, fmt) == wanted, (fmt.code, number)
            assert not ink_between_labels(image, fmt), (fmt.code, number)
            assert not texts_that_overlap(page), (fmt.code, number)
            page.close()


def texts_that_overlap(page):
    """The pairs of lines of text that lie on each other; each is compared to its neighbours."""
    boxes = sorted(text_boxes(page))
    pairs = []
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other[0] >= one[2]:
                break
            if overlap(one, other):
                pairs.append((one, other))
    return pairs
