"""Photos: stripped of metadata, visible to users who may see the row, deleted when removed."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageOps

from core.forms.uploads import open_image
from core.models import Document, Event, Photo
from core.photos.photos import MAX_AT_ONCE, MAX_PER_SUBJECT
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    PhotoFactory,
    SiteFactory,
)
from tests.law import delete, refused

pytestmark = pytest.mark.django_db

GPS, ORIENTATION, UNIT = 0x8825, 0x0112, 0x0128


def picture(name="IMG_1.jpg", size=(3200, 2400), *, turned=False):
    """Return a photo taken by a phone, with place and time in its metadata."""
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Somebody"
    exif.get_ifd(GPS)[1] = "N"
    if turned:
        exif[ORIENTATION] = 6
    output = BytesIO()
    Image.new("RGB", size, "teal").save(output, "JPEG", exif=exif, comment=b"Somebody")
    return SimpleUploadedFile(name, output.getvalue(), "image/jpeg")


def send(client, subject, *pictures, **data):
    address = reverse("photo_add", args=[subject._meta.label_lower, subject.pk])
    return client.post(address, {"pictures": list(pictures), **data})


@pytest.fixture
def visitor(volunteer, sign_in):
    return sign_in(volunteer)


def test_a_photo_is_reencoded_upright_without_metadata_and_limited_in_size(visitor, site):
    device = DeviceFactory(site=site)
    answer = send(visitor, device, picture(turned=True), note="  Cracked   corner ")
    assert answer.url == device.get_absolute_url()
    photo = Photo.objects.of(device).get()
    image = Image.open(BytesIO(photo.document.read()))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1800, 2400), {})
    assert b"Somebody" not in photo.document.read()
    assert photo.note == "Cracked corner"
    assert photo.document.name == "photo.jpg"
    event = Event.objects.about(device)[0]
    assert (event.kind, event.data) == ("photo.added", {"count": 1})


def test_a_photo_is_upright_for_every_exif_orientation():
    shown = Image.new("RGB", (2, 3), "white")
    shown.putpixel((0, 0), (255, 0, 0))
    for orientation in range(10):
        exif, output = Image.Exif(), BytesIO()
        exif[ORIENTATION] = orientation
        shown.save(output, "PNG", exif=exif)
        upright = ImageOps.exif_transpose(Image.open(BytesIO(output.getvalue())))
        image = open_image(output.getvalue())
        assert (image.size, image.tobytes()) == (upright.size, upright.tobytes()), orientation


def test_invalid_exif_is_ignored():
    """The resolution unit is a text, although EXIF requires a number."""
    exif, output = Image.Exif(), BytesIO()
    exif[ORIENTATION], exif[UNIT] = 6, 2
    content = bytearray(exif.tobytes())
    content[content.index(UNIT.to_bytes(2, "big")) + 3] = 2
    Image.new("RGB", (2, 3)).save(output, "JPEG", exif=bytes(content))

    assert open_image(output.getvalue()).size == (3, 2)


def test_several_photos_are_added_once_when_sent_twice(visitor, site):
    donation = DonationFactory(site=site)
    key = "4a5c0a34-2b5f-4e6c-8d55-9f2e3a4d7c11"
    for _press in range(2):
        answer = send(
            visitor, donation, picture("a.jpg", (8, 8)), picture("b.jpg", (8, 8)), submission=key
        )
        assert answer.status_code == 302
    assert Photo.objects.of(donation).count() == 2


def test_a_file_that_is_no_image_is_refused_and_the_note_kept(visitor, site):
    device = DeviceFactory(site=site)
    for name, content in (
        ("a.jpg", b"<svg onload='x'/>"),
        ("a.png", b"%PDF-1.7 %%EOF"),
        ("a.jpg", b"\xff\xd8\xff"),
    ):
        good, bad = picture(size=(8, 8)), SimpleUploadedFile(name, content)
        answer = send(visitor, device, good, bad, note="Coin fendu")
        assert answer.status_code == 200, content
        assert answer.context["form"].errors
        assert "Coin fendu" in answer.text
    assert not Photo.objects.exists()
    assert not Document.objects.exists()


def test_an_empty_upload_is_reported(visitor, site):
    answer = send(visitor, DeviceFactory(site=site), note="Coin")
    assert answer.context["form"].errors["pictures"]


def test_too_many_photos_at_once_or_in_total_are_refused(visitor, site):
    device = DeviceFactory(site=site)
    many = [picture(f"{number}.jpg", (8, 8)) for number in range(MAX_AT_ONCE + 1)]
    assert send(visitor, device, *many).context["form"].errors["pictures"]
    PhotoFactory.create_batch(MAX_PER_SUBJECT, subject=device)
    assert send(visitor, device, picture(size=(8, 8))).context["form"].errors
    assert Photo.objects.of(device).count() == MAX_PER_SUBJECT


def test_photos_are_scoped_like_their_subject(visitor, sign_in, association):
    elsewhere = PhotoFactory(subject=DeviceFactory(site=SiteFactory()))
    address = reverse("photo_file", args=[elsewhere.pk])
    assert visitor.get(address).status_code == 404
    assert sign_in(association).get(address).status_code == 404
    assert visitor.post(reverse("photo_remove", args=[elsewhere.pk])).status_code == 404
    assert send(visitor, elsewhere.subject, picture()).status_code == 404
    assert Photo.objects.of(elsewhere.subject).get() == elsewhere


def test_photos_belong_only_to_models_with_takes_photos(visitor):
    for noun in ("people.user", "core.event", "no.such", "device", "a.b.c"):
        assert visitor.get(reverse("photo_add", args=[noun, 1])).status_code == 404, noun


def test_a_photo_is_served_with_safe_headers(visitor, site):
    device = DeviceFactory(site=site)
    send(visitor, device, picture(size=(40, 30)))
    answer = visitor.get(reverse("photo_file", args=[Photo.objects.get().pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store, private"  # others may use the computer next


def test_removing_a_photo_deletes_its_file(visitor, site, django_capture_on_commit_callbacks):
    photo = PhotoFactory(subject=DeviceFactory(site=site))
    path = Path(photo.document.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(reverse("photo_remove", args=[photo.pk]))
    assert not path.exists()
    photo.document.refresh_from_db()
    assert photo.document.purged_at
    assert not Photo.objects.of(photo.subject).exists()
    assert visitor.get(reverse("photo_file", args=[photo.pk])).status_code == 404
    assert Event.objects.about(photo.subject)[0].kind == "photo.removed"


def test_the_row_of_a_removed_photo_remains():
    photo = PhotoFactory()
    with refused("core_photo_kept"):
        delete(photo)
