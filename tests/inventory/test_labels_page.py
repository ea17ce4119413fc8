import re

import pypdfium2
import pytest
from django.core.management import call_command
from django.urls import reverse

from inventory import labels
from tests.factories import DeviceFactory, DonationFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "reference")]
URL = reverse("label_print")


@pytest.fixture
def reference():
    call_command("load_reference", verbosity=0)


@pytest.fixture
def phone(volunteer, sign_in):
    volunteer.language = "en"
    volunteer.save()
    return sign_in(volunteer)


def tags_of(response):
    """The tags on the sheets, in order."""
    with pypdfium2.PdfDocument(b"".join(response)) as pdf:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    return re.findall(r"RB\d{7}\w", text)


def chosen(page):
    """The sheet and its label that the page proposes."""
    return re.findall(r'<input type="radio" name="[\w-]+" value="(\w+)"[^>]* checked', page)


def test_the_labels_of_a_lot_are_one_pdf(phone, site):
    donation = DonationFactory(received=True, site=site)
    devices = DeviceFactory.create_batch(2, donation=donation, site=site)
    DeviceFactory(donation=donation, site=site, withdrawn=True)
    page = phone.get(URL, {"donation": donation.pk})
    assert "2 labels" in page.content.decode()
    response = phone.post(f"{URL}?donation={donation.pk}", {"fmt": "L7160", "start-L7160": 4})
    assert response.headers["Content-Disposition"] == 'inline; filename="labels.pdf"'
    assert tags_of(response) == [device.asset_tag for device in devices]


def test_a_selection_is_posted_then_printed_in_its_order(phone, site):
    first, second = DeviceFactory.create_batch(2, site=site)
    page = phone.post(URL, {"device": [second.pk, first.pk]}).content.decode()
    kept = re.findall(r'name="device" value="(\d+)"', page)
    assert kept == [str(second.pk), str(first.pk)]
    response = phone.post(URL, {"device": kept, "fmt": "L7163"})
    assert tags_of(response) == [second.asset_tag, first.asset_tag]


def test_the_next_print_begins_where_this_one_ended(phone, site):
    device = DeviceFactory(site=site)
    asked = f"{URL}?device={device.pk}"
    assert "L7160" in chosen(phone.get(asked).content.decode())
    phone.post(asked, {"device": device.pk, "fmt": "L7159", "start-L7159": 23})
    phone.post(asked, {"device": device.pk, "fmt": "L7160", "start-L7160": 21})
    phone.post(asked, {"device": device.pk, "fmt": "L7159", "start-L7159": 23})
    page = phone.get(asked).content.decode()
    assert chosen(page) == ["1", "L7159", "24", "1", "1", "1", "1"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"fmt": "L0000"}, "Select a valid choice"),
        ({"fmt": "L7160", "start-L7160": "22"}, "This sheet has no such label."),
        ({"fmt": "L7160", "start-L7160": "x"}, "This sheet has no such label."),
    ],
)
def test_a_wrong_choice_is_told(phone, site, typed, sentence):
    device = DeviceFactory(site=site)
    response = phone.post(URL, {"device": device.pk, **typed})
    assert sentence in response.content.decode()
    assert f'name="device" value="{device.pk}"' in response.content.decode()


def test_more_than_a_print_holds_is_printed_in_parts(phone, site, monkeypatch):
    monkeypatch.setattr("inventory.views.labels.LARGEST", 2)
    donation = DonationFactory(received=True, site=site)
    devices = DeviceFactory.create_batch(3, donation=donation, site=site)
    page = phone.get(URL, {"donation": donation.pk}).content.decode()
    assert "A print holds 2 labels at most: these are labels 1 to 2 of 3." in page
    assert f"?donation={donation.pk}&amp;page=2" in page
    response = phone.post(f"{URL}?donation={donation.pk}&page=2", {"fmt": "L7160"})
    assert tags_of(response) == [devices[2].asset_tag]


def test_a_print_is_bounded():
    assert labels.LARGEST == 1_200


def test_nothing_chosen_is_said(phone):
    assert "No device is chosen" in phone.get(URL).content.decode()


@pytest.mark.parametrize("name", ["device", "donation"])
def test_what_is_elsewhere_or_nowhere_is_not_found(phone, name):
    elsewhere = SiteFactory()
    donation = DonationFactory(received=True, site=elsewhere)
    device = DeviceFactory(donation=donation, site=elsewhere)
    pk = {"device": device.pk, "donation": donation.pk}[name]
    for value in [pk, 0, "x", "-1", "9" * 30]:
        assert phone.get(URL, {name: value}).status_code == 404


def test_an_association_prints_no_label(association, sign_in):
    assert sign_in(association).get(URL).status_code == 403
