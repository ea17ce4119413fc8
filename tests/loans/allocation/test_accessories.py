"""Accessories leave the stock of the site at a hand-over, and return to it."""

import pypdfium2
import pytest
from django.urls import reverse

from catalogue.models import AccessorySort
from inventory.models import AccessoryStock, Device
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.models import Loan, LoanItem
from loans.returns import operations as return_operations
from loans.returns.receipts import Return
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    AgreementTextFactory,
    DeviceChargerFactory,
    DeviceModelFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
)
from tests.loans.conftest import sign as sign_it
from tests.visits import undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    """An item with two accessories, on an active loan."""
    return LoanItemFactory(of_accessories=True, open=True, quantity=2)


def test_returned_accessories_are_added_to_the_stock_if_it_is_counted(counter, item):
    back = Return(devices={}, accessories={item: 1})
    with undone():
        return_operations.take_back(item.loan, by=counter, back=back, receipt=b"%PDF")
        assert not AccessoryStock.objects.exists()
    item.refresh_from_db()
    stock = AccessoryStockFactory(site=item.loan.site, kind=item.accessory, holding=5)
    return_operations.take_back(item.loan, by=counter, back=back, receipt=b"%PDF")
    assert AccessoryStock.objects.get().quantity == 6
    row = stock.movements.first()
    assert (row.kind, row.change, row.reference) == ("came_back", 1, item.loan.number)


def test_a_request_for_a_charger_is_served_with_whichever_fits(counter):
    line = RequestLineFactory(
        request=RequestFactory(accepted=True),
        category=None,
        accessory=AccessoryKindFactory(sort=AccessorySort.CHARGER),
        requested=1,
        accepted=1,
    )
    loan = preparation_operations.prepare_for(line.request, by=counter)

    item = preparation_operations.add_accessory(
        loan, by=counter, accessory=AccessoryKindFactory(usb_c=True)
    )

    assert item.line == line
    bag = preparation_operations.add_accessory(loan, by=counter, accessory=AccessoryKindFactory())
    assert bag.line is None
    assert LoanItem.objects.filter(loan=loan).count() == 2


def test_handed_over_accessories_leave_the_stock_without_blocking(counter):
    AgreementTextFactory(kind="loan", audience="family")
    for holding, left, short in ((5, 3, 0), (1, 0, 1), (0, 0, 2)):
        item = LoanItemFactory(of_accessories=True, quantity=2)
        AccessoryStockFactory(site=item.loan.site, kind=item.accessory, holding=holding)
        elsewhere = AccessoryStockFactory(kind=item.accessory, holding=4)
        sign_it(agreement_operations.issue(item.loan, by=counter), counter)
        stock = AccessoryStock.objects.get(site=item.loan.site)
        assert (stock.quantity, stock.short) == (left, short), holding
        assert stock.movements.first().reference == item.loan.number
        assert AccessoryStock.objects.get(pk=elsewhere.pk).quantity == 4
        item.loan.refresh_from_db()
        assert item.loan.status == "active"


def test_a_missing_charger_is_shown_at_the_hand_over(sign_in, counter, site):
    item = LoanItemFactory(device__site=site, loan__site=site)
    visitor = sign_in(counter)
    model = DeviceModelFactory(charger_connector="usb_c", charger_watts=45)
    Device.objects.filter(pk=item.device_id).update(model=model)
    DeviceChargerFactory(device=item.device, missing=True)
    kind = AccessoryKindFactory(usb_c=True, names__fr="Chargeur USB-C 65 W")
    AccessoryStockFactory(kind=kind, site=site, holding=3)

    page = visitor.get(reverse("loan_what", args=[item.loan_id])).content.decode()

    assert "Sans chargeur" in page
    assert "Chargeur USB-C 65 W (3)" in page
    visitor.post(
        reverse("loan_accessory", args=[item.loan_id]), {"accessory": kind.pk, "quantity": 1}
    )
    assert item.loan.items.get(accessory=kind).quantity == 1


@pytest.mark.papers
def test_long_limitations_and_the_grade_are_printed_completely(counter, no_annex):
    limits = "La batterie tient deux heures ; le port USB de gauche ne marche pas ; " * 4
    item = LoanItemFactory()
    Device.objects.filter(pk=item.device_id).update(known_limits=limits[:290].strip(), grade="C")
    AgreementTextFactory(kind="loan", audience="family")

    agreement = agreement_operations.issue(Loan.objects.get(pk=item.loan_id), by=counter)
    agreement_operations.draw_agreement(agreement, by=counter)

    with pypdfium2.PdfDocument(agreement.document.read()) as pdf:
        pages = [page.get_textpage() for page in pdf]
        words = " ".join(" ".join(page.get_text_bounded() for page in pages).split())
        edges = [page.get_charbox(at)[2] for page in pages for at in range(page.count_chars())]
        width = pdf[0].get_width()
    assert " ".join(limits[:290].split()) in words
    assert str(Device.objects.get(pk=item.device_id).look_in_words) in words
    assert max(edges) < width
