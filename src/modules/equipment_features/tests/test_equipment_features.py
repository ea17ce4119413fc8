"""Wishes are noted in one tap with consent, matched to things, and deleted without a trace."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.base.own_page import OwnPage
from modules.equipment_features.lifecycle import Feature
from modules.equipment_features.matching import features_of, matches_of, wanted_on
from modules.equipment_features.models import AccessoryFeature, DeviceFeature, Wish
from modules.equipment_features.operations import change_device, change_wish
from modules.equipment_features.panels import SIGNER
from modules.equipment_features.tests.factories import (
    AccessoryFeatureFactory,
    DeviceFeatureFactory,
    WishFactory,
)
from people.privacy.operations import anonymise
from people.privacy.processing_record import line_of
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HOME = "https://rebond.example.org/m/1/"


@pytest.fixture
def accepted():
    """An accepted request of a person for a laptop."""
    request = RequestFactory(accepted=True, recipient__family=True)
    write(request.recipient, organisation=request.organisation)
    device = DeviceFactory(ready=True, site=request.site)
    RequestLineFactory(request=request, category=device.category, requested=1, accepted=1)
    request.device = device
    return request


@pytest.fixture
def own_page(monkeypatch):
    pages = [OwnPage(lambda person, number: HOME, "%(url)s")]
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", pages)


def of_team(accepted, **role):
    return UserFactory(**role, sites=[accepted.site], language="en")


def wishes():
    return list(Wish.objects.values_list("feature", flat=True))


def test_a_tap_notes_a_wish_and_another_leaves_nothing_of_it(accepted, sign_in):
    person, client = (
        accepted.recipient,
        sign_in(of_team(accepted, counter=True)),
    )
    path, page = reverse("feature_person", args=[person.pk]), accepted.get_absolute_url()
    assert "What does the person want?" in client.get(page).text
    referer = {"Referer": f"http://testserver{page}"}
    assert client.post(path, {"add": "reader"}, headers=referer)["Location"] == page
    client.post(path, {"add": "reader"})
    assert wishes() == [Feature.READER]
    assert 'name="remove"\n                  value="reader"' in client.get(page).text
    event = Event.objects.about(person).first()
    assert (event.kind, event.data) == ("features.noted", {})
    client.post(path, {"remove": "reader"})
    client.post(path, {"add": "blindness"})
    assert wishes() == []
    assert Event.objects.about(person).first().kind == "features.removed"


def test_only_the_counter_and_their_organisation_see_wishes(accepted, sign_in):
    WishFactory(recipient=accepted.recipient, feature=Feature.READER)
    page = accepted.get_absolute_url()
    own = UserFactory(association=True, organisation=accepted.organisation, language="en")
    assert "screen reader installed" in sign_in(own).get(page).text
    other = sign_in(UserFactory(association=True))
    path = reverse("feature_person", args=[accepted.recipient_id])
    assert other.post(path, {"add": "light"}).status_code == 404
    volunteer = sign_in(of_team(accepted, technician=True))
    assert "screen reader" not in volunteer.get(page).text
    assert volunteer.post(path, {"add": "light"}).status_code == 403
    assert not Wish.objects.visible_to(UserFactory(technician=True))
    with pytest.raises(PermissionDenied):
        change_wish(accepted.recipient, by=UserFactory(association=True), add="light")


def test_accessories_devices_and_settings_are_matched_and_taken_in_one_tap(accepted, sign_in):
    person, device = accepted.recipient, accepted.device
    kind = AccessoryFeatureFactory().accessory
    AccessoryStockFactory(kind=kind, site=accepted.site, holding=2)
    for feature in (Feature.LARGE_KEYS, Feature.TOUCH, Feature.READER, Feature.AUDIO):
        WishFactory(recipient=person, feature=feature)
    DeviceFeatureFactory(device=device, feature=Feature.TOUCH)
    keys, touch, reader = matches_of(person, accepted)
    assert [stock.kind for stock in keys.stocks] == [kind]
    assert touch.devices == [device]
    assert reader.is_missing
    client = sign_in(of_team(accepted, counter=True))
    page = client.get(accepted.get_absolute_url()).text
    assert "nothing here has this feature" in page
    client.post(reverse("feature_take", args=[accepted.pk]), {"accessory": kind.pk})
    client.post(reverse("request_scan", args=[accepted.pk]), {"code": device.asset_tag})
    keys, touch, reader = matches_of(person, accepted)
    assert keys.item.accessory == kind
    assert touch.item.device == device
    assert reader.reserved == [device]
    assert wanted_on(device) == [Feature.READER]
    bench = sign_in(of_team(accepted, technician=True))
    shown = bench.get(device.get_absolute_url()).text
    assert "Set up these features before the hand-over, then tap them" in shown
    assert person.last_name not in shown
    bench.post(reverse("feature_device", args=[device.pk]), {"add": "reader"})
    assert wanted_on(device) == []
    shown = client.get(accepted.get_absolute_url()).text
    assert f'<span class="status status-good">{kind}</span>' in shown
    loan = accepted.loans.get()
    step = client.get(reverse("loan_what", args=[loan.pk])).text
    assert "Listen to the agreement" in step


def test_what_was_set_up_is_lost_when_the_device_comes_back(coordinator):
    device = DeviceFactory()
    change_device(device, by=coordinator, add=Feature.READER)
    change_device(device, by=coordinator, add=Feature.TOUCH)
    assert features_of(device) == {Feature.READER, Feature.TOUCH}
    write(device, received_at=timezone.now() + timedelta(minutes=1))
    assert features_of(device) == {Feature.TOUCH}
    change_device(device, by=coordinator, remove=Feature.TOUCH)
    assert features_of(device) == set()


def test_a_person_taps_on_their_own_page(client, own_page):
    person = RecipientFactory(family=True)
    path = reverse("own_features", args=[SIGNER.sign(person.pk)])
    assert client.post(path, {"add": "large_print"})["Location"] == f"{HOME}#features"
    wish = Wish.objects.get()
    assert (wish.feature, wish.by.is_by_link) == (Feature.LARGE_PRINT, True)
    client.post(path, {"remove": "large_print"})
    assert wishes() == []
    assert client.post(reverse("own_features", args=["1:x:y"])).status_code == 404


def test_nothing_is_noted_while_the_own_page_is_closed(client, monkeypatch):
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", [])
    path = reverse("own_features", args=[SIGNER.sign(RecipientFactory().pk)])
    assert client.post(path, {"add": "light"}).status_code == 404


def test_features_of_accessories_are_listed_once_and_removed(coordinator, sign_in):
    client, kind = sign_in(coordinator), AccessoryKindFactory()
    path = reverse("feature_list")
    client.post(path, {"accessory": kind.pk, "feature": "loud"})
    again = client.post(path, {"accessory": kind.pk, "feature": "loud"})
    assert again.status_code == 200
    row = AccessoryFeature.objects.get()
    client.post(reverse("feature_remove", args=[row.pk]))
    assert not AccessoryFeature.objects.exists()


def test_anonymisation_deletes_wishes_and_keeps_the_device(coordinator):
    loan = LoanFactory(closed=True)
    device = LoanItemFactory(returned=True, loan=loan).device
    change_device(device, by=coordinator, add=Feature.TOUCH)
    WishFactory(recipient=loan.recipient)
    anonymise([loan.recipient], by=coordinator)
    assert wishes() == []
    assert DeviceFeature.objects.exists()
    loan.recipient.refresh_from_db()
    with pytest.raises(Refused):
        change_wish(loan.recipient, by=coordinator, add="light")


def test_the_register_names_the_legal_basis():
    parts = line_of("families").parts
    assert "Wanted features: explicit consent (GDPR, art. 9(2)(a))." in parts["basis"]
    assert "never the reason" in parts["data"]
