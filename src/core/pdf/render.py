"""Rendering of HTML templates as PDFs that look the same on every machine."""

import gc
import os
from collections import deque
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import pydyf
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from fontpkg_atkinson_hyperlegible import __file__ as font_package

from core.caches.shared_cache import WEEK, get_or_set, key_of
from core.pdf.drawing_process import call_apart, is_long
from core.pdf.shared_pages import lay_pages, pages_of, rooms_of, take_pages

FONT_FOLDER = Path(font_package).parent / "files"
ZERO_FOLDER = settings.BASE_DIR / "static" / "fonts"
# Our fonts first, then DejaVu for characters that they lack, then the fonts of the machine.
# Papers use a zero without the slash that codes have (styles/fonts/make_zero_fonts.py).
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{ours}</dir>
  <dir>{zero}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong">
    <family>sans-serif</family>
    <prefer><family>Atkinson Hyperlegible</family><family>DejaVu Sans</family></prefer>
  </alias>
</fontconfig>
"""
TAGGED = "pdf/ua-1"
# Pool of warm Pango font maps: each serves one thread at a time.
_idle_fonts = deque()


def render_pdf(template, context, *, style="paper.css", shared="", looks=(({}, 0),)):
    """Render a template as a PDF (bytes), in the active language, tagged for screen readers.

    `shared` is HTML that other papers contain too: its pages are rendered once, and laid onto the
    pages that the template leaves empty, one for each of `shared_pages`. `looks` are more context
    and the pages that it may take: the first that fits is used, or else the last.
    """
    pages = shared_pages(shared, style, pdf_variant=TAGGED) if shared else None
    if pages:
        context = context | {"shared_pages": pages.pages}
    drafts = [
        (render_to_string(template, context | look), most + len(context.get("shared_pages", ())))
        for look, most in looks
    ]
    return _write(drafts[0][0], style, pages=pages, drafts=drafts)


def render_sheets(template, context, *, style, drawings):
    """Render sheets with exact dimensions as a PDF (bytes): viewers print them at true size.

    `drawings` holds, for each page, PDF operators (ISO 32000-1, 8.5) as bytes, in points from the
    lower left corner; they lie under the page's text.
    """
    return _write(render_to_string(template, context), style, drawings=drawings)


@lru_cache(maxsize=32)
def shared_pages(html, *styles, **options):
    """Return the pages of this HTML, without footers, for all papers that contain it.

    The first process renders them in half a second; the others read them from the shared cache.
    """
    key = key_of("core.pdf", html, *map(_css, styles), sorted(options.items()))
    return get_or_set(key, lambda: draw_shared_pages(html, *styles, **options), WEEK)


def draw_shared_pages(html, *styles, **options):
    if is_long(html):
        return call_apart("draw_shared_pages", html, *styles, **options)
    taken = []

    def finish(document, pdf):
        taken.append(take_pages(document, pdf))

    draw(html, *styles, "shared.css", finish=finish, **options)
    return taken[0]


def warm():
    """Load WeasyPrint and our fonts, which otherwise delays the first paper by 0.6 s."""
    draw(own_part("<p>Rebond</p>"), "paper.css", finish=None)


def own_part(html):
    """Return a complete HTML document with this body."""
    return f"<!doctype html><html><head><title></title></head><body>{html}</body></html>"


def draw(html, *styles, finish, drafts=(), **options):
    """Render HTML as a PDF (bytes); `finish` receives WeasyPrint's document and pydyf's PDF.

    Of several drafts, as (HTML, its most pages), the first that fits is rendered, or else the last.
    """
    weasyprint, fetcher = _weasyprint()
    options = weasyprint.DEFAULT_OPTIONS | options | {"stylesheets": [*map(_style, styles)]}
    with _fonts() as fonts, _no_collector():
        for text, most in drafts or [(html, 0)]:
            source = weasyprint.HTML(string=text, url_fetcher=fetcher)
            document = source.render(font_config=fonts, **options)
            if len(document.pages) <= most:
                break
        return document.write_pdf(finisher=finish, **options)


def pdf_response(content, name, *, download=False):
    """Send a PDF inline, or as an attachment."""
    place = content_disposition_header(download, f"{name}.pdf")
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": place}
    )


def _write(html, style, **more):
    """Render HTML as a PDF (bytes), in a subprocess if it is long."""
    return call_apart("write", html, style, **more) if is_long(html) else write(html, style, **more)


def write(html, style, *, pages=None, drawings=None, drafts=()):
    """Render HTML as a PDF: a sheet with `drawings`, or else a paper with `pages` laid onto it."""

    def finish(document, pdf):
        if drawings is not None:
            _draw(pdf, drawings)
            pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"PrintScaling": "/None"})
        elif pages:
            lay_pages(pdf, rooms_of(document, pdf), pages)

    variant = TAGGED if drawings is None else None
    return draw(html, style, finish=finish, drafts=drafts, pdf_variant=variant)


def _draw(pdf, drawings):
    for page, drawing in zip(pages_of(pdf), drawings, strict=True):
        stream = pydyf.Stream([drawing], compress=True)
        pdf.add_object(stream)
        page["Contents"] = pydyf.Array([stream.reference, page["Contents"]])


@cache
def _weasyprint():
    """Return WeasyPrint, imported only here because that is slow, and its URL fetcher."""
    os.environ["FONTCONFIG_FILE"] = str(_font_list())
    import weasyprint
    from PIL import ImageFile
    from weasyprint.urls import URLFetcher

    # WeasyPrint accepts truncated images for the whole process: uploads would then pass too.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    # No file and no URL is ever fetched: papers contain everything in their HTML.
    return weasyprint, URLFetcher(allowed_protocols={"data"})


def _font_list():
    """Path of the file that declares our fonts.

    It is written atomically, since other processes read it.
    """
    folder = settings.PROJECT_DIR / "var" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    path, text = (
        folder / "fonts.conf",
        FONTS.format(ours=FONT_FOLDER, zero=ZERO_FOLDER, cache=folder / "cache"),
    )
    if not path.exists() or path.read_text() != text:
        with NamedTemporaryFile("w", dir=folder, delete=False) as new:
            new.write(text)
        Path(new.name).replace(path)
    return path


@contextmanager
def _no_collector():
    """Disable the garbage collector while a PDF is rendered: it takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _fonts():
    from weasyprint.text.fonts import FontConfiguration

    try:
        fonts = _idle_fonts.pop()
    except IndexError:
        fonts = FontConfiguration()
    yield fonts
    _idle_fonts.append(fonts)


@cache
def _style(name):
    weasyprint, fetcher = _weasyprint()
    return weasyprint.CSS(string=_css(name), url_fetcher=fetcher)


def _css(name):
    return (settings.BASE_DIR / "templates" / "papers" / name).read_text()
