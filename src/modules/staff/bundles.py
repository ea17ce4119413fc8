"""Many papers in one PDF, rendered in chunks: memory use does not grow with their number.

WeasyPrint keeps the whole layout in memory until it is rendered. So the papers are rendered in
chunks, and PDFium concatenates their pages.

A stack of agreements is rendered for the printer: it is not tagged, and its tables have fixed
columns, which is faster. Clauses and heads that several papers share are laid out once in a chunk
and drawn into the room that each leaves for them. Every agreement in it has its number and its
fingerprint; its own tagged file is rendered when it is opened for signature.
"""

import re
from functools import lru_cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Lock

import pydyf
from django.template.loader import render_to_string
from django.utils import translation

from core.pdf.render import draw, own_part, shared_pages
from core.pdf.shared_pages import as_drawing, lay_pages, object_of, pages_of, rooms_of

CHUNK_SIZE = 40
APART = "apart-"  # prefix of the id of an element in whose place a separate page is drawn
POINTS = 0.75  # per CSS pixel, which is 1/96 inch
STYLE = str(Path(__file__).parent / "templates" / "staff" / "stack.css")
# The part of the head that differs between agreements (the number) and the shared part.
HEAD = re.compile(
    r'<header class="letterhead">(?P<own>.*?<p class="reference">.*?</p>)'
    r'(?P<same>.*?class="our-name">(?P<name>.*?)</span>.*?</header>\s*<h1>.*?</h1>)',
    re.DOTALL,
)
CODE = re.compile(r'<img (class="document-code")[^>]*>')
CLAUSES = re.compile(r'(?:<section class="clause">.*?</section>\s*)+', re.DOTALL)
BODY = re.compile(r"<body[^>]*?(?: class=\"([^\"]*)\")?[^>]*>(.*)</body>", re.DOTALL)
_pdfium = Lock()  # PDFium is not thread-safe


def render_stack(template, papers, *, style="paper.css"):
    """Render these papers, in order, as one PDF (bytes), each in its own language.

    Each paper is (context, language, HTML of the pages that it shares with others, if any). A stack
    is for the printer: unlike each separate paper, it has no structure for screen readers.
    """
    import pypdfium2  # a large library, loaded only to print stacks

    handfuls = [papers[start : start + CHUNK_SIZE] for start in range(0, len(papers), CHUNK_SIZE)]
    parts = [_handful(template, handful, style) for handful in handfuls]
    output = BytesIO()
    with _pdfium, pypdfium2.PdfDocument.new() as whole:
        for part in parts:
            with pypdfium2.PdfDocument(part) as pages:
                whole.import_pages(pages)
        whole.save(output)
    return output.getvalue()


def _handful(template, papers, style):
    """Render a chunk of papers one after another, each as in its own file, to a PDF (bytes)."""
    shared = [shared_pages(html, style) if html else None for _context, _language, html in papers]
    apart = {}
    articles = [
        _one(template, context | {"shared_pages": _untitled(pages)}, language, style, apart)
        for (context, language, _html), pages in zip(papers, shared, strict=True)
    ]

    def finish(document, pdf):
        rooms, numbers = iter(rooms_of(document, pdf)), {}
        _draw_apart(document, pdf, len(apart))
        for pages in filter(None, shared):
            own = list(islice(rooms, len(pages.pages)))
            numbers[id(pages)] = lay_pages(pdf, own, pages, numbers.get(id(pages)))

    return draw(own_part("".join([*articles, *apart])), style, STYLE, finish=finish)


@lru_cache(maxsize=32)
def height_of(html, *styles):
    """Pixels from the top to the element `end` of this HTML; None if it takes several pages."""
    heights = []

    def finish(document, _pdf):
        first, *more = document.pages
        heights.append(None if more else first.anchors["end"][1])

    draw(html, *styles, finish=finish)
    return heights[0]


def _untitled(shared):
    """Copies of the shared pages without titles, since the PDF of a stack has no outline."""
    return [page._replace(titles=[]) for page in shared.pages] if shared else []


def _one(template, context, language, style, apart):
    """Render a paper as an article, with empty elements for the parts that are drawn separately.

    `apart` maps their HTML to names.
    """
    with translation.override(language):
        look, body = BODY.search(render_to_string(template, context)).groups()

    def room(html, kind, own="", title=""):
        """An empty element for this HTML, drawn separately, under the paper's own content."""
        whose = f'lang="{language}" class="apart {look or ""}"'
        article, end = f"<article {whose}>{html}", '<div id="end"></div></article>'
        height = height_of(own_part(article + end), style, STYLE)
        if height is None:  # it takes several pages
            return None
        name = apart.setdefault(article + "</article>", f"{APART}{len(apart)}")
        name = f"{name}:{kind}:{context['agreement']}"
        place = f'class="{kind}" id="{name}" title="{title}" style="height: {height}px"'
        return f"<div {place}>{own}</div>"

    def head(match):
        own, same, name = match["own"], match["same"], match["name"]
        blank = re.sub(r"\d", "0", CODE.sub(r"<div \1></div>", own))
        article = f'<header class="letterhead">{blank}{same}'
        return room(article, "letterhead head-room", own, name) or match[0]

    body = HEAD.sub(head, body)
    body = CLAUSES.sub(lambda match: room(match[0], "clauses-room") or match[0], body)
    return f'<article lang="{language}" class="bundled-document {look or ""}">{body}</article>'


def _draw_apart(document, pdf, count):
    """Draw the last `count` pages of an untagged document in empty elements of the other pages.

    The element for the first of them has an id like `apart-0:C26-00112`. The last pages are then
    removed. All pages must have the same height.
    """
    pages = pages_of(pdf)
    drawn = pages[len(pages) - count :]
    for number, page in enumerate(drawn):
        drawing = object_of(pdf, page["Contents"])
        drawing.extra |= as_drawing(page)
        drawings = object_of(pdf, page["Resources"])["XObject"]
        drawings[f"{APART}{number}"] = drawing.reference
    for laid, page in zip(document.pages, pages[: len(pages) - count], strict=False):
        calls = [
            f"q 1 0 0 1 {x * POINTS} {-y * POINTS} cm /{name.partition(':')[0]} Do Q".encode()
            for name, (x, y, *_size) in laid.anchors.items()
            if name.startswith(APART)
        ]
        if calls:
            stream = pydyf.Stream(calls)
            pdf.add_object(stream)
            page["Contents"] = pydyf.Array([stream.reference, page["Contents"]])
    del pdf.pages["Kids"][3 * (len(pages) - count) :]
    pdf.pages["Count"] = len(pages) - count
