"""Decoding of pictures: camera frames, phone photos, and invalid files."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.models import Document
from inventory.devices.identifiers import tag_url
from tests.browser.film import code_picture, photo

TAG = "RB2500001O"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def visitor(sign_in, volunteer):
    volunteer.language = "en"
    volunteer.save()
    return sign_in(volunteer)


def read(visitor, content, **more):
    picture = SimpleUploadedFile("picture.jpg", content, "image/jpeg")
    return visitor.post(reverse("scan_read"), {"picture": picture}, **(JSON | more))


def saved(picture, form="PNG"):
    output = io.BytesIO()
    picture.save(output, form)
    return output.getvalue()


def test_a_photo_of_twelve_megapixels_is_read_in_every_orientation(visitor):
    for turned in (None, 6, 8):
        answer = read(visitor, photo(tag_url(TAG), turned=turned))
        assert answer.json() == {"codes": [tag_url(TAG)]}, turned
    assert Document.objects.count() == 0  # nothing is stored


def test_a_camera_frame_is_decoded(visitor):
    frame = Image.new("L", (640, 480), 128)
    assert read(visitor, saved(frame)).json() == {"codes": []}
    frame.paste(code_picture(tag_url(TAG)), (100, 90))
    for form in ("PNG", "JPEG", "WEBP"):
        assert read(visitor, saved(frame, form)).json()["codes"] == [tag_url(TAG)], form


def test_our_labels_have_priority(visitor):
    frame = Image.new("L", (1000, 480), 128)
    frame.paste(code_picture("HTTPS://ELSEWHERE.EXAMPLE/X"), (60, 90))
    frame.paste(code_picture(tag_url(TAG)), (560, 90))
    codes = read(visitor, saved(frame)).json()["codes"]
    assert codes == [tag_url(TAG), "HTTPS://ELSEWHERE.EXAMPLE/X"]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side):
    """Return a PNG of a few kilobytes that declares a side of `side` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_invalid_images_and_decompression_bombs_get_a_message(visitor):
    cut_short = photo(tag_url(TAG), size=(400, 300))[:20]
    contents = {"not a picture": [b"no picture", b"", b"GIF89a" + b"\0" * 40, cut_short]}
    contents["too large"] = [*map(bomb, (7_000, 12_000, 60_000)), b"x" * (10 * 1024 * 1024 + 1)]
    for words, pictures in contents.items():
        for content in pictures:
            answer = read(visitor, content)
            assert answer.status_code == 400, content[:10]
            assert words in answer.json()["words"], content[:10]
            assert answer.json()["codes"] == []


def test_without_script_a_photo_leads_to_what_it_shows(visitor):
    small = photo(tag_url(TAG), size=(640, 480))
    answer = read(visitor, small, HTTP_ACCEPT="text/html,*/*")
    assert visitor.get(answer.url).context["answer"].code == TAG
    blank = read(visitor, saved(Image.new("L", (64, 48), 128)), HTTP_ACCEPT="text/html")
    page = visitor.get(blank.url).content.decode()
    assert "No code was found in this photo." in page


def test_decoding_is_limited_in_time(visitor, still_clock, monkeypatch):
    monkeypatch.setattr("desk.views.MAX_PICTURES", 3)
    answers = [read(visitor, b"no picture").status_code for _ in range(5)]
    assert answers == [400, 400, 400, 429, 429]


def test_decoding_needs_a_user_of_our_team(client, sign_in, association):
    assert read(client, b"x").status_code == 302
    assert read(sign_in(association), b"x").status_code == 403


def test_the_camera_is_allowed_to_our_own_pages_only(visitor):
    policy = visitor.get(reverse("home"))["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "microphone=()" in policy


def test_a_secret_in_an_image_is_not_returned(visitor):
    frame = Image.new("L", (640, 480), 128)
    frame.paste(code_picture("WIFI:T:WPA;S:maison;P:secret123;;"), (100, 90))
    assert "secret123" not in str(read(visitor, saved(frame)).json())
    address = read(visitor, saved(frame), HTTP_ACCEPT="text/html").url
    assert "secret123" not in address
    assert "Wi-Fi" in visitor.get(address).content.decode()
