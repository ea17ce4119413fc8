"""Imports of places, which can be undone while they are unused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inventory.devices.operations import save_place
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch, Place
from people.models import User
from tests.factories import DeviceFactory, PlaceFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PLACES = """Site;Code;Name
;a 2;Back shelf
Annex;B1;Back shelf
;A1;Front
Nowhere;C1;Attic
;;Without a code
;D1;
;a2;Twice
"""


@pytest.fixture
def send(sign_in, admin, site):
    """Factory `send(page, text)`, which uploads a list as an administrator; returns its batch."""

    def send(page, text):
        client = sign_in(admin)
        file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
        answer = client.post(reverse(page), {"file": file, "site": site.pk})
        assert answer.status_code == 302, answer.context["form"].errors
        return client, ImportBatch.objects.latest("pk")

    return send


def refused(batch):
    return {row.number: row.sentences for row in batch.rows.refused()}


def write(client, batch):
    client.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED, batch.error


def test_places_come_in_at_their_site_and_are_taken_back(send, site):
    SiteFactory(name="Annex")
    PlaceFactory(site=site, code="A1", name="Entrance")
    client, batch = send("place_import", PLACES)
    assert sorted(refused(batch)) == [4, 5, 6, 7, 8]

    write(client, batch)
    places = Place.objects.exclude(code="A1")
    assert {(place.site.name, place.code) for place in places} == {
        (site.name, "A2"),
        ("Annex", "B1"),
    }
    client.post(reverse("import_undo", args=[batch.pk]))
    assert list(Place.objects.values_list("code", flat=True)) == ["A1"]
    assert client.get(reverse("import_detail", args=[batch.pk])).status_code == 200
    write(*send("place_import", PLACES))


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        ("used", "Row 2: A2 · Shelf is in use: it cannot be removed."),
        ("changed", "Row 2: A2 · Top shelf has been changed since: it cannot be removed."),
        ("renamed", "Row 2: Z9 · Shelf has been changed since: it cannot be removed."),
        ("deleted", "Row 2: its record no longer exists, so the list cannot be undone."),
    ],
)
def test_places_stay_if_one_was_used_changed_or_deleted(send, site, admin, act, refusal):
    User.objects.filter(pk=admin.pk).update(language="en")
    client, batch = send("place_import", "Code;Name\nA2;Shelf\nA3;Cellar\n")
    write(client, batch)
    place = Place.objects.get(code="A2")
    if act == "used":
        DeviceFactory(site=site, place=place)
    elif act == "deleted":
        place.delete()
    else:
        place.code, place.name = {"changed": ("A2", "Top shelf"), "renamed": ("Z9", "Shelf")}[act]
        save_place(place, by=admin)
    before = list(Place.objects.values_list("code", flat=True))

    page = client.post(reverse("import_undo", args=[batch.pk]), follow=True)

    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED
    assert list(Place.objects.values_list("code", flat=True)) == before
    assert refusal in page.content.decode()


def test_the_undo_of_a_list_spares_a_record_entered_by_hand(send, site, admin):
    client, batch = send("place_import", "Code;Name\nA2;Shelf\n")
    write(client, batch)
    place = Place.objects.get(code="A2")
    place.code, place.name = "Z9", "Cellar"
    save_place(place, by=admin)
    save_place(Place(site=site, code="A2", name="Shelf"), by=admin)

    client.post(reverse("import_undo", args=[batch.pk]))

    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED
    assert set(Place.objects.values_list("code", flat=True)) == {"A2", "Z9"}
