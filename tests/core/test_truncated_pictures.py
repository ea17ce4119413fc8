"""A picture truncated by the network is never stored as complete."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.forms.uploads import clean_scan
from core.pdf.render import draw, own_part
from core.workflow.lifecycle import Refused


def test_a_truncated_image_is_refused_after_a_pdf_was_drawn(english):
    whole = io.BytesIO()
    Image.frombytes("RGB", (300, 200), os.urandom(300 * 200 * 3)).save(whole, "JPEG")
    draw(own_part("<p>Paper</p>"), "paper.css", finish=None)
    half = SimpleUploadedFile("scan.jpg", whole.getvalue()[: whole.tell() // 2])
    with pytest.raises(Refused, match="This file is not a picture that we can read"):
        clean_scan(half)


def test_a_broken_pdf_is_refused_as_such(english):
    with pytest.raises(Refused, match="not a readable PDF"):
        clean_scan(SimpleUploadedFile("agreement.PDF", b"no paper at all"))
