import pytest
from django.urls import reverse

from core.models import Event
from inventory.models import Place
from tests.factories import DeviceFactory, PlaceFactory


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def test_a_place_is_added_with_its_code_in_capitals(visitor, site):
    facts = {"site": site.pk, "code": " bench 2 ", "name": "Établi", "is_active": "on"}
    visitor.post(reverse("place_add"), facts)
    place = Place.objects.get()
    assert (place.site, place.code, place.name, place.is_active) == (site, "BENCH2", "Établi", True)


@pytest.mark.usefixtures("unrendered")
def test_a_change_of_a_place_is_one_event(visitor, coordinator, site):
    address = reverse("place_add")
    key = visitor.get(address).context["form"]["submission"].value()
    facts = {"site": site.pk, "code": "B2", "name": "Établi", "is_active": "on", "submission": key}
    for _ in range(2):
        assert visitor.post(address, facts).url == reverse("place_list")
    place = Place.objects.get()
    visitor.post(reverse("place_edit", args=[place.pk]), {"code": "B3", "name": "Établi"})
    kinds = Event.objects.about(place).values_list("kind", "by")
    assert list(kinds) == [("place.saved", coordinator.pk)] * 2


def test_a_duplicate_place_code_is_refused_and_typed_values_stay(visitor, site):
    PlaceFactory(code="A1")
    answer = visitor.post(reverse("place_add"), {"site": site.pk, "code": "a1", "name": "Réserve"})
    assert "code" in answer.context["form"].errors
    assert 'value="Réserve"' in answer.content.decode()
    assert Place.objects.count() == 1


@pytest.mark.usefixtures("unrendered")
def test_place_names_are_unique_in_a_site(visitor, site):
    PlaceFactory(site=site, name="Réserve")
    answer = visitor.post(reverse("place_add"), {"site": site.pk, "code": "B1", "name": "Réserve"})
    assert answer.context["form"].errors
    assert Place.objects.count() == 1


def test_a_place_is_corrected_and_stays_at_its_site(visitor, site):
    place = PlaceFactory(site=site, code="A1")
    facts = {"site": PlaceFactory().site_id, "code": "A2", "name": "Réserve"}
    visitor.post(reverse("place_edit", args=[place.pk]), facts)
    place.refresh_from_db()
    assert (place.site, place.code, place.is_active) == (site, "A2", False)


@pytest.mark.usefixtures("unrendered")
def test_the_list_shows_the_number_of_devices(sign_in, volunteer, site):
    place = PlaceFactory(site=site, code="A1")
    DeviceFactory(site=site, place=place, ready=True)
    DeviceFactory(site=site, place=place, on_loan=True)
    elsewhere = PlaceFactory()
    answer = sign_in(volunteer).get(reverse("place_list"))
    rows = list(answer.context["table"].paginated_rows)
    assert [(row.code, row.devices) for row in rows] == [("A1", 1)]
    assert elsewhere not in rows


def test_places_are_changed_by_coordinators(sign_in, technician, site):
    place, visitor = PlaceFactory(site=site), sign_in(technician)
    assert visitor.get(reverse("place_add")).status_code == 403
    assert visitor.post(reverse("place_edit", args=[place.pk]), {"code": "X"}).status_code == 403
