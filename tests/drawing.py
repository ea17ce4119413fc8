"""Papers that are drawn when a test opens them: drawing takes a sixth of all time."""

from hashlib import sha256

import pypdfium2

from core.pdf import render
from core.pdf.drawing_process import is_long

_write, _open = render._write, pypdfium2.PdfDocument.__init__


class NoPages:
    pages = ()


class UndrawnPapers:
    """What stands for PDFs until `pypdfium2.PdfDocument` opens them; each is drawn once.

    The pages that papers share are not among them: an agreement cannot be opened so, and tests that
    read one are marked `papers`.
    """

    def __init__(self):
        self._drawings = {}

    def write(self, html, style, **more):
        is_long(html)  # which refuses what is too long
        drawn_from = repr((html, style, more.get("drawings"))).encode()
        content = b"%PDF- not drawn " + sha256(drawn_from).hexdigest().encode()
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
    """Papers are filled in, but drawn only when `pypdfium2.PdfDocument` opens them."""
    papers = UndrawnPapers()

    def opened(document, content, *args, **options):
        papers.open(document, content, *args, **options)

    monkeypatch.setattr(render, "_write", papers.write)
    monkeypatch.setattr(render, "shared_pages", lambda *_args, **_options: NoPages())
    monkeypatch.setattr(pypdfium2.PdfDocument, "__init__", opened)
