"""Lazy papers, rendered when a test opens them, since rendering takes a sixth of all time."""

from hashlib import sha256
from html import unescape

import pypdfium2
from django.utils.html import strip_tags

from core.pdf import render
from core.pdf.drawing_process import is_long

_write, _open = render._write, pypdfium2.PdfDocument.__init__
_written = {}  # {placeholder: HTML} of the papers of a test that are not rendered


class NoPages:
    pages = ()


class UndrawnPapers:
    """Placeholders of PDFs until `pypdfium2.PdfDocument` opens them; each is rendered once.

    Pages shared by several papers are not included, so agreements cannot be opened this way, and
    tests that read them are marked `papers`.
    """

    def __init__(self):
        self._drawings = {}

    def write(self, html, style, **more):
        is_long(html)  # raises if it is too long
        drawn_from = repr((html, style, more.get("drawings"))).encode()
        content = b"%PDF- not drawn " + sha256(drawn_from).hexdigest().encode()
        _written[content] = html
        self._drawings[content] = lambda: self._draw(html, style, **more)
        return content

    def _draw(self, html, style, *, pages=None, **more):
        assert pages is None, "Mark this test `papers`: it reads pages that papers share."
        return _write(html, style, **more)

    def open(self, document, content, *args, **options):
        if isinstance(content, bytes) and content in self._drawings:
            if callable(drawing := self._drawings[content]):
                drawing = self._drawings[content] = drawing()
            content = drawing
        _open(document, content, *args, **options)


def draw_when_opened(monkeypatch):
    """Build the HTML of papers, but render it only when `pypdfium2.PdfDocument` opens them."""
    papers = UndrawnPapers()
    _written.clear()

    def opened(document, content, *args, **options):
        papers.open(document, content, *args, **options)

    monkeypatch.setattr(render, "_write", papers.write)
    monkeypatch.setattr(render, "shared_pages", lambda *_args, **_options: NoPages())
    monkeypatch.setattr(pypdfium2.PdfDocument, "__init__", opened)


def words_written(content):
    """Return the text of a paper that is not rendered, for tests independent of its layout."""
    return " ".join(unescape(strip_tags(_written[content])).split())
