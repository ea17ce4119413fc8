import ctypes
import gc
import logging
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pypdfium2.raw as raw
import pytest
from django.utils import translation

from core.models import Identity
from core.pdf.render import pdf_response, render_pdf, render_sheets

pytestmark = pytest.mark.papers

LATIN = "Œuvre n° 3, « reçu » : 1 234,50 € — l’été"
OTHERS = "✓ ☐ ☑ → № Кириллица العربية"


def paper(name=LATIN, **context):
    identity = Identity(name=name)
    return render_pdf("papers/base.html", {"identity": identity, "logo": "", **context})


def text_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def fonts_of(content):
    """Return the names of the fonts used, without the prefix of a subset."""
    with pypdfium2.PdfDocument(content) as pdf:
        return {
            item.get_font().get_base_name().rpartition("+")[2]
            for page in pdf
            for item in page.get_objects([raw.FPDF_PAGEOBJ_TEXT])
        }


def language_of(pdf):
    letters = (ctypes.c_ushort * 10)()
    raw.FPDFCatalog_GetLanguage(pdf, letters, ctypes.sizeof(letters))
    return bytes(letters).decode("utf-16-le").rstrip("\0")


def warnings_of(caplog):
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_every_character_in_use_has_a_font_and_latin_text_ours(caplog):
    ours, others = paper(LATIN), paper(OTHERS)
    assert warnings_of(caplog) == []
    assert LATIN.replace("\u202f", " ") in text_of(ours)
    assert all(name.startswith(("Atkinson-Hyperlegible", "Rebond-Zero")) for name in fonts_of(ours))
    assert any(name.startswith("DejaVu-Sans") for name in fonts_of(others))


def test_a_glyph_missing_in_every_font_is_logged(caplog):
    paper("\U0010fffd")
    assert warnings_of(caplog)


def test_a_pdf_is_tagged_and_has_a_language():
    for language in ("fr", "en"):
        with translation.override(language):
            content = paper()
        with pypdfium2.PdfDocument(content) as pdf:
            assert raw.FPDFCatalog_IsTagged(pdf), language
            assert language_of(pdf) == language, language


def test_rendering_fetches_no_file_and_no_url(caplog):
    for address in ("file:///etc/hostname", "http://127.0.0.1:1/logo.png"):
        content = paper(logo=address)
        assert any("disallowed protocol" in warning for warning in warnings_of(caplog)), address
        with pypdfium2.PdfDocument(content) as pdf:
            assert list(pdf[0].get_objects([raw.FPDF_PAGEOBJ_IMAGE])) == [], address


def test_rendering_is_thread_safe():
    names = [f"{LATIN} {number}" for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        papers = list(threads.map(paper, names))
    for name, content in zip(names, papers, strict=True):
        assert name.replace("\u202f", " ") in text_of(content)


def test_a_pdf_is_sent_inline_or_as_an_attachment():
    for download, place in ((False, "inline"), (True, "attachment")):
        response = pdf_response(b"%PDF-", "labels", download=download)
        assert response.headers["Content-Type"] == "application/pdf", (download, place)
        assert response.headers["Content-Disposition"] == f'{place}; filename="labels.pdf"', (
            download,
            place,
        )


def test_the_garbage_collector_is_enabled_again_after_rendering():
    paper()
    assert gc.isenabled()
    context = {"identity": Identity(name="Les Ordis"), "logo": ""}
    with pytest.raises(ValueError, match="shorter"):  # a page has no drawing
        render_sheets("papers/base.html", context, style="inventory/labels/labels.css", drawings=[])
    assert gc.isenabled()
