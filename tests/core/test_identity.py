import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from core.models import Document, Event, Identity

pytestmark = pytest.mark.django_db

DETAILS = {"name": "Les Ordis Solidaires", "phone": "02 99 00 00 00", "tag_prefix": "LO"}


def picture(kind="JPEG", size=(1200, 300), name="logo.jpg", mode="RGB", **facts):
    content = io.BytesIO()
    Image.new(mode, size, "teal").save(content, kind, **facts)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def client_of_admin(admin, sign_in):
    return sign_in(admin)


def test_only_administrators_edit_the_identity(coordinator, sign_in):
    client = sign_in(coordinator)
    assert client.get("/association/").status_code == 403
    assert client.post("/association/", DETAILS).status_code == 403
    assert not Identity.objects.exists()


def test_identity_is_saved_recorded_and_shown(
    client_of_admin, admin, django_capture_on_commit_callbacks
):
    assert "Les Ordis Solidaires" not in client_of_admin.get("/association/").text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of_admin.post("/association/", DETAILS)
    assert answer.headers["Location"] == "/"
    assert (Identity.objects.get().tag_prefix, Identity.objects.get().pk) == ("LO", 1)
    assert "Les Ordis Solidaires" in Client().get("/accounts/login/").text
    event = Event.objects.about(Identity.objects.get()).get()
    assert (event.kind, event.by, event.data) == ("identity.changed", admin, {})


def test_a_form_error_is_on_its_field_and_other_values_are_kept(client_of_admin):
    wrong = {"siren": "123456789", "rna": "X1", "tag_prefix": "rb1", "name": "", "email": "x"}
    wrong |= {"phone": "ask Lou"}
    page = client_of_admin.post("/association/", {"town": "Rennes"} | wrong)
    assert page.context["form"].errors.keys() == wrong.keys()
    assert 'value="Rennes"' in page.text
    assert not Identity.objects.exists()


def test_a_logo_is_reencoded_small_and_without_metadata(client_of_admin):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    upload = picture(exif=exif)
    assert b"secret place" in upload.read()
    upload.seek(0)
    client_of_admin.post("/association/", {**DETAILS, "picture": upload})
    content = Identity.objects.get().logo.read()
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (640, 160))
    assert b"secret place" not in content
    assert not image.getexif()


def test_a_logo_is_served_as_an_image_to_signed_in_users_only(client_of_admin, volunteer, sign_in):
    assert client_of_admin.get("/association/logo/").status_code == 404
    client_of_admin.post("/association/", {**DETAILS, "picture": picture()})
    Identity.clear_cache()
    answer = sign_in(volunteer).get("/association/logo/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Client().get("/association/logo/").status_code == 302


def test_an_invalid_logo_is_refused(client_of_admin):
    for upload in (
        SimpleUploadedFile("logo.png", b"<svg onload='alert(1)'/>"),
        SimpleUploadedFile("logo.svg", b"<svg/>"),
        picture("GIF", name="logo.png"),
        picture(name="logo.html"),
        SimpleUploadedFile("logo.png", b""),
    ):
        page = client_of_admin.post("/association/", {**DETAILS, "picture": upload})
        assert page.context["form"].errors, upload
    assert not Document.objects.exists()
    assert not Identity.objects.exists()


def test_an_image_with_too_many_pixels_is_refused_before_decoding(client_of_admin):
    upload = picture("PNG", size=(8_001, 5_000), name="logo.png", mode="1")
    page = client_of_admin.post("/association/", {**DETAILS, "picture": upload})
    assert page.context["form"].non_field_errors()
    assert not Document.objects.exists()


def test_a_logo_is_replaced_or_removed_and_the_old_file_stays_in_the_records(client_of_admin):
    client_of_admin.post("/association/", {**DETAILS, "picture": picture()})
    client_of_admin.post("/association/", DETAILS)
    assert Identity.objects.get().logo is not None
    client_of_admin.post("/association/", {**DETAILS, "remove_logo": "on"})
    assert Identity.objects.get().logo is None
    assert Document.objects.count() == 1
