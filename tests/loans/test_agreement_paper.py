"""The agreement as it comes out of the printer: read back, and looked at."""

import pypdfium2
import pytest
from django.core.management import call_command

from loans import operations
from tests.factories import BrandFactory, DeviceFactory, DeviceModelFactory

DPI = 150
MM_PER_POINT = 25.4 / 72
SIDE_MARGIN, FOOT = 19, 22  # mm, as paper.css has them
INK_IS_DARKER_THAN, PAPER_IS_LIGHTER_THAN = 100, 160
LONGEST = "Ordinateur portable reconditionné de quatorze pouces à clavier français rétroéclairé"


def dots(mm):
    return round(mm * DPI / 25.4)


@pytest.fixture
def texts(db):
    """The clauses that every house begins with."""
    call_command("load_reference", verbosity=0)


@pytest.fixture
def devices(texts, site):
    """As many as a class of pupils takes, with names and limits that fill their lines."""
    model = DeviceModelFactory(name=LONGEST[:80], brand=BrandFactory(name="Kermorvan-Le Guilvinec"))
    facts = {"ready": True, "site": site, "brand": model.brand, "model": model}
    return [DeviceFactory(known_limits=f"{LONGEST} {number}", **facts) for number in range(26)]


@pytest.fixture
def pdf(loan, devices, counter):
    operations.reserve(loan, by=counter, devices=devices)
    agreement = operations.issue(loan, by=counter)
    with pypdfium2.PdfDocument(agreement.document.read()) as pdf:
        yield pdf


def places_of(pdf, text):
    """Each (page, box in points) where the paper says `text`."""
    for page in pdf:
        words = page.get_textpage()
        search = words.search(text)
        while found := search.get_next():
            words.count_rects(*found)
            yield page, words.get_rect(0)


def test_it_names_every_device_once_in_ink_inside_the_margins(pdf, devices):
    side, foot = SIDE_MARGIN / MM_PER_POINT, FOOT / MM_PER_POINT
    for device in devices:
        [(page, (left, bottom, right, top))] = places_of(pdf, device.asset_tag)
        width, height = page.get_size()
        assert side <= left < right <= width - side
        assert bottom >= foot
        around = (left, bottom, width - right, height - top)
        assert (
            page.render(crop=around, grayscale=True).to_pil().getextrema()[0] < INK_IS_DARKER_THAN
        )


def test_nothing_is_printed_in_the_side_margins(pdf):
    assert len(pdf) > 2
    for page in pdf:
        image = page.render(scale=DPI / 72, grayscale=True).to_pil()
        for left in (0, image.width - dots(SIDE_MARGIN) + 2):
            strip = image.crop((left, 0, left + dots(SIDE_MARGIN) - 2, image.height))
            assert strip.getextrema()[0] > PAPER_IS_LIGHTER_THAN
