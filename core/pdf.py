"""Papers: HTML templates made into PDFs that look the same on every machine."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from fontpkg_atkinson_hyperlegible import __file__ as font_package

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{atkinson}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
  <alias binding="strong"><family>sans-serif</family>
    <prefer><family>Atkinson Hyperlegible</family><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
"""


@cache
def _weasyprint():
    """WeasyPrint, loaded at the first paper, with our fonts and nothing else of the machine's."""
    folder = settings.BASE_DIR / "var" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "fonts.conf"
    text = FONTS.format(atkinson=Path(font_package).parent, cache=folder / "cache")
    if not conf.exists() or conf.read_text() != text:
        conf.write_text(text)
    os.environ["FONTCONFIG_FILE"] = str(conf)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # No file and no address is ever read: what a paper shows stands in its HTML.
    fetcher = URLFetcher(allowed_protocols={"data"})
    return weasyprint, FontConfiguration(), fetcher


@cache
def _style(name):
    weasyprint, fonts, _fetcher = _weasyprint()
    css = (settings.BASE_DIR / "templates" / "papers" / name).read_text()
    return weasyprint.CSS(string=css, font_config=fonts)


def render_pdf(template, context, *, style="paper.css"):
    """The PDF (bytes) of a template of ours, in the active language, tagged for screen readers."""
    weasyprint, fonts, fetcher = _weasyprint()
    html = weasyprint.HTML(string=render_to_string(template, context), url_fetcher=fetcher)
    return html.write_pdf(
        stylesheets=[_style(style)],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        optimize_images=False,
    )


def pdf_response(content, name, *, download=False):
    """Send a PDF to be shown in the browser, or kept as a file."""
    response = HttpResponse(content, content_type="application/pdf")
    place = "attachment" if download else "inline"
    response.headers["Content-Disposition"] = f'{place}; filename="{name}.pdf"'
    return response
