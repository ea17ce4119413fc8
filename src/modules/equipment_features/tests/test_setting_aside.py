"""“Set aside what fits” prefers items with wanted features and reports missing ones."""

import pytest
from django.urls import reverse

from core.models import Event
from core.workflow.undo import undo
from loans.allocation.operations.reservations import reserve_fitting
from modules.equipment_features.lifecycle import Feature
from modules.equipment_features.tests.factories import (
    AccessoryFeatureFactory,
    DeviceFeatureFactory,
    WishFactory,
)
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)
from tests.law import write
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def request_of_person():
    """An accepted request of a person for a laptop, with two ready: the second is touched."""
    request = RequestFactory(accepted=True, recipient__family=True)
    write(request.recipient, organisation=request.organisation)
    request.older, request.newer = (DeviceFactory(ready=True, site=request.site) for _n in range(2))
    write(request.newer, category=request.older.category)
    RequestLineFactory(request=request, category=request.older.category, requested=1, accepted=1)
    return request


def wanted(request, *features):
    for feature in features:
        WishFactory(recipient=request.recipient, feature=feature)


def items_of(result):
    return [item.device or item.accessory for item in result.items]


def in_stock(request, feature, *, number=1, **kind):
    accessory = AccessoryKindFactory(**kind)
    AccessoryFeatureFactory(accessory=accessory, feature=feature)
    AccessoryStockFactory(kind=accessory, site=request.site, holding=number)
    return accessory


def test_a_device_with_a_wanted_feature_comes_before_an_older_one(counter, request_of_person):
    wanted(request_of_person, Feature.TOUCH)
    DeviceFeatureFactory(device=request_of_person.newer, feature=Feature.TOUCH)
    result = reserve_fitting(request_of_person, by=counter)
    assert items_of(result) == [request_of_person.newer]
    assert result.sentence == f"1 item is set aside ({request_of_person.newer})."


def test_a_person_without_wishes_gets_the_oldest(counter, request_of_person):
    DeviceFeatureFactory(device=request_of_person.newer, feature=Feature.TOUCH)
    assert items_of(reserve_fitting(request_of_person, by=counter)) == [request_of_person.older]


def test_a_missing_feature_is_reported(counter, request_of_person):
    wanted(request_of_person, Feature.TOUCH, Feature.READER, Feature.AUDIO)
    sentence = reserve_fitting(request_of_person, by=counter).sentence
    assert "Wanted, but nothing set aside has it: touch screen." in sentence
    assert "To set up before the hand-over: screen reader installed." in sentence


def test_an_accessory_in_stock_is_added_once_and_undone(counter, request_of_person):
    wanted(request_of_person, Feature.LARGE_KEYS)
    keyboard = in_stock(request_of_person, Feature.LARGE_KEYS)
    result = reserve_fitting(request_of_person, by=counter)
    assert items_of(result) == [request_of_person.older, keyboard]
    assert (result.count, result.missing, result.notes) == (2, 0, [])
    event = Event.objects.about(request_of_person).filter(kind="request.set_aside").get()
    undo(event, by=counter)
    assert not request_of_person.loans.filter(status="prepared").exists()


def test_an_accessory_set_aside_for_another_person_is_not_taken(counter, request_of_person):
    wanted(request_of_person, Feature.LARGE_KEYS)
    keyboard = in_stock(request_of_person, Feature.LARGE_KEYS)
    loan = LoanFactory(site=request_of_person.site)
    LoanItemFactory(of_accessories=True, loan=loan, accessory=keyboard)
    result = reserve_fitting(request_of_person, by=counter)
    assert items_of(result) == [request_of_person.older]
    assert result.notes == ["Wanted, but nothing set aside has it: large-key keyboard."]


def test_wishes_are_not_read_while_the_module_is_off(counter, request_of_person):
    wanted(request_of_person, Feature.TOUCH)
    DeviceFeatureFactory(device=request_of_person.newer, feature=Feature.TOUCH)
    use_all_but("equipment_features")
    result = reserve_fitting(request_of_person, by=counter)
    assert items_of(result) == [request_of_person.older]
    assert result.notes == []


def test_the_counter_reads_what_is_missing(request_of_person, sign_in):
    wanted(request_of_person, Feature.TOUCH)
    user = UserFactory(counter=True, sites=[request_of_person.site], language="en")
    path = reverse("request_fitting", args=[request_of_person.pk])
    page = sign_in(user).post(path, follow=True).text
    assert "nothing set aside has it: touch screen" in page


def test_the_waiting_list_says_what_is_missing_for_each_request(request_of_person, sign_in):
    wanted(request_of_person, Feature.TOUCH)
    user = UserFactory(counter=True, sites=[request_of_person.site], language="en")
    page = sign_in(user).post(reverse("waiting_serve"), follow=True).text
    assert f"{request_of_person} · Wanted, but nothing set aside has it: touch screen." in page
