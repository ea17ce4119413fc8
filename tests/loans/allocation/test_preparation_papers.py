"""Preparation papers have shelves in order, readable codes, and no name of a family."""

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone

from loans.allocation import papers
from loans.allocation import papers as allocation_papers
from loans.allocation.operations import expiry as expiry_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import Mode
from loans.models import Loan
from tests.drawing import words_written
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    KitFactory,
    LoanItemFactory,
    PlaceFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)
from tests.leaks import words_of

pytestmark = pytest.mark.usefixtures("english")
SECRETS = ["Awa", "Kerjean", "06 39 98 00 11", "rue des Tests"]


@pytest.fixture
def person(organisation):
    return RecipientFactory(
        organisation=organisation,
        first_name="Awa",
        last_name="Kerjean",
        phone="06 39 98 00 11",
        address="3 rue des Tests",
        town="Rennes",
        household_size=3,
    )


def on_shelf(site, code):
    return DeviceFactory(ready=True, site=site, place=PlaceFactory(site=site, code=code))


@pytest.fixture
def reserved(loan, counter, site):
    """A walk-in with devices from three shelves, and a device without a shelf."""
    devices = [on_shelf(site, "A10"), on_shelf(site, "B1"), on_shelf(site, "A2")]
    devices.append(DeviceFactory(ready=True, site=site))
    reservations_operations.reserve(loan, by=counter, devices=devices)
    return loan


def pages_of(pdf, dots=150):
    """Return each page of a PDF as a greyscale image."""
    with pypdfium2.PdfDocument(pdf) as pages:
        return [page.render(scale=dots / 72, grayscale=True).to_pil() for page in pages]


def codes_of(page):
    return [code.text for code in zxingcpp.read_barcodes(page)]


def test_the_pick_list_is_sorted_by_shelf_with_one_code_and_no_name(reserved, organisation):
    assert [pick.shelf for pick in papers.picks_of([reserved])] == ["A2", "A10", "B1", ""]
    organisation.phone, organisation.town = "01 99 00 12 12", "Redon"
    organisation.save()
    pdf = allocation_papers.render_picklist([Loan.objects.get(pk=reserved.pk)], reserved.site)
    text = words_of(pdf)
    for item in reserved.items.all():
        assert item.device.asset_tag in text
    for words in (reserved.number, str(organisation), "family of 3", "01 99 00 12 12", "Redon"):
        assert words in text
    assert [secret for secret in SECRETS if secret in text] == []
    (page,) = pages_of(pdf)
    (code,) = codes_of(page)
    assert code.endswith(f"/D/{reserved.number}")


def test_the_contact_is_the_requester_and_an_incomplete_kit_is_marked(
    counter, organisation, site, device
):
    loan_request = RequestFactory(accepted=True, organisation=organisation, site=site)
    kit = KitFactory(names__en="phone kit")
    of = {"request": loan_request, "kit": kit, "bundle": 1, "requested": 1, "accepted": 1}
    RequestLineFactory(**of, category=device.category)
    charger = AccessoryKindFactory(names__en="wall charger")
    RequestLineFactory(**of, category=None, accessory=charger)
    loan = reservations_operations.reserve_for(loan_request, by=counter, devices=[device])
    text = words_written(allocation_papers.render_picklist([loan], site))
    assert loan_request.created_by.name in text
    assert loan_request.created_by.email in text
    assert "incomplete, missing: wall charger" in text
    preparation_operations.add_accessory(loan, by=counter, accessory=charger)
    assert "incomplete" not in words_written(allocation_papers.render_picklist([loan], site))


def test_the_pick_list_of_a_day_has_its_pick_ups(sign_in, volunteer, reserved, counter):
    today = timezone.localdate()
    visitor = sign_in(volunteer)
    assert visitor.get(reverse("picklist")).url.startswith(reverse("reservation_list") + "?day=")
    expiry_operations.arrange(reserved, by=counter, mode=Mode.ON_SITE, pickup_on=today)
    LoanItemFactory(loan__site=reserved.site)  # another day
    answer = visitor.get(reverse("picklist"), {"day": today.isoformat()})
    text = words_written(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert reserved.number in text
    assert text.count("Mode de remise") == 1


def label(loan, user, count=1):
    return allocation_papers.render_parcels(loan, count, user=user)


def test_the_address_of_a_shipment_alone_is_shown_with_permission(
    reserved, counter, volunteer, organisation
):
    text = words_written(label(reserved, counter))  # collected, not sent
    assert str(organisation) in text
    assert [secret for secret in SECRETS if secret in text] == []
    for mode in (Mode.HOME, Mode.COURIER):
        expiry_operations.arrange(reserved, by=counter, mode=mode)
        text = words_written(label(reserved, counter))
        assert [secret for secret in SECRETS if secret in text] == SECRETS, mode
    text = words_written(label(reserved, volunteer))
    assert [secret for secret in SECRETS if secret in text] == []
    assert "ask at the counter" in text


def test_each_parcel_has_its_number_and_the_code_of_the_document(reserved, counter):
    pdf = label(reserved, counter, count=2)
    text = " ".join(words_of(pdf).split())
    assert [f"{n} / 2" in text for n in (1, 2)] == [True, True]
    pages = pages_of(pdf)
    assert len(pages) == 2
    assert {codes_of(page)[0].rpartition("/")[2] for page in pages} == {reserved.number}
    assert {round(side / 150 * 25.4) for side in pages[0].size} == {105, 148}


def test_an_invalid_number_of_parcels_is_a_404_and_an_association_opens_none(
    unrendered, sign_in, reserved, counter, organisation
):
    path, visitor = reverse("loan_parcel", args=[reserved.pk]), sign_in(counter)
    for count in ("0", "21", "many", "-1"):
        assert visitor.get(path, {"count": count}).status_code == 404, count
    theirs = sign_in(UserFactory(association=True, organisation=organisation))
    for name in ("loan_picklist", "loan_parcel"):
        assert theirs.get(reverse(name, args=[reserved.pk])).status_code == 403
