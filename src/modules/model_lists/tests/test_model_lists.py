"""A list of models enters them in the catalogue, and is undone while they are unused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Brand, DeviceModel
from catalogue.operations import save_reference
from core.models import Event
from inventory.imports.lifecycle import ImportStatus
from inventory.models import ImportBatch
from people.models import User
from tests.factories import CategoryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MODELS = """Brand;Model;Category
Dell;Latitude 5490;PC portable
dell;Latitude 5490;
Fairphone;Fairphone 3;
Dell;;laptop
Dell;Latitude 7390;teapot
"""


@pytest.fixture
def send(sign_in, admin):
    """Factory `send(text)`, which uploads a list as an administrator; returns its batch."""

    def send(text):
        client = sign_in(admin)
        file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
        answer = client.post(reverse("model_import"), {"file": file})
        assert answer.status_code == 302, answer.context["form"].errors
        return client, ImportBatch.objects.latest("pk")

    return send


def write(client, batch):
    client.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED, batch.error


def test_a_renamed_model_stays(send, admin):
    client, batch = send("Brand;Model\nDell;Latitude 5490\n")
    write(client, batch)
    model = DeviceModel.objects.get()
    model.name = "Latitude 5491"
    save_reference(model, by=admin)

    client.post(reverse("import_undo", args=[batch.pk]))

    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED
    assert DeviceModel.objects.get() == model


def test_models_come_in_with_their_brands_and_are_taken_back(send, admin):
    laptop = CategoryFactory(code="laptop")
    dell = save_reference(Brand(name="Dell"), by=admin)
    client, batch = send(MODELS)
    assert [row.number for row in batch.rows.refused()] == [3, 5, 6]

    write(client, batch)
    assert "column-devices" not in client.get(batch.get_absolute_url()).content.decode()
    latitude, fairphone = DeviceModel.objects.order_by("name").reverse()
    assert (latitude.brand, latitude.category, latitude.is_proposal) == (dell, laptop, False)
    assert fairphone.brand.name == "Fairphone"
    assert Event.objects.about(fairphone).get().kind == "reference.entered"
    client.post(reverse("import_undo", args=[batch.pk]))
    assert not DeviceModel.objects.exists()
    assert list(Brand.objects.values_list("name", flat=True)) == ["Dell", "Fairphone"]


def test_only_administrators_are_offered_the_import(admin, coordinator, technician, sign_in):
    User.objects.update(language="en")
    lists, start = reverse("import_list"), reverse("model_import")
    models = reverse("reference_list", args=["devicemodel"])
    reader, office = sign_in(coordinator), sign_in(admin)
    page = reader.get(models).content.decode()
    assert "Administrators import lists of models." in page
    assert start not in page
    page = " ".join(reader.get(lists).content.decode().split())
    assert "Only for: administrator" in page
    assert start not in page
    assert start in office.get(lists).content.decode()
    assert start in office.get(models).content.decode()
    assert start not in office.get(reverse("reference_list", args=["brand"])).content.decode()
    export = reverse("list_export", args=["models"])
    assert office.post(export).status_code == 200
    assert sign_in(technician).post(export).status_code == 403
