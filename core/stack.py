"""Many papers in one PDF: laid out a few at a time, so that a stack of any height fits in memory.

WeasyPrint keeps all that it lays out until it has drawn it: some 4 MB for each paper. So the papers
are drawn by handfuls, and their pages put behind one another under one page tree.
"""

import re
from io import BytesIO
from itertools import islice

import pydyf
from django.template.loader import render_to_string
from django.utils import translation

from core.pdf import draw, own_part, shared_pages
from core.shared_pages import PAGE_TREE, Moved, lay_pages, moved, page_numbers, rooms_of

HANDFUL = 20
BODY = re.compile(r"<body[^>]*?(?: class=\"([^\"]*)\")?[^>]*>(.*)</body>", re.DOTALL)


def render_stack(template, papers, *, style="paper.css"):
    """One PDF (bytes) of these papers, in order, each a template of ours in its own language.

    Each paper is (context, language, HTML of the pages that it shares with others, if any). A stack
    is for the printer: no structure for screen readers, which each paper of its own has.
    """
    whole = pydyf.PDF()  # a part was written once: its table of places is no longer true
    for start in range(0, len(papers), HANDFUL):
        _behind(whole, _handful(template, papers[start : start + HANDFUL], style))
    output = BytesIO()
    whole.write(output)
    return output.getvalue()


def _handful(template, papers, style):
    """A few papers one after another, each as its own file would have it, as a PDF of pydyf."""
    shared = [shared_pages(html, style) if html else None for _context, _language, html in papers]
    html = "".join(
        _one(template, context | {"shared_pages": _untitled(pages)}, language)
        for (context, language, _html), pages in zip(papers, shared, strict=True)
    )
    document, pdf = draw(own_part(html), style, "stack.css")
    rooms, numbered = iter(rooms_of(document, pdf)), {}
    for pages in filter(None, shared):
        own = list(islice(rooms, len(pages.pages)))
        numbered[id(pages)] = lay_pages(pdf, own, pages, numbered.get(id(pages)))
    return pdf


def _untitled(shared):
    """The pages without their headings: a stack has no outline."""
    return [page._replace(titles=[]) for page in shared.pages] if shared else []


def _one(template, context, language):
    with translation.override(language):
        look, body = BODY.search(render_to_string(template, context)).groups()
    return f'<article lang="{language}" class="of-stack {look or ""}">{body}</article>'


def _behind(whole, part):
    """Put the pages of `part` after those of `whole`; all that they need goes with them."""
    shift = len(whole.objects) - 1
    numbers = {number: number + shift for number in range(len(part.objects))}
    numbers[PAGE_TREE] = PAGE_TREE
    for item in part.objects[1:]:
        whole.add_object(Moved(moved(item.data, numbers)))
    pages = page_numbers(part)
    for number in pages:
        whole.pages["Kids"].extend([number + shift, 0, "R"])
    whole.pages["Count"] += len(pages)
