"""The printed agreement, checked by reading its text and its layout."""

import pypdfium2
import pytest
from django.utils.text import capfirst

from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from tests.factories import (
    BrandFactory,
    DeviceFactory,
    DeviceModelFactory,
    KitFactory,
    RequestFactory,
    RequestLineFactory,
)

pytestmark = pytest.mark.papers

DPI = 150
MM_PER_POINT = 25.4 / 72
SIDE_MARGIN, FOOT = 12, 14  # mm, as in paper.css
INK_IS_DARKER_THAN, PAPER_IS_LIGHTER_THAN = 100, 160
LONGEST = "Ordinateur portable reconditionné de quatorze pouces à clavier français rétroéclairé"


def dots(mm):
    return round(mm * DPI / 25.4)


@pytest.fixture
def devices(reference, site):
    """More devices than fit on a page, with names and limits that fill their lines."""
    model = DeviceModelFactory(name=LONGEST[:80], brand=BrandFactory(name="Kermorvan-Le Guilvinec"))
    facts = {"ready": True, "site": site, "brand": model.brand, "model": model}
    return [DeviceFactory(known_limits=f"{LONGEST} {number}", **facts) for number in range(9)]


@pytest.fixture
def pdf(loan, devices, counter, no_annex):
    reservations_operations.reserve(loan, by=counter, devices=devices)
    agreement = agreement_operations.issue(loan, by=counter)
    agreement_operations.draw_agreement(agreement, by=counter)
    with pypdfium2.PdfDocument(agreement.document.read()) as pdf:
        yield pdf


def places_of(pdf, text):
    """Yield each (page, box in points) at which the paper contains `text`."""
    for page in pdf:
        words = page.get_textpage()
        search = words.search(text)
        while match := search.get_next():
            words.count_rects(*match)
            yield page, words.get_rect(0)


def test_the_agreement_lists_every_device_once_and_keeps_its_margins(pdf, devices):
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
    assert len(pdf) > 1
    for page in pdf:
        image = page.render(scale=DPI / 72, grayscale=True).to_pil()
        for left in (0, image.width - dots(SIDE_MARGIN) + 2):
            strip = image.crop((left, 0, left + dots(SIDE_MARGIN) - 2, image.height))
            assert strip.getextrema()[0] > PAPER_IS_LIGHTER_THAN


@pytest.fixture
def kit_of_phones(loan, site, counter):
    """Create a loan of two kits: two phones with their tags, and two chargers."""
    kit = KitFactory(names__fr="Prêt à appeler", names__en="Ready to call")
    loan_request = RequestFactory(accepted=True, organisation=loan.organisation, site=site)
    of_kit = {"request": loan_request, "kit": kit, "bundle": 1, "requested": 2, "accepted": 2}
    phones = RequestLineFactory(**of_kit)
    chargers = RequestLineFactory(**of_kit, of_accessories=True)
    loan.request = loan_request
    loan.save()
    given = {"ready": True, "site": site, "category": phones.category}
    reservations_operations.reserve(
        loan, by=counter, devices=[DeviceFactory(**given) for _phone in range(2)]
    )
    return loan, chargers.accessory


def text_of(agreement, by):
    agreement_operations.draw_agreement(agreement, by=by)
    with pypdfium2.PdfDocument(agreement.document.read()) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


def test_a_kit_is_one_line_with_its_parts_and_tags(reference, kit_of_phones, counter, no_annex):
    loan, charger = kit_of_phones
    begun = text_of(agreement_operations.issue(loan, by=counter), counter)
    assert "Prêt à appeler (incomplet)" in begun
    preparation_operations.add_accessory(loan, by=counter, accessory=charger, quantity=2)
    whole = text_of(agreement_operations.issue(loan, by=counter), counter)
    tags = [item.device.asset_tag for item in loan.items.exclude(device=None)]
    kit = whole.index("2 × Prêt à appeler")
    assert (
        kit
        < whole.index(tags[0])
        < whole.index(tags[1])
        < whole.index(f"2 × {capfirst(charger)}", kit)
    )
