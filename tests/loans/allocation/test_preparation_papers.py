"""What one prepares by, drawn and read: shelves in order, codes to read, no name of any family."""

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
    """A walk-in with devices of three shelves, and one of no shelf."""
    devices = [on_shelf(site, "A10"), on_shelf(site, "B1"), on_shelf(site, "A2")]
    devices.append(DeviceFactory(ready=True, site=site))
    reservations_operations.reserve(loan, by=counter, devices=devices)
    return loan


def pages_of(pdf, dots=150):
    """Each page of a PDF as a grey picture."""
    with pypdfium2.PdfDocument(pdf) as pages:
        return [page.render(scale=dots / 72, grayscale=True).to_pil() for page in pages]


def codes_of(page):
    return [code.text for code in zxingcpp.read_barcodes(page)]


def test_the_pick_list_is_sorted_by_shelf(reserved):
    picks = papers.picks_of([reserved])
    assert [pick.shelf for pick in picks] == ["A2", "A10", "B1", ""]


def test_the_pick_list_contains_no_name(reserved, organisation):
    organisation.phone, organisation.town = "01 99 00 12 12", "Redon"
    organisation.save()
    text = words_of(
        allocation_papers.render_picklist([Loan.objects.get(pk=reserved.pk)], reserved.site)
    )
    for item in reserved.items.all():
        assert item.device.asset_tag in text
    for words in (reserved.number, str(organisation), "family of 3", "01 99 00 12 12", "Redon"):
        assert words in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_only_code_on_the_pick_list_is_its_document_code(reserved):
    (page,) = pages_of(allocation_papers.render_picklist([reserved], reserved.site))
    (code,) = codes_of(page)
    assert code.endswith(f"/D/{reserved.number}")


def test_the_contact_is_the_requester(accepted_request, counter, device):
    author = accepted_request.created_by
    loan = reservations_operations.reserve_for(accepted_request, by=counter, devices=[device])
    text = words_of(allocation_papers.render_picklist([loan], loan.site))
    assert author.name in text
    assert author.email in text


def test_an_incomplete_kit_is_marked(counter, organisation, site, device):
    loan_request = RequestFactory(accepted=True, organisation=organisation, site=site)
    kit = KitFactory(names__en="phone kit")
    of = {"request": loan_request, "kit": kit, "bundle": 1, "requested": 1, "accepted": 1}
    RequestLineFactory(**of, category=device.category)
    charger = AccessoryKindFactory(names__en="wall charger")
    RequestLineFactory(**of, category=None, accessory=charger)
    loan = reservations_operations.reserve_for(loan_request, by=counter, devices=[device])
    text = words_of(allocation_papers.render_picklist([loan], site))
    assert "incomplete, missing: wall charger" in " ".join(text.split())
    preparation_operations.add_accessory(loan, by=counter, accessory=charger)
    assert "complete" in words_of(allocation_papers.render_picklist([loan], site))


def test_the_pick_list_of_a_day_has_its_pick_ups(sign_in, volunteer, reserved, counter):
    today = timezone.localdate()
    visitor = sign_in(volunteer)
    assert visitor.get(reverse("picklist")).url.startswith(reverse("reservation_list") + "?day=")
    expiry_operations.arrange(reserved, by=counter, mode=Mode.ON_SITE, pickup_on=today)
    LoanItemFactory(loan__site=reserved.site)  # another day
    answer = visitor.get(reverse("picklist"), {"day": today.isoformat()})
    text = words_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert reserved.number in text
    assert text.count("Mode de remise") == 1


def label(loan, user, count=1):
    return allocation_papers.render_parcels(loan, count, user=user)


def test_a_parcel_that_is_collected_has_no_address(reserved, counter, organisation):
    text = words_of(label(reserved, counter))
    assert str(organisation) in text
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("mode", [Mode.HOME, Mode.COURIER])
def test_the_address_of_a_shipment_needs_permission(reserved, counter, volunteer, mode):
    expiry_operations.arrange(reserved, by=counter, mode=mode)
    text = words_of(label(reserved, counter))
    assert [secret for secret in SECRETS if secret in text] == SECRETS
    text = words_of(label(reserved, volunteer))
    assert [secret for secret in SECRETS if secret in text] == []
    assert "ask at the counter" in text


def test_each_parcel_has_its_number_and_the_code_of_the_document(reserved, counter):
    pdf = label(reserved, counter, count=3)
    text = " ".join(words_of(pdf).split())
    assert [f"{n} / 3" in text for n in (1, 2, 3)] == [True, True, True]
    pages = pages_of(pdf)
    assert len(pages) == 3
    assert {codes_of(page)[0].rpartition("/")[2] for page in pages} == {reserved.number}
    assert {round(side / 150 * 25.4) for side in pages[0].size} == {105, 148}


@pytest.mark.parametrize("count", ["0", "21", "many", "-1"])
def test_an_invalid_number_of_parcels_is_a_404(sign_in, reserved, counter, count):
    path = reverse("loan_parcel", args=[reserved.pk])
    assert sign_in(counter).get(path, {"count": count}).status_code == 404


def test_an_association_cannot_open_preparation_papers(sign_in, reserved, organisation):
    theirs = sign_in(UserFactory(association=True, organisation=organisation))
    for name in ("loan_picklist", "loan_parcel"):
        assert theirs.get(reverse(name, args=[reserved.pk])).status_code == 403
