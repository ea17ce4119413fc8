"""Search for personal data in responses of any type."""

import re
from html import unescape

import pypdfium2

from tests.world import PERSONAL


def simple(text):
    """Normalise a text for comparison: no entities, no case, and phone numbers without spaces."""
    text = " ".join(unescape(text).casefold().split())
    return re.sub(r"(?<=\d)[ .-](?=\d)", "", text)


WORDS = {word: simple(word) for word in PERSONAL}


def leaks(text):
    """Return the personal words in `text`."""
    text = simple(text)
    return [word for word, simplified in WORDS.items() if simplified in text]


def text_of(answer):
    """Return the text of a response: headers, and page or PDF."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    content = b"".join(answer)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind == "application/pdf":
        return headers + words_of(content)
    if kind in {"image/jpeg", "application/octet-stream"}:
        return headers + content.decode("latin-1")
    assert kind in {
        "text/html",
        "text/plain",
        "text/csv",
        "text/calendar",
        "text/javascript",
        "application/json",
        "application/manifest+json",
        "application/problem+json",
        "",
    }, kind
    return headers + content.decode()


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as pages:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
